"""What holds of every page: nothing leaks from a template, no link is dead, and what it may load is its own."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag

import pytest
from starlette.testclient import TestClient

from api.settings import settings
from tests.addresses import spoken
from tests.pages.looking import ABOUT_ITSELF, EVERY, asked, leaks, page

OURS = settings().base_url
languages = pytest.mark.parametrize("language", ["en", "cy"])


@pytest.mark.parametrize("reader", ["sqlite"], indirect=True)
@languages
def test_nothing_leaks_from_a_template_and_no_link_is_dead(reader: TestClient, language: str) -> None:
    wanted: dict[str, str] = {}
    for path in [*EVERY, *ABOUT_ITSELF]:
        found = page(reader, spoken(path, language))
        assert found.all("html") == [{"lang": language}]
        text = found.visible()
        assert path.startswith(("/docs", "/embed")) or not leaks(text), (path, leaks(text))
        ids = {element.attrs.get("id") for element in found.elements}
        for link in [*found.all("a"), *found.all("link")]:
            address, place = urldefrag(link["href"].removeprefix(OURS))
            assert address or place in ids, f"{path} leads nowhere with #{place}"
            alike = address.removeprefix(f"/{language}").startswith(
                ("/v1/", "/feeds/", "/calendar/")
            )  # made by the same line in either language
            if address.startswith("/") and not (alike and language == "cy"):
                wanted.setdefault(address, path)
    was_read = {spoken(path, language) for path in [*EVERY, *ABOUT_ITSELF]}
    dead = {address: path for address, path in wanted.items() if address not in was_read and _is_dead(reader, address)}
    assert dead == {}, "addresses that lead nowhere, and a page that leads there"


def _is_dead(reader: TestClient, address: str) -> bool:
    return reader.get(address).status_code != 200


def addresses(value: Any) -> Iterator[str]:
    """The address of everything in an answer that stands on the page of something else."""
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from addresses(inner)
    if isinstance(value, dict) and "#" in str(value.get("url", "")):
        yield value["url"].removeprefix(OURS)


@pytest.mark.parametrize("reader", ["sqlite"], indirect=True)
def test_the_address_of_everything_leads_to_where_it_stands(reader: TestClient) -> None:
    feeds = [f"/feeds{path}.json" for path in EVERY if path.startswith(("/assemblies", "/organisations"))]
    found = {
        address
        for path in [*(f"/v1{path}" for path in EVERY), *feeds]
        for address in addresses(reader.get(path).json())
    }
    pages: dict[str, set[str]] = {}
    for address in sorted(found):
        pages.setdefault(address.partition("#")[0], set()).add(address.partition("#")[2])

    assert sum(map(len, pages.values())) > 200
    for path, places in pages.items():
        assert places <= {element.attrs.get("id") for element in page(reader, path).elements}, path


def test_links_keep_the_language_somebody_chose(reader: TestClient) -> None:
    for path in ["/", "/codelists", EVERY[0], "/problems/not-found", "/personal-data"]:
        for link in page(reader, spoken(path, "cy")).all("a"):
            own = link["href"].removeprefix(OURS)
            if own.startswith("/") and not own.startswith("/v1/") and link.get("hreflang") != "en":
                assert f"{own}/".startswith("/cy/"), (path, own)


@pytest.mark.parametrize("path", ["/", "/recommendations/anytown-streets-2025-4", *ABOUT_ITSELF])
def test_a_page_may_load_only_what_is_its_own(reader: TestClient, path: str) -> None:
    answer = asked(reader, path)
    policy = answer.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert re.search(r"style-src 'sha256-[^']{44}';", policy)
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"].endswith("s-maxage=10, stale-if-error=86400")
    again = reader.get(path, headers={"Accept": "text/html", "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
