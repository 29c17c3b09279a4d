"""What the articles of a site share: boilerplate goes, a story's own repeated phrases stay."""

from __future__ import annotations

import pytest

from cleanup import Config, clean_text
from cleanup.batch.survey import learn, survey
from cleanup.types import Result, SiteEvidence

TOPICS = (
    (
        "Council delays vote on bridge",
        "The council put off a vote on the harbour bridge after hours of debate.",
    ),
    (
        "Museum opens after fire",
        "Schoolchildren were the first visitors of the rebuilt museum in the old port.",
    ),
    (
        "Storks return to the river",
        "Researchers counted more than two hundred storks, twice as many as before.",
    ),
    ("Orchestra announces season", "The conductor promised two symphonies by young composers in the spring."),
    (
        "Farmers fear a poor harvest",
        "The drought has cost the valley a third of its wheat, the union estimates.",
    ),
    ("Ferry line to close", "The last boat between the islands will sail in October for want of passengers."),
    (
        "Library lends garden tools",
        "Spades and barrows can be borrowed for a week like any novel, staff said.",
    ),
    (
        "Bakery wins national prize",
        "A loaf of rye and walnuts convinced the jury in the final round of tasting.",
    ),
    ("Tunnel works uncover walls", "Archaeologists believe that the walls belonged to a medieval warehouse."),
    (
        "Hospital hires fifty nurses",
        "The new wing can be opened at last, its director told the local assembly.",
    ),
    (
        "School trials later mornings",
        "Lessons will begin at nine, which pupils welcomed and some parents did not.",
    ),
    (
        "Village votes for wind farm",
        "Seven turbines are to stand on the ridge once the courts have had their say.",
    ),
)
MORE = "Nobody was present from the ministry, whose answer is expected by the end of the month, number {}."


def articles(*, top: str = "", amid: str = "", bottom: str = "") -> list[str]:
    """Twelve articles on twelve topics, with the same lines around and inside them."""
    made = []
    for number, (headline, text) in enumerate(TOPICS):
        lines = [top, headline, text, amid, MORE.format(number), bottom]
        made.append("\n\n".join(filter(None, lines)) + "\n")
    return made


def known_of(texts: list[str]) -> SiteEvidence | None:
    surveys = [(f"{n:02}.txt", "example.com", survey(text)) for n, text in enumerate(texts)]
    learned = learn(surveys, lambda name: texts[int(name[:2])])
    return next(iter(learned.sites), None)


def cleaned(texts: list[str], config: Config = Config()) -> Result:  # noqa: B008
    return clean_text(texts[3], config, evidence=known_of(texts))


BOILERPLATE = (
    "Follow our reporters in the app and on your phone",
    "Read more about the elections on our website",
    "Support our journalism from five pounds a month",
    "Your letters to our newsroom are read by all of us",
)
STORY = (
    "Anyone with information is asked to call the police.",
    "No arrests have been made.",
    "The trial continues.",
    "The cause of the fire is still under investigation.",
)


@pytest.mark.parametrize("line", BOILERPLATE)
def test_a_line_that_speaks_to_the_reader_below_many_articles_goes(line):
    texts = articles(bottom=line)
    assert line in clean_text(texts[3]).output  # no rule knows it
    result = cleaned(texts)
    assert line not in result.output
    (finding,) = [d.finding for d in result.decisions if d.status == "applied"]
    assert finding.evidence["articles"] == 12
    assert (finding.evidence["of"], finding.evidence["site"]) == (12, "example.com")


@pytest.mark.parametrize("sentence", STORY)
def test_the_stock_phrases_of_reporters_stay(sentence):
    texts = articles(bottom=sentence)
    assert cleaned(texts).output == texts[3]


@pytest.mark.parametrize("heading", ["What happens next?", "Background", "Tips", "Ingredients", "Method"])
def test_subheads_that_come_back_stay(heading):
    texts = articles(amid=heading)
    assert cleaned(texts).output == texts[3]


def test_a_line_that_introduces_what_follows_stays():
    texts = articles(top="By the end of this section you will be able to:")
    assert cleaned(texts).output == texts[3]


def test_the_only_headline_stays_even_if_it_comes_back():
    texts = [text.split("\n\n", 1)[1] for text in articles()]
    texts = [f"Your questions about our town\n\n{text}" for text in texts]
    assert cleaned(texts).output == texts[3]


def test_the_background_of_a_story_stays():
    background = "The bridge over the Tamar was closed in 2019 after engineers had found cracks in it."
    texts = articles(bottom=background)
    assert cleaned(texts).output == texts[3]


def test_copies_of_one_article_count_once():
    texts = [articles(bottom=BOILERPLATE[1])[3]] * 12
    assert cleaned(texts).output == texts[3]


def test_a_few_articles_are_no_evidence():
    texts = articles(bottom=BOILERPLATE[1])[:4]
    assert cleaned(texts).output == texts[3]


def test_what_is_kept_stays():
    texts = articles(bottom=BOILERPLATE[0])
    assert cleaned(texts, Config(keep=("repeated",))).output == texts[3]


def test_a_second_run_with_the_same_evidence_changes_nothing():
    texts = articles(bottom=BOILERPLATE[0])
    known = known_of(texts)
    once = clean_text(texts[3], evidence=known).output
    assert clean_text(once, evidence=known).output == once
