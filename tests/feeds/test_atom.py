"""Feeds as Atom, read back by feedparser."""

import pytest
from defusedxml.ElementTree import fromstring
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    GROUP,
    POST,
    PROJECT,
    clock,
    item,
    put,
    recommendation,
    update,
    withdrawal,
)
from tests.feeds.story import DAY, SHOWN, asked, atom, publish_the_story

ONE = f"/feeds/recommendations/{item(1)}.atom"
BASE = "http://127.0.0.1:8000"
_ATOM = "{http://www.w3.org/2005/Atom}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def titles(client: TestClient, address: str) -> list[str]:
    return [entry.title for entry in atom(client, address).entries]


def test_an_entry_says_who_said_what_about_which_item(told: TestClient) -> None:
    (entry,) = (one for one in atom(told, ONE).entries if "One street is open" in one.content[0].value)

    assert entry.title == "Westmere Council: under way – Open five streets to walking"
    assert entry.author_detail == {"name": "Westmere Council", "href": f"{BASE}/organisations/{COUNCIL}"}
    assert entry.link.startswith(f"{BASE}/recommendations/{item(1)}#{item(1)}-")
    assert entry.published == entry.updated == "2024-02-10T12:00:00Z"
    assert [tag.term for tag in entry.tags] == ["news", "update"]
    assert entry.tags[0].scheme == f"{BASE}/v1/codelists/nature"
    assert 'href="https://pictures.example/1?a=1&amp;b=&lt;2&gt;"' in entry.content[0].value
    assert "As it stood on 9 February 2024." in entry.content[0].value
    assert "The next update is due by 1 May 2024." in entry.content[0].value


def test_the_newest_entry_about_an_item_says_where_it_stands_and_no_other_does(told: TestClient) -> None:
    entries = atom(told, ONE).entries

    stands = [entry.title for entry in entries if "Where it stands now" in entry.content[0].value]
    assert stands == ["Westmere Council: partly done – Open five streets to walking"]
    assert stands[0] == entries[0].title


def test_everything_that_somebody_said_is_in_the_feed_of_the_item(told: TestClient) -> None:
    found = titles(told, ONE)

    assert found[0] == "Westmere Council: partly done – Open five streets to walking"
    assert "Westmere members: partly met – Open five streets to walking" in found
    assert "Westmere Wheels: a reply – Open five streets to walking" in found
    assert "Westmere Council: accepted – Open five streets to walking" in found
    assert "Repair café: delivers part of it – Open five streets to walking" in found
    assert not any("Plant trees" in title for title in found)


def test_corrections_relabellings_and_confirmations_are_marked_as_such(told: TestClient) -> None:
    marked = {one.title: [tag.term for tag in one.tags] for one in atom(told, ONE).entries}

    of = "Open five streets to walking"
    assert marked[f"Correction: Westmere Council: under way – {of}"] == ["correction", "update"]
    assert marked[f"Still true: Westmere Council – {of}"] == ["confirmation", "update"]
    restated = marked[f"Only a change of words: Westmere Council: under way – {of}"]
    assert restated == ["relabelling", "update", "restated"]
    post = "Only a change of words: Westmere Council: Head of Streets is now called Director of Streets"
    assert post in titles(told, f"/feeds/posts/{POST}.atom")


def test_a_hold_is_told_of(told: TestClient) -> None:
    (entry,) = (
        one for one in atom(told, f"/feeds/organisations/{COUNCIL}.atom").entries if "publishes less" in one.title
    )

    assert entry.title == "Westmere Council publishes less until 2 May 2024"
    assert "Local elections: from 22 March 2024 to 2 May 2024." in entry.content[0].value
    assert entry.title in titles(told, f"/feeds/assemblies/{ASSEMBLY}.atom")


def test_the_feed_says_what_it_is(told: TestClient) -> None:
    feed = atom(told, ONE).feed

    assert feed.id == f"tag:127.0.0.1,2026:feeds/recommendations/{item(1)}"
    assert feed.title == "Open five streets to walking: what is new"
    assert feed.updated == "2024-08-01T12:00:00Z"
    links = {(link.rel, link.type): link for link in feed.links if "hreflang" not in link}
    assert links["self", "application/atom+xml"].href == BASE + ONE
    assert links["alternate", "text/html"].href == f"{BASE}/recommendations/{item(1)}"
    assert links["alternate", "application/feed+json"].href == f"{BASE}{ONE.replace('.atom', '.json')}"
    (other,) = (link for link in feed.links if "hreflang" in link)
    assert (other.hreflang, other.href) == ("cy", f"{BASE}/cy{ONE}")


def test_the_licence_of_the_record_is_given(reader: TestClient) -> None:
    feed = atom(reader, "/feeds/recommendations/camden-climate-2019-8.atom").feed

    assert feed.rights == "Licence: CC BY 4.0"
    assert "rights" not in atom(reader, "/feeds/all.atom").feed


def test_what_members_asked_is_said_by_their_assembly(reader: TestClient) -> None:
    (entry,) = (
        one
        for one in atom(reader, "/feeds/recommendations/anytown-streets-2025-3.atom").entries
        if "recommendation" in {tag.term for tag in one.tags}
    )

    assert entry.author == "Anytown Assembly on Streets, Parks and Food"
    assert entry.title.startswith("Anytown Assembly on Streets, Parks and Food: recommendation 3 – ")


@pytest.mark.parametrize("lang", ["en", "cy"])
def test_hostile_text_is_the_same_words_and_nothing_else(told: TestClient, lang: str) -> None:
    raw = asked(told, f"/feeds/recommendations/{item(2)}.atom?lang={lang}").content

    contents = [found.text or "" for found in fromstring(raw).iter(f"{_ATOM}content")]
    (content,) = (text for text in contents if text.startswith('<p lang="en">&lt;script'))
    paragraphs = [found.text for found in fromstring(f"<div>{content}</div>").iter("p")]
    assert SHOWN in paragraphs
    assert "<script" not in content
    assert not set("\u202e\u202c") & set(raw.decode())
    assert "🚲" in content


