"""What tells programs what is here: the sitemap has every page once in each language, and the API says where it is."""

import re

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.pages import sitemap
from tests.addresses import public_addresses
from tests.conftest import nothing_given_again, said
from tests.pages.looking import EVERY, GUIDES
from tests.writing.given import ANYTOWN, admin

HERE = "http://127.0.0.1:8000"
as_a_reader = pytest.mark.parametrize("reader", ["sqlite"], indirect=True)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def addresses(client: TestClient, path: str = "/sitemap.xml") -> list[str]:
    """The addresses in a sitemap, and in those that it leads to."""
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    found = [one.removeprefix(HERE) for one in re.findall("<loc>(.*?)</loc>", answer.text)]
    if "<sitemapindex" in answer.text:
        return [address for part in found for address in addresses(client, part)]
    return found


def is_page(client: TestClient, path: str) -> bool:
    answer = client.get(path, headers={"Accept": "text/html"})
    return answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")


@as_a_reader
def test_every_page_is_there_once_in_each_language(reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"/open-data{page}" for page in EVERY if page.startswith(("/assemblies/", "/organisations/"))}
    alone = {path for path in public_addresses() if "{" not in path and is_page(reader, path)}
    pages = {*EVERY, *GUIDES, *files, *alone} - {"/search"}  # of which no search engine keeps anything
    wanted = sorted(one for page in pages for one in (page, f"/cy{page.rstrip('/')}"))
    with nothing_given_again():
        assert sorted(addresses(reader)) == wanted
        monkeypatch.setattr(sitemap, "AT_ONCE", 10)
        assert reader.get("/sitemap.xml").text.count("<loc>") > 10
        assert sorted(addresses(reader)) == wanted


@as_a_reader
def test_a_part_that_is_none_is_refused(reader: TestClient) -> None:
    for number in ("0", "99", "x", "99999999999999999999", "-1"):
        assert reader.get(f"/sitemap/{number}.xml").status_code == 404


@on_sqlite
def test_what_is_withdrawn_is_no_page_any_more(client: TestClient, engine: Engine) -> None:
    project = "anytown-food-programme"
    assert f"/projects/{project}" in addresses(client)
    body = {"reason": "It was entered twice."}
    withdrawn = client.post(f"/v1/admin/projects/{project}/withdrawal", json=body, headers=admin(engine))
    assert withdrawn.status_code in {200, 201}, withdrawn.text
    assert f"/projects/{project}" not in addresses(client)
    assert f"/assemblies/{ANYTOWN}" in addresses(client)


@as_a_reader
def test_the_api_says_where_it_is_described(reader: TestClient) -> None:
    assert reader.get("/").headers["link"] == f'<{HERE}/.well-known/api-catalog>; rel="api-catalog"'
    assert reader.head("/.well-known/api-catalog").status_code == 200
    answer = reader.get("/.well-known/api-catalog")
    assert answer.headers["content-type"].startswith("application/linkset+json")
    (api,) = answer.json()["linkset"]
    assert api["anchor"] == said(reader.get("/v1"), 200)["url"]
    for relation in ("service-desc", "service-doc", "service-meta", "status"):
        for link in api[relation]:
            leads = reader.get(link["href"].removeprefix(HERE))
            assert leads.headers["content-type"].startswith(link["type"])
    assert f"Sitemap: {HERE}/sitemap.xml" in reader.get("/robots.txt").text
