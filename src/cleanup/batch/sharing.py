"""What the articles of one site share: counted by exact text, by template, and by near-copies."""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz
from rensa import RMinHash, RMinHashLSH

from cleanup.document import tidy_paragraphs
from cleanup.repeats import NEAR, cues, is_candidate, is_own, key, sentences, template
from cleanup.types import Repeat

FEWEST = 3  # articles that share a repeat
COMMON = 0.3  # share of a site's articles: prose in so many is not an article's own ...
OFTEN = 10  # ... if they are so many at least
# Prose without a cue is kept if such a share of a site's articles hold it, and of them outside their text.
KEPT, KEPT_OUTSIDE = 0.5, 0.9
SHINGLE = 4  # characters
LIKENESS = 0.5  # Jaccard similarity of the shingles of lines that are compared
PERMUTATIONS, BANDS, SEED = 64, 16, 13  # of every MinHash and its index

# A paragraph, then its sentences: the text of what may be boilerplate, else a hash.
Line = Sequence[str | int]
Copies = Sequence[tuple[str, bytes]]  # the name of each copy of one article, and its packed lines
Label = tuple[str, str | int]  # what units are counted by: kind and text, or a hash


def pack(paragraphs: Iterable[str]) -> bytes:
    """All that is kept of the lines of an article."""
    lines = [_line(paragraph) for paragraph in paragraphs if key(paragraph)]
    packed = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(packed.encode("utf-8", "surrogatepass"))


def _unpack(packed: bytes) -> list[Line]:
    return json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))


def _line(text: str) -> Line:
    parts = [text[a:b] for a, b in sentences(text)]
    return [text if is_candidate(text) else _hash(text), *(filter(is_candidate, parts) if parts[1:] else ())]


def _hash(text: str) -> int:
    """A number for the key of a text that nobody needs to read; negative if it is too short to be an
    article's own prose."""
    number = int.from_bytes(
        hashlib.blake2b(key(text).encode("utf-8", "surrogatepass"), digest_size=6).digest()
    )
    return number if is_own(text) else -number


class _Site:
    """The articles of a site; every text has a number. A sentence stands after its line, as ~number."""

    def __init__(self, articles: Iterable[Copies]) -> None:
        numbers: dict[str | int, int] = {}
        self.articles = [[_numbered(packed, numbers) for _, packed in copies] for copies in articles]
        self.texts = list(numbers)


def _numbered(packed: bytes, numbers: dict[str | int, int]) -> array[int]:
    found = array("l")
    for line, *parts in _unpack(packed):
        found.append(numbers.setdefault(line, len(numbers)))
        found.extend(~numbers.setdefault(part, len(numbers)) for part in parts)
    return found


def shared(articles: Sequence[Copies], text_of: Callable[[str], str | None]) -> tuple[Repeat, ...]:
    """The repeats of a site, sorted by kind and text. `text_of` reads an article again by its name."""
    site = _Site(articles)
    labels = [_labels(text) for text in site.texts]
    counts = _count(site, labels)
    near = _near({text: n for (kind, text), n in counts.items() if kind == "template" and cues(text)})
    labels = [some + tuple(("near", near[text]) for _, text in some[1:] if text in near) for some in labels]
    counts = _count(site, labels)
    own = [
        _is_article(text, max(counts[label] for label in some), len(articles))
        for text, some in zip(site.texts, labels, strict=True)
    ]
    outside = _outside(site, labels, own)
    hidden = _quoted(
        articles,
        [
            n
            for (kind, n), count in counts.items()
            if kind == "hash" and _is_kept(count, outside["hash", n], len(articles))
        ],
        text_of,
    )
    found = {
        Repeat(text, kind, counts[kind, text], outside[kind, text]) for kind, text in _useful(counts, labels)
    }
    found |= {Repeat(text, "exact", counts["hash", n], outside["hash", n]) for n, text in hidden.items()}
    return tuple(sorted(found, key=lambda repeat: (repeat.kind, repeat.text)))


