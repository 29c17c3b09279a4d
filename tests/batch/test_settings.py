from __future__ import annotations

from collections import Counter

from cleanup.batch.settings import Tally


def tally() -> Tally:
    """Ten documents of 2 s each, of which grammar took 1.5 s."""
    return Tally(fresh=10, seconds=Counter({"all": 20.0, "open": 5.0, "grammar": 15.0}))


def test_the_rest_takes_as_long_as_what_was_done():
    assert tally().expected(1000, 2, ()) == "1,000 to go: about 17 min, at 2.00 s a document and worker"


def test_what_is_dear_is_told_apart():
    told = tally().expected(100_000, 4, ("grammar",))
    assert told == (
        "100,000 to go: about 13 h 53 min, at 2.00 s a document and worker; "
        "3 h 28 min without grammar (see --stages)"
    )


def test_nothing_done_is_no_error():
    assert "about 0 s" in Tally().expected(0, 2, ())
