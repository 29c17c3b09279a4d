"""Cleaning many articles at once, with a memory of what is done."""
