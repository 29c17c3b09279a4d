from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from cleanup import clean_text
from tests.texts import articles

TEXT = """Sign up for our newsletter

The mayor’s grave, scheduled for May 3, drew a crowd on Monday.

“Todavía no hay preparativos sustanciales”, said Ana Torres.
"""


@pytest.fixture(scope="module")
def nlp() -> Language:
    blank = spacy.blank("en")
    blank.add_pipe("cleanup")
    return blank


def test_a_doc_holds_the_result(nlp):
    doc, result = nlp(TEXT), clean_text(TEXT)
    assert doc.text == TEXT
    assert doc._.cleanup.output == result.output != TEXT
    assert doc._.cleanup.document.text == TEXT
    assert [(d.finding.fingerprint, d.status, d.chosen) for d in doc._.cleanup.decisions] == [
        (d.finding.fingerprint, d.status, d.chosen) for d in result.decisions
    ]


def test_places_are_spans_in_the_order_of_the_decisions(nlp):
    doc = nlp(TEXT)
    assert [(span.label_, span.text) for span in doc.spans["cleanup"]] == [
        ("en.newsletter.heading", "Sign up for our newsletter"),
        ("es.politics.swearing-in", "grave"),
        ("foreign.phrase", "Todavía no hay preparativos sustanciales"),
    ]
    ids = [span.id_ for span in doc.spans["cleanup"]]
    assert ids == [decision.finding.fingerprint for decision in doc._.cleanup.decisions]


@given(text=articles())
def test_every_decision_has_its_span_and_survives_as_bytes(nlp, text):
    doc = nlp(text)
    result = doc._.cleanup
    if result is None:
        assert "cleanup" not in doc.spans
        return
    for span, decision in zip(doc.spans["cleanup"], result.decisions, strict=True):
        place = decision.finding.span
        assert span.start_char < place.end and span.end_char >= place.start
        if decision.finding.stage != "normalise":  # which may begin at the blank after a token
            assert span.start_char <= place.start and span.end_char >= place.end
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.cleanup == result


def test_a_text_that_is_no_article_has_no_result(nlp):
    for text in ("", " \n", "\x01" * 9):
        doc = nlp(text)
        assert doc._.cleanup is None
        assert "cleanup" not in doc.spans


def test_processes_give_what_one_gives(nlp):
    texts = [TEXT, "", TEXT.replace("mayor", "minister")]
    alone, shared = list(nlp.pipe(texts)), list(nlp.pipe(texts, n_process=2))
    assert [doc._.cleanup for doc in shared] == [doc._.cleanup for doc in alone]
    labels = [[(s.start, s.end, s.label_, s.id_) for s in doc.spans.get("cleanup", ())] for doc in shared]
    assert labels == [
        [(s.start, s.end, s.label_, s.id_) for s in doc.spans.get("cleanup", ())] for doc in alone
    ]
    assert labels[1] == [] != labels[0]


def test_docs_on_disk_keep_the_result(nlp, tmp_path):
    DocBin(docs=[nlp(TEXT)], store_user_data=True).to_disk(tmp_path / "docs.spacy")
    read = next(DocBin().from_disk(tmp_path / "docs.spacy").get_docs(spacy.blank("en").vocab))
    assert read._.cleanup == nlp(TEXT)._.cleanup


def test_settings_are_those_of_the_configuration_and_are_saved(tmp_path):
    settings = {"keep": ["newsletter"], "house_prefer": [["inauguration", "swearing-in"]]}
    made = spacy.blank("en")
    made.add_pipe("cleanup", config={"settings": settings})
    made.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    kept = spacy.blank("en").from_config(made.config).from_bytes(made.to_bytes())
    for nlp in (made, loaded, kept):
        output = nlp(TEXT)._.cleanup.output
        assert output.startswith("Sign up for our newsletter")
        assert "The mayor’s swearing-in" in output


def test_an_unknown_setting_is_an_error():
    with pytest.raises(TypeError, match="keeps"):
        spacy.blank("en").add_pipe("cleanup", config={"settings": {"keeps": []}})
