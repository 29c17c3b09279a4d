"""The first pass over a batch: which lines the articles of a site share, and which articles are copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rensa import RMinHash, RMinHashLSH

from cleanup.batch.sharing import BANDS, PERMUTATIONS, SEED, pack, shared
from cleanup.document import tidy_paragraphs
from cleanup.evidence import site_evidence
from cleanup.repeats import cues, is_prose, key
from cleanup.types import SiteEvidence

SHINGLE = 4  # words
SHORTEST = 20  # shingles: of a shorter article it cannot be told whether it is a copy
COPY = 0.6  # Jaccard similarity of the shingles of copies of one article
SAME = 0.9  # Jaccard similarity of copies of which one stands for both


@dataclass(frozen=True, slots=True)
class Learned:
    """What the first pass learned."""

    sites: tuple[SiteEvidence, ...]  # sorted by site; only those that have repeats
    copies: tuple[tuple[str, ...], ...]  # groups of near-copies of one article, by name, of any site


def survey(text: str) -> bytes:
    """What the first pass keeps of an article, about a kilobyte: a sketch of its prose, and of each
    paragraph its text where that may be boilerplate, else a hash."""
    paragraphs = tidy_paragraphs(text)
    sketch = _sketch(p for p in paragraphs if is_prose(p) and cues(p) < 2)
    return len(sketch).to_bytes(2, "big") + sketch + pack(paragraphs)


def _parted(survey: bytes) -> tuple[bytes, bytes]:
    """The sketch and the packed lines."""
    end = 2 + int.from_bytes(survey[:2], "big")
    return survey[2:end], survey[end:]


def _sketch(prose: Iterable[str]) -> bytes:
    """The MinHash of the prose, as rensa writes it; nothing if there is too little."""
    words = " ".join(map(key, prose)).split()
    shingles = [" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]
    if len(shingles) < SHORTEST:
        return b""
    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update(shingles)
    return sketch.__getstate__()


def learn(surveys: Iterable[tuple[str, str, bytes]], text_of: Callable[[str], str | None]) -> Learned:
    """What the articles of each site share; the order of `surveys` (name, site and survey of each article)
    does not count. `text_of` reads an article again (None: it cannot be read any more): the few lines are
    quoted from there that a survey keeps as a hash."""
    surveyed = sorted(surveys)
    groups = _groups([_parted(survey)[0] for _, _, survey in surveyed])
    sites: defaultdict[str, defaultdict[int, list[tuple[str, bytes]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    copies: defaultdict[int, list[str]] = defaultdict(list)
    for (name, site, survey), group in zip(surveyed, groups, strict=True):
        sites[site][group].append((name, _parted(survey)[1]))
        copies[group].append(name)
    found = [
        site_evidence(site, len(articles), shared(list(articles.values()), text_of))
        for site, articles in sorted(sites.items())
    ]
    return Learned(
        tuple(evidence for evidence in found if evidence.repeats),
        tuple(tuple(names) for names in copies.values() if len(names) > 1),
    )


def _groups(states: Sequence[bytes]) -> list[int]:
    """For each article the first of which it is a near-copy, or itself."""
    parents = list(range(len(states)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = i = parents[parents[i]]
        return i

    index = RMinHashLSH(COPY, PERMUTATIONS, BANDS)
    sketches: dict[int, RMinHash] = {}  # of those in the index
    first: dict[bytes, int] = {}
    for i, state in enumerate(states):
        if not state:
            continue
        if state in first:
            parents[i] = root(first[state])
            continue
        first[state] = i
        sketch = RMinHash(PERMUTATIONS, SEED)
        sketch.__setstate__(state)
        stands = True  # no other stands for it
        for j in sorted(index.query(sketch)):
            likeness = sketch.jaccard(sketches[j])
            if likeness >= COPY:
                a, b = sorted((root(i), root(j)))
                parents[b] = a
                stands &= likeness < SAME
        if stands:
            index.insert(i, sketch)
            sketches[i] = sketch
    return [root(i) for i in range(len(states))]
