"""Measures cleanup on the development data and prints plain tables: `python -m bench [TABLE ...]`."""
