"""The stages, in the order in which they run; `pipeline.build_stages` makes them."""

STAGE_NAMES = ("normalise", "boilerplate", "duplicates", "foreign", "mistranslation")