def _labels(text: str | int) -> tuple[Label, ...]:
    if isinstance(text, int):
        return (("hash", text),)
    slotted = template(text)
    return (("exact", key(text)), ("template", slotted)) if slotted else (("exact", key(text)),)


def _count(site: _Site, labels: Sequence[Sequence[Label]]) -> Counter[Label]:
    """In how many articles each label stands."""
    counts: Counter[Label] = Counter()
    for copies in site.articles:
        numbers = {n if n >= 0 else ~n for copy in copies for n in copy}
        counts.update({label for n in numbers for label in labels[n]})
    return counts


def _is_article(text: str | int, count: int, articles: int) -> bool:
    """Whether a line that `count` of `articles` hold is text of their own. Articles on one matter share
    paragraphs; a sentence that speaks to the reader is their own only if few say it."""
    if isinstance(text, str) and (not is_own(text) or cues(text) > 1):
        return is_own(text) and count < FEWEST
    return (isinstance(text, str) or text > 0) and (count < OFTEN or count < COMMON * articles)


def _outside(site: _Site, labels: Sequence[Sequence[Label]], own: Sequence[bool]) -> Counter[Label]:
    """In how many articles each label stands above or below all of their own text. An article without any
    says nothing."""
    outside: Counter[Label] = Counter()
    for copies in site.articles:
        seen: set[Label] = set()
        inside: set[Label] = set()
        for copy in copies:
            places = [i for i, n in enumerate(copy) if n >= 0 and own[n]]
            for i, n in enumerate(copy):
                some = labels[n if n >= 0 else ~n]
                seen.update(some)
                if not places or places[0] <= i <= places[-1] or (n < 0 and _line_at(copy, i) in places):
                    inside.update(some)
        outside.update(seen - inside)
    return outside


def _line_at(copy: Sequence[int], i: int) -> int:
    """The index of the line that the sentence at `i` belongs to."""
    while copy[i] < 0:
        i -= 1
    return i


def _near(templates: Mapping[str, int]) -> dict[str, str]:
    """For each of the templates (with its number of articles) that others nearly copy, and for those, the
    commonest of them: that alone is compared with, so that likeness does not creep from one to the next."""
    order = sorted(templates, key=lambda text: (-templates[text], text))
    sketches = RMinHash.from_token_sets([_shingles(text) for text in order], PERMUTATIONS, SEED)
    index = RMinHashLSH(LIKENESS, PERMUTATIONS, BANDS)
    index.insert_pairs(list(enumerate(sketches)))
    chosen: dict[str, str] = {}
    for text, sketch in zip(order, sketches, strict=True):
        if text not in chosen:
            others = [order[i] for i in sorted(index.query(sketch))]
            near = [o for o in others if o not in chosen and fuzz.ratio(text, o) >= NEAR]
            if len(near) > 1:
                chosen.update(dict.fromkeys(near, text))
    return chosen


def _shingles(text: str) -> list[str]:
    return sorted({text[i : i + SHINGLE] for i in range(len(text) - SHINGLE + 1)})


def _useful(counts: Mapping[Label, int], labels: Iterable[Sequence[Label]]) -> Iterator[Label]:
    """The labels of what is repeated; a wider one only if more articles hold it."""
    for some in labels:
        if isinstance(some[0][1], str):
            most = FEWEST - 1
            for label in some:
                if counts[label] > most:
                    most = counts[label]
                    yield label


def _is_kept(count: int, outside: int, articles: int) -> bool:
    return count >= OFTEN and count >= KEPT * articles and outside >= KEPT_OUTSIDE * count


def _quoted(
    articles: Iterable[Copies], wanted: Iterable[int], text_of: Callable[[str], str | None]
) -> dict[int, str]:
    """The key behind each hash, as long as an article can be read that holds it."""
    missing, found = set(wanted), {}
    for copies in articles:
        for name, packed in copies:
            if missing and not missing.isdisjoint(line for line, *_ in _unpack(packed)):
                for paragraph in tidy_paragraphs(text_of(name) or ""):
                    if key(paragraph) and (number := _hash(paragraph)) in missing:
                        found[number] = key(paragraph)
                missing -= found.keys()
    return found
