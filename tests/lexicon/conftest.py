from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleanup.lexicon.index import Lexicon, opened
from cleanup.lexicon.proposals import Proposal, proposals
from cleanup.matchers import Reading

SENSES = {
    "es/news": """\
# what stands in every newspaper
sede n = venue | headquarters, head office | seat < see, thirst
grave adj = serious, severe | critically ill < grave, tomb
asistir v = attend | help, treat < assist
rueda n = wheel | circle
prensa n = press, media
rueda de prensa n = press conference, news conference < wheel of press, press wheel [certain]
sala n = room | court, chamber
urgencia n = emergency < urgency
sala de urgencias n = accident and emergency, emergency room < room of hurries
mano n = hand
duro adj = tough < hard
mano dura n = tough line, iron fist < hard hand
hacer caso omiso de X v = ignore X, disregard X < make omitted case of X [certain]
poner a X contra las cuerdas v = have X on the ropes < put X against the cords
de paso adv = in passing < by surprised step
no dar su brazo a torcer v = refuse to give in < not give one's arm to twist
ponerse las pilas v = get one's act together < put on one's batteries
""",
    "fr/news": """\
siège n = seat | headquarters < siege
grave adj = serious | solemn < grave
""",
}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own."""
    folder = tmp_path / "cache"
    monkeypatch.setattr("cleanup.lexicon.index.user_cache_path", lambda name: folder / name)
    return folder / "cleanup"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder of rules with a small lexicon."""
    for name, text in SENSES.items():
        path = tmp_path / "rules" / "senses" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    return tmp_path / "rules"


@pytest.fixture
def lexicon(rules: Path) -> Lexicon:
    return opened([rules])


@pytest.fixture
def propose(lexicon: Lexicon, read: Callable) -> Callable[..., list[Proposal]]:
    """`propose(text, *languages)`: all proposals."""

    def call(text: str, *languages: str) -> list[Proposal]:
        paragraphs = read(text).paragraphs
        return [p for part in paragraphs for p in proposals(lexicon, Reading(part), languages)]

    return call
