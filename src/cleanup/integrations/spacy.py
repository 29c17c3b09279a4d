"""A spaCy component: `nlp.add_pipe("cleanup")` reads the text of each Doc as one article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from cleanup import Config, Result, clean_text
from cleanup.errors import InputError
from cleanup.render import record
from cleanup.saved import restored
from cleanup.types import Document, Source

NAME = "cleanup"  # of the component, of the extension and of the group of spans


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Leaves the tokens of a Doc as they are, and sets

    - `doc._.cleanup`, its Result, as a record tells it (probabilities in four places, no paragraphs, no
      timings); None if the text is empty or binary;
    - `doc.spans["cleanup"]`, a span for each of the Result's decisions, in their order: the tokens that
      the place of the finding touches, with the rule as label and the fingerprint as `id_`.

    The text is read once more, by the pipeline that `Config.spacy_model` names: it reads paragraph by
    paragraph, with damaged characters repaired and wrapped lines joined, which the tokens of a Doc are
    not. In a blank pipeline nothing is read twice.
    """

    config: Config

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data.pop(NAME, None)
        doc.spans.pop(NAME, None)
        try:
            result = clean_text(doc.text, self.config)
        except InputError:
            return doc
        # What is kept must be plain data: a Doc comes as bytes from another process or a file.
        doc.user_data[NAME] = record.record(result, "-", None, record.text_sha256(result.output), {})
        findings = (decision.finding for decision in result.decisions)
        spans = [
            doc.char_span(
                finding.span.start,
                finding.span.end,
                label=finding.rule_id,
                span_id=finding.fingerprint,
                alignment_mode="expand",
            )
            for finding in findings
        ]
        doc.spans[NAME] = SpanGroup(doc, name=NAME, spans=spans)
        return doc


@Language.factory(NAME, default_config={"settings": {}}, assigns=["doc._.cleanup", "doc.spans"])
def create(nlp: Language, name: str, settings: dict[str, Any]) -> Cleaner:
    """The component; `settings` are fields of `Config`, with lists for tuples."""
    return Cleaner(Config(**{key: _frozen(value) for key, value in settings.items()}))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value


def _result(doc: Doc) -> Result | None:
    data = doc.user_data.get(NAME)
    if data is None:
        return None
    source = Source(data["input"]["sha256"], data["input"]["encoding"])
    return restored(data, Document(path="-", source=source, text=doc.text))


Doc.set_extension(NAME, getter=_result, force=True)
