"""What each piece of the sentence stands on, over HTTP and for every written case."""

import pytest
from starlette.testclient import TestClient

from api.status.why import why
from tests.conftest import said
from tests.rules import cases, cases_sources
from tests.rules.cases import Case

CASES = [*cases.CASES, *cases_sources.CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_language_has_the_same_pieces_and_each_stands_on_something(case: Case) -> None:
    for clause in why(case.facts, case.on):
        assert clause.text.keys() == {"en", "cy"}
        assert all(clause.text.values())
        assert clause.stands_on


def test_a_status_says_what_each_piece_stands_on(client: TestClient) -> None:
    found = said(client.get("/v1/recommendations/anytown-streets-2025-4b/status?why=true"), 200)
    by_text = {one["text"]["en"]: one["stands_on"] for one in found["why"]}
    assert found["sentence"]["en"] == " ".join(by_text)
    assert by_text["Members disagree: 9 of 12."][0].startswith("anytown-streets-2025-verdict-4b") or any(
        id_.startswith("anytown-streets-2025-verdict-4b") for id_ in by_text["Members disagree: 9 of 12."]
    )
    done = next(ids for text, ids in by_text.items() if "it is done" in text)
    assert [id_ for id_ in done if id_.startswith("anytown-streets-2025-4b-")]


def test_without_being_asked_it_says_none_of_that(client: TestClient) -> None:
    assert "why" not in said(client.get("/v1/recommendations/anytown-streets-2025-4b/status"), 200)
