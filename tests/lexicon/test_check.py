"""What can be wrong with entries is told with the entry's place."""

from __future__ import annotations

import pytest

from cleanup.lexicon.check import problems
from cleanup.lexicon.entries import read_entries


@pytest.fixture
def told(tmp_path):
    def call(*lines: str) -> list[str]:
        path = tmp_path / "es" / "news"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines), "utf-8")
        return [str(problem) for problem in problems(read_entries([path]))]

    return call


def test_good_entries_are_left_alone(told):
    assert (
        told(
            "sede n = venue | headquarters < see",
            "rueda de prensa n = press conference < wheel of press [certain]",
            "soler v = usually, tend to < use to",
            "siniestralidad n = accident rate < siniestrality",
        )
        == []
    )


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("sede n = seat < thirst", "stands in news:1 too"),
        ("fallo n = ruling, verdict < verdict", "'verdict' stands twice"),
        ("fallo n = ruling | verdict | ruling", "'ruling' stands twice"),
        ("baloncesto n = basketball", "nothing can go wrong with it"),
        ("fallo n = rulinng < failure", "'rulinng' is no English word"),
        ("extraño n = strange < foreign", "'strange' is of another part of speech"),
        ("fallar v = ruling < fail", None),
        ("fallar v = verdict < fail", "'verdict' is of another part of speech"),
        ("a tope adv = flat out | packed < to top [certain]", "what is certain has one sense"),
        ("jefe de sede n = manager < venue [certain]", "'venue' is right English elsewhere"),
    ],
)
def test_what_is_wrong_is_told(told, line, what):
    found = told("sede n = venue | headquarters < see", line)
    assert len(found) == (what is not None)
    assert all(text.startswith("es/news:2: ") and what in text for text in found)
