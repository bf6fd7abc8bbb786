"""The codelists say what the vocabulary holds, in both languages."""

import json
from pathlib import Path

import pytest

from db.vocabulary import CODELISTS

TEXTS = json.loads((Path(__file__).parent.parent / "db" / "codelists.json").read_text(encoding="utf-8"))


def test_the_lists_are_those_of_the_vocabulary() -> None:
    assert list(TEXTS) == list(CODELISTS)


@pytest.mark.parametrize("name", CODELISTS)
def test_every_code_has_a_label_and_a_definition_in_english_and_welsh(name: str) -> None:
    codes = TEXTS[name]["codes"]

    assert [code["code"] for code in codes] == list(CODELISTS[name])
    for code in codes:
        for part in ("label", "definition"):
            assert set(code[part]) == {"en", "cy"}
            assert all(text.strip() for text in code[part].values())
        assert code["definition"]["en"].endswith(".")


@pytest.mark.parametrize("name", CODELISTS)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_no_two_codes_of_a_list_share_a_label(name: str, language: str) -> None:
    labels = [code["label"][language].casefold() for code in TEXTS[name]["codes"]]

    assert len(labels) == len(set(labels))
