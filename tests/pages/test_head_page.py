"""The page that says where the record ends, and whether what somebody kept of it still stands."""

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.conftest import client_of, said
from tests.pages.looking import page

OTHER = "0" * 64


@pytest.mark.parametrize(("language", "yes"), [("en", "Yes, it stands"), ("cy", "Ydy, mae’n sefyll")])
def test_the_address_to_keep_says_later_that_it_stands(reader: TestClient, language: str, yes: str) -> None:
    head = said(reader.get("/v1/head"), 200)
    found = page(reader, f"/{language}/head")
    assert head["hash"] in found.visible()
    assert yes not in found.visible()

    (kept,) = [link["href"] for link in found.all("a") if head["hash"] in link["href"] and "hreflang" not in link]
    assert kept.endswith(f"/{language}/head?sequence={head['sequence']}&hash={head['hash']}")
    assert yes in page(reader, kept).visible()


def test_what_somebody_types_or_pastes_is_read_as_it_is_meant(reader: TestClient) -> None:
    row = said(reader.get("/v1/changes?limit=1&after=9"), 200)["items"][0]
    since = said(reader.get("/v1/head"), 200)["sequence"] - 10

    shown = page(reader, f"/head?sequence=+10.&hash=%20{row['hash'].upper()}%0A").visible()

    assert "Yes, it stands" in shown
    assert f"{since} publications came after it" in shown


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (f"sequence=10&hash={OTHER}", "Publication 10 has another hash here"),
        (f"sequence=99999&hash={OTHER}", "before the one that you kept, which was 99999"),
    ],
)
def test_what_does_not_stand_is_told_with_what_it_may_mean(reader: TestClient, query: str, told: str) -> None:
    shown = page(reader, f"/head?{query}").visible()

    assert "No, it does not stand" in shown
    assert told in shown


@pytest.mark.parametrize("query", ["sequence=0", f"sequence=x&hash={OTHER}", "sequence=1&hash=abc", f"hash={OTHER}"])
def test_what_cannot_be_read_is_said_to_be_that(reader: TestClient, query: str) -> None:
    assert "This cannot be checked" in page(reader, f"/head?{query}").visible()


def test_the_other_language_answers_the_same_question(reader: TestClient) -> None:
    (link,) = [
        one["href"] for one in page(reader, f"/head?sequence=1&hash={OTHER}").all("a") if one.get("hreflang") == "cy"
    ]
    assert "Nac ydy" in page(reader, link).visible()


def test_an_empty_record_has_nothing_to_keep(empty: Engine) -> None:
    assert "Nothing has been published here yet" in page(client_of(empty), "/head").visible()
