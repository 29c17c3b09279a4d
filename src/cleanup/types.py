"""The types that every part of cleanup shares. All are frozen: a stage finds, it never changes."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from cleanup.offsets import View


class Applicability(enum.IntEnum):
    """How far a finding's correction may be trusted; ordered like ruff's."""

    DISPLAY = 0  # look here
    UNSAFE = 1  # has a correction that needs a look
    SAFE = 2  # what any editor would do

    @classmethod
    def of(cls, name: str) -> Applicability:
        return cls[name.upper()]

    def __str__(self) -> str:
        return self.name.lower()


class Status(enum.StrEnum):
    """What was decided about a finding."""

    APPLIED = "applied"
    PENDING = "pending"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of Unicode code points of `Document.text`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """What stands at `span` becomes `text`; an empty text deletes."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to correct a place: disjoint edits that are applied together (a word and its article)."""

    edits: tuple[Edit, ...]
    p_right: float  # probability that an editor accepts it as it stands
    reviewer: bool = False  # a person wrote it


@dataclass(frozen=True, slots=True)
class Finding:
    """A place that an editor might change, found by one stage. `span` is the place that is wrong; the
    edits of an alternative may reach beyond it (the blank lines after a removed paragraph)."""

    rule_id: str
    stage: str
    category: str
    span: Span
    message: str
    p_wrong: float  # probability that an editor would change this place
    applicability: Applicability
    alternatives: tuple[Alternative, ...] = ()  # best first; none: a flag only
    evidence: Mapping[str, str | int | float] = field(default_factory=dict, hash=False)
    fingerprint: str = ""  # set once, by the pipeline
    certain: bool = False  # never good English: corrected inside quotations too

    @property
    def removes(self) -> bool:
        """What it proposes first only deletes: boilerplate, a copy."""
        return bool(self.alternatives) and not any(edit.text for edit in self.alternatives[0].edits)


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a finding, and why."""

    finding: Finding
    status: Status
    reason: str
    chosen: int | None = None  # index of the alternative that is applied
    superseded_by: str | None = None  # fingerprint of the winner
    before: Decision | None = None  # what had been decided, where a verdict changed it


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reviewer's word on one place, which wins over thresholds and guards. It names the place by its
    words, so that it finds it again when the text has changed elsewhere."""

    id: str  # fingerprint of the finding, or of the place of a change of the reviewer's own
    original: str  # what stands there
    text: str | None  # what shall stand there; None: rejected, what stands there stays
    before: str = ""  # up to three words before it
    after: str = ""
    stage: str = "review"  # that found it; review: the reviewer did
    rule: str = "review.change"
    p_wrong: float = 1.0  # as promised when the verdict was given
    p_right: float | None = None  # of the first correction proposed; None: there was none
    proposed: str | None = None  # what the first correction proposed


@dataclass(frozen=True, slots=True)
class Repair:
    """A place whose characters are damaged: `edit` is what was meant."""

    edit: Edit
    kind: str  # mojibake, entity, space or invisible


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text came from and how its bytes were read."""

    sha256: str  # of the input's bytes
    encoding: str
    bom: bytes = b""
    assumed: bool = False  # the encoding was guessed, not declared by UTF-8 validity or a BOM

    @property
    def label(self) -> str:
        """The encoding as Python names it, the byte-order mark included: `utf-8-sig`, `utf-16`."""
        return {"utf-8": "utf-8-sig"}.get(self.encoding, self.encoding[:6]) if self.bom else self.encoding


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str | None = None
    byline: str | None = None
    date: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Prior:
    """How probable it is that the article is machine-translated, with the reasons."""

    probability: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Protected:
    """A place in which no word is changed by default."""

    span: Span
    kind: str  # name, number, address (URL, e-mail, handle), quotation or house


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, headline or line of the article, read once by spaCy."""

    span: Span  # from its first to its last visible character
    owned: Span  # with the line ends and blank lines up to the next paragraph: what a removal deletes
    view: View  # its tidy text, with a map back to `Document.text`
    parsed: Doc  # spaCy's reading of `view.text`; token.idx counts in `view.text`
    title_case: bool  # a line all in title case: capitals are no sign of a name there


