"""The index answers as the files say, is built once, and follows every change of them."""

from __future__ import annotations

import pytest

from cleanup.errors import RuleError
from cleanup.lexicon.english import pieces
from cleanup.lexicon.index import opened
from cleanup.rules import rules_hash


def test_words_are_parted_as_spacy_parts_them(parser):
    for text in ("prosecutor's office", "by-product", "re-elected head of state", "one's own goal"):
        (doc,) = parser.parse([text])
        assert pieces(text) == tuple(token.lower_ for token in doc)


def test_slots_keep_their_capitals():
    assert pieces("Put X's case to Y") == ("put", "X", "'s", "case", "to", "Y")


def test_an_english_word_is_found_in_any_inflection(lexicon):
    assert [entry.lemma for entry in lexicon.of_english("wheels")] == ["rueda"]
    assert [entry.lemma for entry in lexicon.of_english("wheels of press")] == ["rueda de prensa"]
    assert [entry.language for entry in lexicon.of_english("grave")] == ["es", "fr"]
    assert lexicon.of_english("mountain") == []


def test_a_source_word_is_found_with_its_expressions(lexicon):
    assert [entry.lemma for entry in lexicon.of_source("Rueda")] == ["rueda", "rueda de prensa"]
    assert lexicon.of_source("%") == []


def test_the_index_is_built_once_for_the_same_files(rules, cache):
    opened([rules])
    (index,) = cache.glob("senses-*.sqlite")
    built = index.stat().st_mtime_ns
    opened([rules])
    assert [path.stat().st_mtime_ns for path in cache.glob("senses-*.sqlite")] == [built]


def test_a_changed_file_counts_at_once_and_changes_the_hash_of_the_rules(rules):
    before = rules_hash([rules])
    assert opened([rules]).of_source("portada") == []
    with (rules / "senses/es/news").open("a") as file:
        file.write("portada n = front page | cover < carried\n")
    assert [entry.renderings for entry in opened([rules]).of_source("portada")] == [("front page", "cover")]
    assert rules_hash([rules]) != before


def test_a_user_s_folder_adds_to_ours(rules, tmp_path):
    own = tmp_path / "own" / "senses" / "es" / "house"
    own.parent.mkdir(parents=True)
    own.write_text("tribuna n = op-ed < tribune\n", "utf-8")
    lexicon = opened([rules, tmp_path / "own"])
    assert lexicon.of_source("tribuna")[0].topic == "house"
    assert lexicon.of_source("sede")


def test_without_a_cache_it_works_from_memory(rules, cache):
    cache.parent.mkdir(exist_ok=True)
    cache.write_text("a file where the folder should be")
    assert opened([rules]).of_source("sede")


def test_a_slip_leaves_no_index(rules, cache):
    (rules / "senses/es/news").write_text("sede n venue\n")
    with pytest.raises(RuleError, match=r"news:1:1"):
        opened([rules])
    assert [path.name for path in cache.iterdir()] in ([], ["senses.lock"])


def test_no_entries_no_lexicon_no_error(tmp_path):
    assert opened([tmp_path]).of_english("grave") == []
