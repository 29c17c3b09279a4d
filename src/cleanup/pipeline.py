"""One straight path: open the document, let every stage find, decide once, apply once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from cleanup.apply import apply
from cleanup.config import Config, checked
from cleanup.document import make_document, open_document
from cleanup.engines import nlp
from cleanup.engines.languages import Languages
from cleanup.errors import UsageError
from cleanup.fingerprint import with_fingerprints
from cleanup.guard import guard
from cleanup.lexicon.index import Lexicon, opened
from cleanup.prior import assess, weigh
from cleanup.resolve import edits_of, resolve
from cleanup.rules import load_rules, rules_dir, rules_hash
from cleanup.stages.boilerplate import Boilerplate
from cleanup.stages.duplicates import Duplicates
from cleanup.stages.foreign import Foreign
from cleanup.stages.mistranslation import LEXICON, Mistranslation
from cleanup.stages.normalise import Normalise
from cleanup.stages.repeated import REPEATED
from cleanup.types import (
    Applicability,
    Degraded,
    Document,
    Finding,
    Metadata,
    Result,
    Rule,
    SiteEvidence,
    Source,
    Span,
    Stage,
    Verdict,
)
from cleanup.verdicts import settle

# What a result depends on besides our own code; their versions stand in the record.
PACKAGES = ("charset-normalizer", "ftfy", "inflect", "lemminflect")
PACKAGES += ("rapidfuzz", "spacy", "trafilatura", "wordfreq")

NOTHING = Metadata()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Everything that is opened once and serves every document."""

    config: Config
    rules: tuple[Rule, ...]
    rules_hash: str
    nlp: nlp.Nlp
    stages: tuple[Stage, ...]
    engines: Mapping[str, str]
    degraded: tuple[Degraded, ...]


def build(config: Config, tell: Callable[[str], None] = lambda line: None) -> Pipeline:
    """The pipeline that `config` asks for; `tell` receives a line before anything is fetched.

    Raises ConfigError, RuleError, and UsageError if `config.keep` names no category of boilerplate. A
    part that is not available ends up in `degraded`.
    """
    checked(config, "Config")
    folders = [rules_dir(), *map(Path, config.rules)]
    rules = (*load_rules(folders), *REPEATED)
    categories = {rule.category for rule in rules if rule.kind != "tokens"}
    for name in config.keep:
        if name not in categories:
            remedy = f"the categories are {', '.join(sorted(categories))}"
            raise UsageError("keep", f"{name!r} is no boilerplate that could stay", remedy)
    rules = _house_rules(rules, config)
    parser = nlp.load(config.spacy_model, config.offline, tell)
    degraded = []
    if parser.degraded:
        degraded.append(parser.degraded)
        rules = tuple(rule for rule in rules if rule.kind != "tokens")
    lexicon = None if parser.degraded or _is_off(LEXICON, config) else opened(folders)
    stages = build_stages(config, rules, lexicon)
    engines = {name: version(name) for name in PACKAGES} | {"spacy_model": parser.name}
    return Pipeline(config, rules, rules_hash(folders), parser, stages, engines, tuple(degraded))


def _house_rules(rules: Iterable[Rule], config: Config) -> tuple[Rule, ...]:
    """The rules that the house leaves on, with its renderings in place of ours."""
    prefer = dict(config.house_prefer)
    return tuple(
        replace(rule, replacements=tuple(prefer.get(t.lstrip("="), t) for t in rule.replacements))
        for rule in rules
        if not _is_off(rule.id, config)
    )


def _is_off(rule_id: str, config: Config) -> bool:
    return any(fnmatchcase(rule_id, pattern) for pattern in config.house_off)


def memory_of(config: Config) -> int:
    """Bytes that the stages which `config` asks for open in each process, beyond what all share."""
    return sum(stage.memory for stage in build_stages(config, ()))


def build_stages(config: Config, rules: Sequence[Rule], lexicon: Lexicon | None = None) -> tuple[Stage, ...]:
    """The stages that `config` asks for, in their order."""
    language = None if config.source_lang == "auto" else config.source_lang
    lines = [rule for rule in rules if rule.kind != "tokens"]
    tokens = [rule for rule in rules if rule.kind == "tokens"]
    stages: tuple[Stage, ...] = (
        Normalise(),
        Boilerplate(lines, frozenset(config.keep)),
        Duplicates(),
        Foreign(Languages(), language),
        Mistranslation(tokens, language, lexicon),
    )
    return tuple(stage for stage in stages if stage.name in config.stages)


