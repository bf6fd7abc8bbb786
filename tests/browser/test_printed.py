"""What is printed: the sheet for an hour's conversation is one sheet of paper, of two sides."""

import re

import pytest

from tests.addresses import spoken
from tests.browser.conftest import Stay
from tests.browser.places import LANGUAGES

TALKS = ("assemblies/anytown-streets-2025", "organisations/anytown", "posts/anytown-head-of-streets")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", TALKS)
def test_a_conversation_has_one_sheet(stay: Stay, of: str, language: str) -> None:
    page = stay()
    page.goto(spoken(f"/works/{of}/talk", language))

    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 2
