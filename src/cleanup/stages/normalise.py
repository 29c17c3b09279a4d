"""Damaged characters as findings; `tidy` finds them when the document is read."""

from __future__ import annotations

from collections.abc import Iterator

from cleanup.types import Alternative, Applicability, Document, Finding

MESSAGES = {
    "mojibake": "characters read in the wrong encoding",
    "entity": "an HTML entity left in the text",
    "space": "an odd space",
    "invisible": "an invisible character",
}


class Normalise:
    name = "normalise"
    skips_removed = False
    dear = False
    memory = 0

    def find(self, doc: Document) -> Iterator[Finding]:
        for repair in doc.repairs:
            original = doc.text[repair.edit.span.start : repair.edit.span.end]
            yield Finding(
                rule_id=f"normalise.{repair.kind}",
                stage=self.name,
                category=repair.kind,
                span=repair.edit.span,
                message=MESSAGES[repair.kind],
                p_wrong=0.99,
                applicability=Applicability.SAFE,
                alternatives=(Alternative((repair.edit,), 0.99),),
                evidence={"code_points": " ".join(f"U+{ord(c):04X}" for c in original)},
            )
