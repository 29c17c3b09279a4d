"""A datatrove step: `Cleanup()` between a reader and a writer cleans the text of each document."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cleanup import DEFAULT, Config, clean_text
from cleanup.errors import InputError
from cleanup.types import Status

try:
    from datatrove.pipeline.base import PipelineStep
except ImportError as error:
    raise ImportError("datatrove cannot be imported (pip install 'cleanup[datatrove]')") from error

if TYPE_CHECKING:
    from datatrove.data import DocumentsPipeline


UNREAD = {"changed": False, "applied": 0, "pending": 0, "source_language": "", "prior": 0.0, "error": ""}


class Cleanup(PipelineStep):
    """Takes each document's text for one article and puts the cleaned text in its place.

    `metadata["cleanup"]` tells what became of it, always with the keys and types of UNREAD, so that
    tables keep one schema: whether the text `changed`, the numbers of `applied` and `pending` findings,
    the `source_language` (ISO 639-1; "" if unknown) and `prior`, the probability that the article is
    machine-translated. A text that is empty or binary is passed on as it is, with the `error`.

    The stats count documents (total, changed, failed, degraded: a part could not run) and findings.
    Raises CleanupError if `config` or the rules cannot be used.
    """

    type = "✂️ - FORMAT"
    name = "🧹 Cleanup"

    def __init__(self, config: Config = DEFAULT) -> None:
        super().__init__()
        self.config = config

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        for document in data:
            with self.track_time():
                document.text, document.metadata["cleanup"] = self._cleaned(document.text)
            yield document

    def _cleaned(self, text: str) -> tuple[str, dict[str, Any]]:
        self.stat_update("total")
        try:
            result = clean_text(text, self.config)
        except InputError as error:
            self.stat_update("failed")
            return text, UNREAD | {"error": str(error)}
        statuses = Counter(decision.status for decision in result.decisions)
        told = UNREAD | {
            "changed": result.output != text,
            "applied": statuses[Status.APPLIED],
            "pending": statuses[Status.PENDING],
            "source_language": result.source_language or "",
            "prior": round(result.prior.probability, 4),
        }
        self.stat_update("applied", value=told["applied"])
        self.stat_update("pending", value=told["pending"])
        self.stat_update("changed", value=int(told["changed"]))
        self.stat_update("degraded", value=int(bool(result.degraded)))
        return result.output, told
