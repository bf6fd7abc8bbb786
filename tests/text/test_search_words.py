"""What a word finds that somebody searches for: what means the same, and how Welsh words begin elsewhere."""

import tomllib
from pathlib import Path

import pytest

import db.search_words
from db.search_words import beginnings, wanted
from db.words import split, stem

TABLE = tomllib.loads(Path(db.search_words.__file__).with_suffix(".toml").read_text("utf-8"))
# A word as dictionaries have it, and all that it becomes: soft, nasal, aspirate.
CHANGED = {
    "cath": "gath nghath chath",
    "pen": "ben mhen phen",
    "tre": "dre nhre thre",
    "gardd": "ardd ngardd",
    "bws": "fws mws",
    "drws": "ddrws nrws",
    "llwybr": "lwybr",
    "mynydd": "fynydd",
    "rheolau": "reolau",
}


@pytest.mark.parametrize("plain", CHANGED)
def test_a_welsh_word_is_found_by_each_of_its_beginnings(plain: str) -> None:
    for begun in (plain, *CHANGED[plain].split()):
        assert {plain, *CHANGED[plain].split()} <= beginnings(begun), begun


@pytest.mark.parametrize("word", ["ysgol", "ffordd", "siop", "haf", "neuadd"])
def test_what_begins_with_no_letter_that_changes_stays_near_itself(word: str) -> None:
    assert word in beginnings(word)
    assert len(beginnings(word)) <= 6


def test_a_very_short_word_has_only_itself() -> None:
    assert beginnings("ty") == {"ty"}


def test_english_words_have_no_other_beginnings_but_those_of_what_means_the_same_in_welsh() -> None:
    (tree,) = wanted("three", "en")
    assert tree.own == tree.alike == {"three"}
    (bike,) = wanted("bike", "en")
    assert (bike.own, {"bicycl", "cycl", "beicio", "feicio"} <= bike.alike) == ({"bike"}, True)


@pytest.mark.parametrize("asked", ["bike", "bikes", "Bicycle", "cycling", "beic", "feicio", "seiclo"])
def test_whatever_means_the_same_finds_the_same(asked: str) -> None:
    for language in ("en", "cy"):
        (word,) = wanted(asked, language)
        assert {"bike", "bicycl", "cycl", "beic", "seiclo"} <= word.alike


def test_words_that_tell_nothing_apart_are_left_out_unless_there_is_no_other() -> None:
    assert [word.own for word in wanted("What became of the cycle lanes?", "en")] == [{"cycl"}, {"lane"}]
    assert [word.own for word in wanted("The who", "en")] == [{"the"}, {"who"}]
    assert wanted("?!", "en") == []


def test_no_word_of_the_table_stands_in_two_rows_or_among_those_that_are_left_out() -> None:
    rows = [{stem(word) for words in row.values() for word in split(words)} for row in TABLE["same"]]
    every = [word for row in rows for word in row]
    small = {stem(word) for words in TABLE["small"].values() for word in split(words)}

    assert sorted(word for word in {*every} if every.count(word) > 1) == []
    assert not small & {*every}
