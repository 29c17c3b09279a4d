"""The lines and sentences of an article, read so that those of different articles can be compared."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from cleanup.linepatterns import SHORTHANDS, fold

SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*$")
# A sentence ends before a blank and a capital, digit or opening mark, unless an abbreviation stands there.
BREAK = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_a-zß-ÿ])")
ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|gen|sen|rep|gov|lt|col|no|vs|jr|sr|u\.s)|\b\w)\.$", re.IGNORECASE
)
QUOTES = str.maketrans("“”„«»", '"' * 5)
DECORATION = re.compile(r"^[\W_]+|[\W_]+$")
DATE = re.compile(rf"\b(?:{SHORTHANDS['month']}|{SHORTHANDS['weekday']})\b\.?", re.IGNORECASE)
NUMBER = re.compile(r"\d+")
CAPITAL = r"[^\W\d_a-zß-ÿ][\w'’.&-]*"
# Capitalised words, with the small words that hold a name together.
NAMES = re.compile(rf"(?<=\S ){CAPITAL}(?: (?:(?:of|the|de|la|del|da|do|von|van|al) )?{CAPITAL})*")
SLOT = re.compile(r"[#*]")  # what stands in a key or template for numbers and names
WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
LEFT = 4  # words that a template must keep: with fewer it fits what is no copy
LONGEST = 600  # characters of a line that may be boilerplate as a whole
BODY = 8  # words of a sentence that may be an article's own text
LABELLED = 6  # words of a label
NEAR = 80  # rapidfuzz ratio of near-copies, of 100

# What speaks to the reader or of the site, over folded text. A line is one thing that can be said.
PLAIN = (  # anywhere
    r"newsletters?|unsubscribe|mailing list|your inbox|subscribe (?:to|now|today|here|for)"
    r"|sign(?:ed)? (?:up|in) (?:to|for|now|here|with)|register (?:now|here|today)|log in (?:to|or|with)",
    r"(?:uses?|accept|our) cookies|(?:cookie|privacy) (?:policy|notice|settings|rights)"
    r"|terms (?:of|and) (?:use|service|conditions)",
    r"©|\(c\) \d{4}|copyright \d{4}|(?:all )?rights reserved"
    r"|(?:may|must) not be (?:published|republished|reproduced|redistributed|rewritten|copied)",
    r"advertisement|sponsored (?:content|post)|affiliate (?:links?|commission)|earn a commission|ad blocker",
    r"click (?:here|on)|tap here|read (?:more|next|also|our|the full (?:article|story))|(?:most|more) "
    r"(?:read|popular|viewed|shared)|(?:article|story) continues|continues? (?:below|reading)|see also"
    r"|you (?:may|might) (?:also )?like|back to top|skip to|don'?t miss|more (?:from|on) (?:this|our)",
    r"(?:follow|like|support|contact|tell|find|write to|e-?mail|send|tip|join) us|get in touch"
    r"|share (?:this|on|via)|follow .{1,40} on (?:twitter|x|facebook|instagram)",
    r"(?:download|get|in) (?:our|the) app|app store|google play|push notifications",
    r"(?:leave|post|write) a comment|comments are|join the (?:discussion|conversation|debate)",
    r"this (?:article|story|post|page|site|website|translation|content|piece) (?:was|is|has|first|originally"
    r"|appeared|may|can|contains)|our (?:\w+ )?(?:journalism|website|site|readers?|newsroom|reporters?|team"
    r"|journalists?|partners?|channels?|community|members|supporters|coverage|work|terms|stories|articles)",
    r"(?:first|originally) (?:published|appeared|posted)|last updated|(?:report|writ|edit)ing by|edited by"
    r"|translated by|contributed (?:to this|reporting)|\d+[ -]min(?:ute)?s? read",
)
LABEL = (  # in a label; in a longer line or sentence only beside one of US
    r"subscri\w+|sign[ -]?(?:up|in|out)|log[ -]?(?:in|out)|register|my account|premium|paywall|inbox",
    r"cookies?|privacy|terms|copyright|disclaimer|imprint|legal notice|sitemap|site map|accessibility",
    r"adverts?|advertis\w+|sponsored|affiliates?|promoted|partners?|taboola|outbrain",
    r"trending|related|recommended|popular|latest|top stories|breaking news|editor'?s picks?|more stories"
    r"|up next|read|click|tags?|topics?|filed under|categories|sections?|menu|navigation|search|home ?page",
    r"follow|share|facebook|twitter|instagram|whats ?app|you ?tube|linked ?in|telegram|pinterest|reddit|rss"
    r"|tweet|e-?mail|print|copy link|save|bookmark",
    r"download|apps?|notifications|podcasts?|play|mute|volume|video|gallery|slideshow|watch live",
    r"comments?|reply|report abuse|permalink",
    r"published|updated|posted|mins?|minutes?|reading time|views",
    r"photos?|photographs?|images?|picture|credit|getty|istock|shutterstock|file photo",
    r"donate|donations?|contribute|membership|careers|jobs|about us|contact(?: us)?|newsroom|staff|faq",
)
US = r"we|us|our|ours"
WEAK = (
    r"you|your|yours|follow|share|support|contact|read|watch|listen|join|get|discover|learn more|visit|see"
    r"|articles?|stor(?:y|ies)|news|newspaper|journalism|magazine|blog|posts?|page|videos?|reporter|editor"
    r"|correspondent|journalist|writer|author|columnist|editorial|newsroom|website|site|online|app|link"
)


def _table(patterns: Collection[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(f'({pattern})' for pattern in patterns)})(?!\w)")


_PLAIN, _LABEL, _US, _WEAK = map(_table, (PLAIN, LABEL, (US,), (WEAK,)))


@lru_cache(maxsize=2**12)
def key(text: str) -> str:
    """`text` without what copies of a line differ in: case, accents, the shape of blanks and quotes, marks
    at its ends; and, if it is no prose, numbers and dates. Empty for a line without letters."""
    return _bare(_tidy(text) if is_prose(text) else _numbered(_tidy(text)))


@lru_cache(maxsize=2**12)
def template(text: str) -> str:
    """The key of `text` with slots for its numbers (#) and names (*); empty if too few words remain."""
    slotted = _bare(_numbered(NAMES.sub("*", _tidy(text))))
    return slotted if len(WORD.findall(slotted)) >= LEFT else ""


def _tidy(text: str) -> str:
    return " ".join(fold(text).translate(QUOTES).split())


def _numbered(text: str) -> str:
    return NUMBER.sub("#", DATE.sub("#", text))


def _bare(text: str) -> str:
    return DECORATION.sub("", text).casefold() if WORD.search(text) else ""


def is_prose(text: str) -> bool:
    """Whether `text` is closed like a sentence."""
    return text.count(" ") >= 2 and bool(SENTENCE_END.search(text))


def is_own(text: str) -> bool:
    """Whether `text` is long enough a sentence to be an article's own."""
    return text.count(" ") + 1 >= BODY and is_prose(text)


@lru_cache(maxsize=2**12)
def cues(text: str, story: frozenset[str] = frozenset()) -> int:
    """In how many ways `text` plainly speaks to the reader or of the site, and one more; 1 if it may do so,
    0 if not. What an article with the words `story` tells of (of Facebook, of privacy) is no sign."""
    folded = fold(text).casefold()
    plain = {match.lastindex for match in _PLAIN.finditer(folded)}
    label = {match.lastindex for match in _LABEL.finditer(folded) if match[0] not in story}
    us = bool(_US.search(folded))
    short = folded.count(" ") < LABELLED and not is_prose(text)
    ways = len(plain) + (len(label) if us or short else 0)
    return ways + 1 if ways else int(us or bool(label) or bool(_WEAK.search(folded)))


def is_candidate(text: str) -> bool:
    """Whether a line or sentence may be boilerplate by its wording alone."""
    return len(text) <= LONGEST and bool(key(text)) and (not is_prose(text) or cues(text) > 0)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of the paragraph `text` begins and ends."""
    start = 0
    for match in BREAK.finditer(text):
        if not ABBREVIATION.search(text, start, match.start()):
            yield start, match.start() + len(match[0].rstrip())
            start = match.end()
    if start < len(text):
        yield start, len(text)


def names(text: str) -> frozenset[str]:
    """The capitalised words of `text` that do not begin it."""
    return frozenset(word for name in NAMES.findall(text) for word in WORD.findall(name) if len(word) > 2)


def words(text: str) -> frozenset[str]:
    """The words of `text`, folded."""
    return frozenset(WORD.findall(fold(text).casefold()))