def test_what_was_withdrawn_or_erased_says_so_and_its_words_are_gone(told: TestClient) -> None:
    feed = atom(told, f"/feeds/recommendations/{item(2)}.atom")

    whole = " ".join(one.title + one.content[0].value for one in feed.entries)
    assert "A mistake" not in whole
    assert "A secret" not in whole
    withdrawn = [one for one in feed.entries if one.title.startswith("Withdrawn: ")]
    assert {one.title for one in withdrawn} == {"Withdrawn: Westmere Council: update – Plant trees"}
    assert [one.updated for one in withdrawn] == ["2024-02-16T12:00:00Z"] * 2
    assert all("The reason given: It was about other trees." in one.content[0].value for one in withdrawn)
    assert [tag.term for tag in withdrawn[0].tags] == ["withdrawal", "update"]
    erased = [one for one in feed.entries if one.title == "Erased: Westmere Council: update – Plant trees"]
    assert len(erased) == 2
    assert all("The ground: personal data." in one.content[0].value for one in erased)
    assert {one.updated[:10] for one in erased} == {"2024-02-16"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_entry_leads_to_a_page_also_where_what_it_is_about_is_gone(
    empty: Engine, empty_client: TestClient
) -> None:
    publish_the_story(empty)
    with clock("2024-08-02"):
        put(empty, withdrawal(recommendation(2)), nature="withdrawal")

    links = {entry.link.partition("#")[0] for entry in atom(empty_client, "/feeds/all.atom").entries}

    assert f"{BASE}/" in links  # of what was said of it
    answers = [empty_client.get(link, headers={"Accept": "text/html"}) for link in sorted(links)]
    assert {one.headers["Content-Type"].partition(";")[0] for one in answers} == {"text/html"}
    assert {one.status_code for one in answers} == {200, 410}


def test_ids_stay_when_more_is_published_and_in_both_languages(empty: Engine, empty_client: TestClient) -> None:
    publish_the_story(empty)
    before = [entry.id for entry in atom(empty_client, ONE).entries]
    with clock("2024-08-20"):
        put(empty, update(item(1), "delivered", "2024-08-20", "All five."))

    after = [entry.id for entry in atom(empty_client, ONE).entries]
    assert after[1:] == before
    assert [entry.id for entry in atom(empty_client, f"{ONE}?lang=cy").entries] == after
    assert len(set(after)) == len(after)
    assert all(id_.startswith("tag:127.0.0.1,2024-") for id_ in after)


def test_what_is_known_in_one_language_only_is_marked_and_says_so(told: TestClient) -> None:
    raw = asked(told, f"/feeds/projects/{PROJECT}.atom").content
    (entry,) = (
        one for one in fromstring(raw).iter(f"{_ATOM}entry") if "Mae’r coed" in (one.findtext(f"{_ATOM}content") or "")
    )

    assert entry.get(_LANG) == "cy"
    content = entry.findtext(f"{_ATOM}content") or ""
    assert content.startswith(
        '<p lang="cy">Mae’r coed cyntaf wedi’u plannu.</p><p lang="en">This is in Welsh only.</p>'
    )
    title = entry.findtext(f"{_ATOM}title")
    assert title == "Westmere Wheels: news – Repair café"
    item_3 = asked(told, f"/feeds/recommendations/{item(3)}.atom").text
    assert '<entry xml:lang="cy"' in item_3
    assert "This is in Welsh only." in item_3


def test_a_feed_is_in_the_language_asked_for(told: TestClient) -> None:
    welsh = atom(told, f"{ONE}?lang=cy")
    plain = asked(told, f"{ONE}?lang=cy")

    assert welsh.feed.title == "Open five streets to walking: beth sy’n newydd"
    assert welsh.entries[0].title == "Westmere Council: wedi’i wneud yn rhannol – Open five streets to walking"
    assert welsh.entries[0].link.startswith(f"{BASE}/cy/recommendations/{item(1)}#")
    assert plain.headers["content-language"] == "cy"
    assert plain.headers["vary"] == "Accept-Encoding"
    assert 'hreflang="en"' in plain.headers["link"]


def test_a_feed_is_asked_for_again_cheaply(told: TestClient) -> None:
    first = asked(told, ONE)

    with clock(DAY):
        again = told.get(ONE, headers={"If-None-Match": first.headers["etag"]})
    assert first.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("address", ["/feeds/all.rss", "/feeds/recommendations/x.rss", "/feeds/", "/feeds/all"])
def test_another_form_is_refused_naming_both(told: TestClient, address: str) -> None:
    answer = told.get(address)

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert ".atom" in answer.json()["detail"]
    assert ".json" in answer.json()["detail"]


def test_what_was_never_published_has_no_feed(told: TestClient) -> None:
    for address in (
        f"/feeds/recommendations/{ASSEMBLY}.atom",
        "/feeds/posts/nobody-here.json",
        f"/feeds/posts/{GROUP}.atom",
    ):
        answer = told.get(address)
        assert (answer.status_code, answer.json()["type"]) == (404, f"{BASE}/problems/not-found")
    assert told.get("/feeds/recommendations/No_Id.atom").status_code == 400


def test_an_empty_record_has_a_feed_with_nothing_in_it(empty_client: TestClient) -> None:
    feed = atom(empty_client, "/feeds/all.atom")

    assert (feed.entries, feed.feed.updated) == ([], "1970-01-01T00:00:00Z")