@dataclass(frozen=True, slots=True)
class Repeat:
    """A line or sentence that several articles of one site share."""

    text: str  # as `repeats` reads it: folded, with slots for numbers and names
    kind: str  # exact, template or near
    documents: int  # articles that hold it; copies of one article count once
    outside: int  # those of them that hold it above or below all of their own text


@dataclass(frozen=True, slots=True)
class SiteEvidence:
    """What a batch knows of the site that an article comes from."""

    site: str
    documents: int  # articles of the site; copies of one article count once
    repeats: tuple[Repeat, ...]  # sorted by kind and text
    sha256: str  # of all this


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `text` is the decoded input (of a page: the text extracted from it) and never changes;
    offsets of everything count in it."""

    path: str
    source: Source
    text: str
    repairs: tuple[Repair, ...] = ()  # sorted, disjoint; every paragraph's view is read with them made
    paragraphs: tuple[Paragraph, ...] = ()
    protected: tuple[Protected, ...] = ()
    metadata: Metadata = Metadata()
    source_language: str | None = None  # ISO 639-1, as stated by the user; None: to be inferred
    evidence: SiteEvidence | None = None  # of its site; None: nothing is known


@dataclass(frozen=True, slots=True)
class Degraded:
    """A part that could not run, why, and the one command that mends it."""

    part: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Example:
    """One test of a rule: `bad` text with the `good` text it becomes (None: it is only flagged), or
    `ok` text, which no rule may flag."""

    bad: str | None = None
    good: str | None = None
    ok: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack, as written there; CONTRIBUTING.md says what each key means."""

    id: str
    kind: str  # tokens: a pattern over spaCy tokens; line, sentence: a regular expression over one; repeated
    category: str
    pattern: str
    message: str
    applicability: Applicability
    p_wrong: float
    p_right: float
    replacements: tuple[str, ...] = ()
    when: tuple[Mapping[str, tuple[str, ...]], ...] = field(default=(), hash=False)  # one must hold
    unless: tuple[Mapping[str, tuple[str, ...]], ...] = field(default=(), hash=False)  # none may hold
    where: str = "any"  # line and sentence rules: top, bottom, edge or any
    why: str = ""
    source_language: tuple[str, ...] = ()  # ISO 639-1; none: any
    examples: tuple[Example, ...] = ()
    references: tuple[str, ...] = ()
    path: str = ""  # of its pack
    line: int = 0  # 1-based, where it begins


class Stage(Protocol):
    """Pure: no I/O, no mutation. Rules and engines arrive in the constructor."""

    name: str
    skips_removed: bool  # paragraphs that safe findings of earlier stages remove are not shown to it
    dear: bool  # costs many times what reading the article does: a batch tells its time apart
    memory: int  # bytes that each process needs for it, beyond what all stages share

    def find(self, doc: Document) -> Iterable[Finding]: ...


@dataclass(frozen=True, slots=True)
class Result:
    """A cleaned article with every decision that made it."""

    document: Document
    decisions: tuple[Decision, ...]  # by place
    output: str
    metadata: Metadata
    source_language: str | None
    prior: Prior
    engines: Mapping[str, str] = field(default_factory=dict, hash=False)
    degraded: tuple[Degraded, ...] = ()
    timings: Mapping[str, float] = field(
        default_factory=dict, hash=False
    )  # seconds by stage; never in a file
    lost: tuple[Verdict, ...] = ()  # a reviewer's verdicts that find no place any more
    config_hash: str = ""  # SHA-256 of the settings that count
    rules_hash: str = ""  # SHA-256 of all rule packs
