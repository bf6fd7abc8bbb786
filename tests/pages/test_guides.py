"""The guides: each file is a page, which leads to the others, and in which a table is wide by itself."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from starlette.testclient import TestClient

from api.pages import markdown
from api.settings import settings
from tests import documents
from tests.conftest import nothing_given_again
from tests.html import Read
from tests.pages.looking import GUIDES, asked, page

as_a_reader = pytest.mark.parametrize("reader", ["sqlite"], indirect=True)
OURS = settings().base_url


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts a guide of its own, `one`, in place of those there are, of which nothing that was kept is given again."""

    def write(text: str) -> None:
        (tmp_path / "one.md").write_text(text, encoding="utf-8")

    monkeypatch.setattr(markdown, "FOLDER", tmp_path)
    markdown.guides.cache_clear()
    with nothing_given_again():
        yield write
    markdown.guides.cache_clear()


@as_a_reader
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_file_is_listed_with_what_it_is_about_and_is_a_page_in_english(reader: TestClient, language: str) -> None:
    listed = page(reader, f"/docs?lang={language}")
    leads = {link["href"] for link in listed.all("a")}
    for path, file in zip(GUIDES, documents.GUIDES, strict=True):
        title, about, *_ = documents.written(file).split("\n\n")
        found = page(reader, f"{path}?lang={language}")
        assert f"/{language}{path}" in leads
        assert about.replace("\n", " ").split("`")[0].split("[")[0] in listed.visible()
        assert [one.language for one in found.texts if one.text == title.removeprefix("# ")][-1] == "en"
        assert found.all("html") == [{"lang": language}]
        assert ("yn Saesneg yn unig" in found.visible()) is (language == "cy")


@as_a_reader
def test_links_lead_from_file_to_file_as_pages_and_to_headings_that_are_there(reader: TestClient) -> None:
    pages = {path: page(reader, f"{path}?lang=cy") for path in [*GUIDES, "/docs"]}
    ids = {path: {element.attrs.get("id") for element in found.elements} for path, found in pages.items()}
    followed = 0
    for path in GUIDES:
        for link in pages[path].all("a"):
            address, place = urldefrag(link["href"].removeprefix(OURS))
            to = address.removeprefix("/cy") or path
            assert not to.endswith(".md")
            if to in ids and to != path:
                assert address.startswith("/cy/")
            if to in ids and place and place != "main":
                followed += 1
                assert place in ids[to], (path, link)
    assert followed > len(GUIDES)


@as_a_reader
def test_what_a_writer_puts_into_a_guide(reader: TestClient, written: Callable[[str], None]) -> None:
    written(
        "# Whole & part\n\nAbout [it](one.md#the-table).\n\n## The table\n\n| a |\n| --- |\n| <b>raw</b> |\n\n"
        "[script](javascript:alert(1)) and [elsewhere](https://elsewhere.example/?a=1&b=2)\n\n"
        "```sh\ncurl 'x?a=1&b=<2>'\n```\n"
    )
    answer = asked(reader, "/docs/one")
    found = Read(answer.text)

    assert not found.all("b")
    assert "<b>raw</b>" in found.visible()
    assert [link["href"] for link in found.all("a") if "script" in link["href"]] == []
    assert {"href": "https://elsewhere.example/?a=1&b=2"} in found.all("a")
    assert "curl 'x?a=1&b=<2>'" in found.visible()
    assert {"href": "/docs/one#the-table"} in found.all("a")
    assert {"class": "scroll", "role": "region", "tabindex": "0", "aria-labelledby": "the-table"} in found.all("div")
    assert reader.get("/docs/two").status_code == 404
    assert "Whole & part" in page(reader, "/docs").visible()


@as_a_reader
def test_a_file_that_a_guide_leads_to_is_served_as_it_stands(reader: TestClient) -> None:
    assert {"href": "/docs/nginx.conf"} in page(reader, "/docs/running").all("a")
    answer = reader.get("/docs/nginx.conf")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == documents.written(documents.GUIDES[0].parent / "nginx.conf")
