"""Texts made of the pieces that break cleaners, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

SENTENCES = (
    "The council voted on Monday to close the harbour bridge for repairs.",
    "The council voted on Monday to close the harbour bridge for repair.",
    "Officials said that 12 people were hurt in the 2019 flood.",
    "Officials said that 13 people were hurt in the 2019 flood.",
    "“We will not leave,” said Ana Torres. “Nobody will.”",
    "Council closes harbour bridge",
    "Council Closes Harbour Bridge | The Daily News",
    "Read more",
)
BOILERPLATE = (
    "We use cookies to improve your experience on this website. Accept all",
    "Sign up for our newsletter",
    "Share on Facebook",
    "Advertisement",
    "© 2024 The Daily News. All rights reserved.",
    "By Ana Torres",
)
DAMAGED = (
    "The cafÃ© isnâ€™t open, the ministerâ€™s office said â€œsoonâ€\x9d.",
    "Rising prices &amp;amp; wages &quot;hurt&quot; everyone&#39;s plans.",
    "A zero\u200b-width space,\u00a0a no-break\u2009one and  two in a row.",
    "Soft\u00adhyphens, a\ufeff mark and a NUL\x00 here.",
    "\u200b\u200bHidden at the edge of a line.\u200b",
    "\u00a0Indented by a no-break space.\u00a0\u00a0",
)
SCRIPTS = (
    "Fans cheered 👩‍👩‍👧‍👦 and 🇪🇸🏳️‍🌈 in the square.",
    "Cafe\u0301 and nin\u0303o, written with combining\u0301 marks.",
    "The sign said \u200fשלום עולם\u200f and \u202bمرحبا\u202c in Arabic.",
    "The team lost\u200e 2-1 in Tokyo (東京).",
    "می\u200cخواهم is Persian.",
)
PIECES = (*SENTENCES, *BOILERPLATE, *DAMAGED, *SCRIPTS)
LINE_ENDS = ("\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n \t\n", "\n\u200b\n")
LINE_ENDS += ("\u2028", "\u2029", "\x85", "\x0b", "\x0c")

# The characters at which something happens, in any order.
CHARACTERS = (
    "aA \n\r\t\x00\x85\xa0\xad\u0301\u200b\u200d\u200e\u200f\u2028\u202e\ufeff😀שÃ©â€™œ\x9d&;#39.\"'“”‘’()"
)

paragraphs = st.one_of(
    st.sampled_from(PIECES),
    st.lists(st.sampled_from(PIECES), min_size=2, max_size=3).map(" ".join),
    st.text(CHARACTERS, min_size=1, max_size=12),
)
crumbs = st.text(CHARACTERS, max_size=40)


@st.composite
def articles(draw: st.DrawFn) -> str:
    """A few paragraphs, some of them twice, between line ends of every kind."""
    parts = draw(st.lists(paragraphs, min_size=1, max_size=5))
    parts += draw(st.lists(st.sampled_from(parts), max_size=3))
    ends = draw(st.lists(st.sampled_from(LINE_ENDS), min_size=len(parts), max_size=len(parts)))
    start = draw(st.sampled_from(("", "", "\n", "\r\n\r\n", "\ufeff")))
    return start + "".join(part + end for part, end in zip(parts, ends, strict=True))
