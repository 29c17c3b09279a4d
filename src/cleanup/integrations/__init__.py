"""Other frameworks' steps that run `cleanup.clean_text`; each needs its framework installed."""
