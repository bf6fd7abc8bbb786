"""Assemblies side by side: counted by the same rules, kept and compiled apart, and never a score."""

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.conftest import said
from tests.writing.given import ANYTOWN, ASSEMBLIES, CAMDEN

BOTH = f"/compare?assembly={ANYTOWN}&assembly={CAMDEN}&assembly=rivemont-eau-2021"


def _page(client: TestClient, path: str = BOTH, status: int = 200) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status
    return answer.text


def _text(html: str) -> str:
    """What somebody reads of a page."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)))


def _summary(client: TestClient, assembly: str) -> Any:
    return said(client.get(f"/v1/summary?assembly={assembly}"), 200)


def test_each_number_is_that_of_the_summary_and_leads_to_what_it_counts(client: TestClient) -> None:
    page = _page(client)
    for assembly in (ANYTOWN, CAMDEN):
        told = _summary(client, assembly)
        for axis in ("response", "progress", "schedule", "assurance"):
            counts = {code: number for code, number in told["axes"][axis].items() if number}
            found = re.findall(rf'/assemblies/{assembly}\?{axis}=(\w+)#list">(\d+)</a>', page)
            assert {code: int(number) for code, number in found} == counts


def test_records_that_somebody_compiled_stand_apart_with_who_looked_until_when(client: TestClient) -> None:
    kept, _, compiled = _page(client).partition('id="compiled"')
    assert f"/assemblies/{ANYTOWN}" in kept
    assert f'/assemblies/{CAMDEN}">' not in kept
    table = compiled.partition("</section>")[0]
    assert f"/assemblies/{ANYTOWN}" not in table
    assert "Looked until" in table
    assert "23 November 2026" in table
    assert "Looked until" not in kept


def test_what_was_not_found_is_not_said_to_be_missing(client: TestClient) -> None:
    kept, _, compiled = _page(client).partition('id="compiled"')
    assert "No answer</th>" in kept
    assert "We found no answer by the promised date" in compiled.partition("</section>")[0]


def test_an_assemblys_own_tallies_stand_beside_ours(client: TestClient) -> None:
    page = _text(_page(client))
    assert "“On track” 9" in page
    assert "By their own" not in page
    assert "not to be set against our numbers line by line" in page


def test_nothing_is_a_share_a_rank_or_in_order_of_a_number(client: TestClient) -> None:
    """But for what others printed."""
    page = _page(client)
    ours = re.sub(r"<p>[^\n]*“[^\n]*</p>", "", page)
    assert "%" not in _text(ours).replace("100%", "")
    assert not re.search(r"aria-sort|rank|score(?!, and nothing)", ours)
    turned = _page(client, f"/compare?assembly={CAMDEN}&assembly={ANYTOWN}&assembly=rivemont-eau-2021")
    first, second = (re.findall(r'scope="col"><a href="[^"]*/assemblies/([^"]+)"', one) for one in (page, turned))
    assert set(first) == set(second)


def test_whoever_chooses_none_is_offered_every_assembly(client: TestClient) -> None:
    page = _page(client, "/compare")
    assert set(re.findall(r'name="assembly" value="([^"]+)"', page)) == set(ASSEMBLIES)
    assert "<table" not in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("assembly=anytown-nothing-2020", 404),
        ("assembly=anytown", 404),
        ("assembly=No+Slug", 400),
        ("&".join(f"assembly=anytown-{number}x" for number in "abcdefg"), 400),
    ],
)
def test_what_cannot_be_compared_is_refused(client: TestClient, query: str, status: int) -> None:
    _page(client, f"/compare?{query}", status)
