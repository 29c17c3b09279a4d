"""The house list: terms never touched, renderings preferred, rules off."""

from cleanup import Config, clean_text


def test_preferred_renderings_are_written_and_take_their_article():
    config = Config(house_prefer=(("inauguration", "swearing-in"),))
    text = "They waited for a grave that was scheduled for May 3."
    assert clean_text(text).output == "They waited for an inauguration that was scheduled for May 3."
    assert clean_text(text, config).output == "They waited for a swearing-in that was scheduled for May 3."


def test_terms_are_not_touched():
    text = "The band Sunday grave, scheduled for May 3, was postponed."
    assert "inauguration" in clean_text(text).output
    result = clean_text(text, Config(house_never=("Sunday grave",)))
    assert result.output == text
    assert result.decisions == ()


def test_rules_can_be_off():
    text = "The mayor's grave, scheduled for May 3, was postponed."
    assert clean_text(text, Config(house_off=("es.politics.*",))).output == text