def clean(pipeline: Pipeline, doc: Document, verdicts: Iterable[Verdict] = ()) -> Result:
    """`doc` cleaned. `verdicts` win over every threshold."""
    config = pipeline.config
    found, timings = _find(pipeline.stages, doc)
    prior, language = assess(doc, found)
    terms = [p.span for p in doc.protected if p.kind == "house"]
    findings = [
        finding
        for finding in weigh(found, prior)
        if finding.p_wrong >= config.show and not _touches(finding, terms)
    ]
    level = None if config.apply == "none" else Applicability.of(config.apply)
    named = with_fingerprints(doc.text, findings)
    decisions = guard(doc, resolve(doc, named, level, config.min_confidence))
    decisions, lost = settle(doc.text, decisions, verdicts)
    return Result(
        document=doc,
        decisions=decisions,
        lost=lost,
        output=apply(doc.text, edits_of(decisions)),
        metadata=_metadata(doc, findings),
        source_language=language,
        prior=prior,
        config_hash=config.digest,
        rules_hash=pipeline.rules_hash,
        engines=pipeline.engines,
        degraded=pipeline.degraded,
        timings=timings,
    )


def clean_bytes(
    pipeline: Pipeline,
    raw: bytes,
    path: str,
    verdicts: Iterable[Verdict] = (),
    evidence: SiteEvidence | None = None,
) -> Result:
    """The article in `raw`, cleaned. Raises InputError."""
    begin = perf_counter()
    doc = open_document(raw, path, pipeline.nlp.parse, *_reading(pipeline.config))
    doc = replace(doc, evidence=evidence)
    return _timed(clean(pipeline, doc, verdicts), perf_counter() - begin)


def clean_string(
    pipeline: Pipeline,
    text: str,
    verdicts: Iterable[Verdict] = (),
    evidence: SiteEvidence | None = None,
    name: str = "-",
    metadata: Metadata = NOTHING,
) -> Result:
    """The article `text`, cleaned; `name` and `metadata` say what is known of it. Raises InputError."""
    begin = perf_counter()
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    source = Source(digest, "utf-8")
    doc = make_document(text, name, source, pipeline.nlp.parse, *_reading(pipeline.config))
    doc = replace(doc, metadata=metadata, evidence=evidence)
    return _timed(clean(pipeline, doc, verdicts), perf_counter() - begin)


def _reading(config: Config) -> tuple[str | None, Sequence[str]]:
    return None if config.source_lang == "auto" else config.source_lang, config.house_never


def _timed(result: Result, seconds: float) -> Result:
    """`result` with the time that opening the document took, of `seconds` in all."""
    opening = seconds - sum(result.timings.values())
    return replace(result, timings={"open": opening, **result.timings})


def _find(stages: Iterable[Stage], doc: Document) -> tuple[list[Finding], dict[str, float]]:
    found: list[Finding] = []
    timings = {}
    for stage in stages:
        begin = perf_counter()
        found += list(stage.find(_without_removed(doc, found) if stage.skips_removed else doc))
        timings[stage.name] = perf_counter() - begin
    return found, timings


def _without_removed(doc: Document, findings: Iterable[Finding]) -> Document:
    """`doc` without the paragraphs that safe findings remove: no stage should keep the copy of a
    paragraph that goes, and a dear one need not read it."""
    gone = {
        edit.span
        for finding in findings
        if finding.applicability is Applicability.SAFE
        for alternative in finding.alternatives[:1]
        for edit in alternative.edits
        if not edit.text
    }
    return replace(doc, paragraphs=tuple(p for p in doc.paragraphs if p.owned not in gone))


def _touches(finding: Finding, terms: Sequence[Span]) -> bool:
    """Whether a finding is on one of the house's terms: they are never touched, unless with the whole
    line that they stand in."""
    if finding.stage == "normalise":
        return False
    if not finding.alternatives:
        return any(term.contains(finding.span) for term in terms)
    edits = finding.alternatives[0].edits
    return any(term.overlaps(edit.span) for term in terms for edit in edits if edit.text)


def _metadata(doc: Document, findings: Iterable[Finding]) -> Metadata:
    """What the page said of itself, else what was found: the byline that is removed, the date, and the
    first paragraph that stays, if it looks like a headline."""
    findings = list(findings)
    removed = {f.span for f in findings if f.stage in ("boilerplate", "duplicates")}
    first = next((p for p in doc.paragraphs if p.span not in removed), None)
    is_headline = first is not None and not first.view.text.endswith((".", "!", "?", ":", "”", '"'))

    def evidence(key: str) -> str | None:
        return next((str(f.evidence[key]) for f in findings if key in f.evidence), None)

    known = doc.metadata
    return Metadata(
        title=known.title or (first.view.text if first is not None and is_headline else None),
        byline=known.byline or evidence("byline"),
        date=known.date or evidence("date"),
        site=known.site,
    )
