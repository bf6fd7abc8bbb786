"""What the pages of the record say: the same as the data, in the reader's language, on the day they ask for."""

import re
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.text.catalogue import messages
from tests.api.test_query_counts import counted
from tests.builders import (
    ASSEMBLY,
    COUNCIL,
    POST,
    assembly,
    clock,
    gone,
    groundwork,
    item,
    put,
    recommendation,
    update,
    withdrawal,
)
from tests.conftest import client_of, said
from tests.embeds.hostile import TITLES
from tests.pages.looking import asked, leaks, page

ONE = "/recommendations/anytown-streets-2025-1"
WHOLE = "/assemblies/anytown-streets-2025"


def data(client: TestClient, path: str) -> Any:
    return said(client.get(f"/v1{path}"), 200)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_recommendation_says_what_its_data_say(reader: TestClient, language: str) -> None:
    text = page(reader, f"{ONE}?lang={language}").visible()
    whole = data(reader, ONE)
    status = whole["status"]

    assert whole["title"][language] in text
    assert status["sentence"][language] in text
    lists = {one["name"]: one for one in data(reader, "/codelists")["items"]}
    for axis in ("response", "progress", "schedule"):
        (code,) = [code for code in lists[axis]["codes"] if code["code"] == status[axis]]
        assert code["label"][language] in text
        assert code["definition"][language] not in text
    for update_ in whole["updates"]:
        words = update_["summary"][language]
        assert words[:1].upper() + words[1:] in text
        assert all(one["title"][language] in text for one in update_.get("evidence", []) if "title" in one)
    for verdict in whole["verdicts"]:
        assert verdict["by"]["name"][language] in text


def test_a_recommendation_tells_apart_whose_words_and_whose_work_it_is(reader: TestClient) -> None:
    own, compiled = (
        page(reader, f"{path}?lang=en").visible() for path in (ONE, "/recommendations/camden-climate-2019-8")
    )

    assert "In the members’ own words" in own
    assert "These are not the members’ own words" in compiled
    others, public = own.index("Projects by residents, groups and partners"), own.index("Work by public bodies")
    assert (
        others < own.index("A Tree on Every Street") < public < own.index("Anytown Streets Plan 2026 to 2029", public)
    )
    assert "Talking to each street before the signs went up." in own
    assert "Head of Streets" in own


def test_every_update_is_in_the_story_newest_first_and_a_corrected_one_leads_to_its_correction(empty: Engine) -> None:
    client = client_of(empty)
    put(empty, *groundwork(), recommendation(1))
    for number in range(1, 13):
        put(empty, update(item(1), "under_way", f"2025-{number:02}-10", summary={"en": f"Street {number} is open."}))
    wrong = data(client, f"/recommendations/{item(1)}")["updates"][0]["id"]
    right = update(
        item(1), "planned", "2025-12-11", summary={"en": "No, it is not."}, kind="correction", corrects=wrong
    )
    put(empty, right)

    found = page(client, f"/recommendations/{item(1)}?lang=en")

    text = found.visible()
    story = text[text.index("What has happened, newest first") :]
    places = [story.index(f"Street {number} is open.") for number in range(12, 0, -1)]
    assert places == sorted(places)
    assert "Corrected later" in story
    assert f"#{right.id}" in [link["href"] for link in found.all("a")]


def test_the_claim_is_what_the_status_stands_on_whoever_spoke_last(reader: TestClient) -> None:
    """Of the third, a newspaper spoke after the council; its words are in the story, not beside the verdicts."""
    path = "/recommendations/anytown-streets-2025-3"
    status = data(reader, path)["status"]
    text = page(reader, f"{path}?lang=en").visible()

    claim = text[text.index("What is claimed") : text.index("What others say", text.index("What is claimed"))]

    assert status["progress_said_by"]["name"]["en"] in claim
    assert "Herald" not in claim
    assert "Herald" in text[text.index("What has happened, newest first") :]


def test_an_item_that_was_not_adopted_waits_for_no_answer(reader: TestClient) -> None:
    text = page(reader, "/recommendations/anytown-streets-2025-5?lang=en").visible()

    assert "No answer is expected." in text
    assert not leaks(text)


def test_an_assembly_counts_as_the_summary_does_and_lists_what_is_owed(reader: TestClient) -> None:
    text = page(reader, f"{WHOLE}?lang=en").visible()
    found = data(reader, "/summary?assembly=anytown-streets-2025")
    lists = {one["name"]: one for one in data(reader, "/codelists")["items"]}

    assert found["totals"]["sentence"]["en"] in text
    for axis in ("response", "progress", "schedule", "assurance"):
        for code in lists[axis]["codes"]:
            count = found["axes"][axis].get(code["code"], 0)
            assert (f"{code['label']['en']} {count} " in text) == (count > 0), code["code"]
    owed = text[text.index("What is owed (") : text.index("What others have counted")]
    for ground in lists["owed"]["codes"]:
        items = data(reader, f"/recommendations?assembly=anytown-streets-2025&owed={ground['code']}")["items"]
        assert (f"{ground['label']['en']} ({len(items)})" in owed) == bool(items)
        assert all(one["title"]["en"] in owed for one in items)
    counts = [count for tally in data(reader, WHOLE)["tallies"] for count in tally["counts"]]
    assert counts
    assert all(f"“{count['label']['en']}”: {count['count']}" in text for count in counts)


def test_the_list_of_an_assembly_is_filtered_and_fields_left_empty_ask_nothing(reader: TestClient) -> None:
    empty = "response=&progress=&schedule=&assurance=&theme=&q="
    for query in (
        "progress=delivered",
        "response=accepted",
        "schedule=late",
        "owed=late",
        "assurance=claimed",
        "theme=Streets",
        "q=trees",
    ):
        name = query.partition("=")[0]
        others = "&".join(part for part in empty.split("&") if not part.startswith(name))
        text = page(reader, f"{WHOLE}?lang=en&{others}&{query}").visible()
        shown = text[text.index("The recommendations") :]
        wanted = data(reader, f"/recommendations?assembly=anytown-streets-2025&limit=200&{query}")["items"]
        assert f"{len(wanted)} shown" in shown
        assert all(one["status"]["sentence"]["en"] in shown for one in wanted)
    assert "Nothing fits." in page(reader, f"{WHOLE}?lang=en&q=zeppelins").visible()
    assert "progress" in page(reader, f"{WHOLE}?progress=splendid", 400).visible()


def test_a_page_shows_the_record_as_it_stood_and_says_so(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2024-03-01T10:00:00"):
        put(empty, *groundwork(), recommendation(1))
    with clock("2024-06-01T10:00:00"):
        put(empty, update(item(1), "under_way", "2024-05-20", summary={"en": "Two streets are open."}))
    path = f"/recommendations/{item(1)}"

    then = page(client, f"{path}?as_of=2024-04-01&lang=en")

    assert "as it stood at the end of 1 April 2024" in then.visible()
    assert "Two streets are open." not in then.visible()
    assert "Two streets are open." in page(client, f"{path}?lang=en").visible()
    links = [link["href"] for link in then.all("a")]
    assert f"http://127.0.0.1:8000/en/assemblies/{ASSEMBLY}?as_of=2024-04-01" in links
    assert f"/v1/recommendations/{item(1)}?as_of=2024-04-01" in links
    assert f"/en{path}" in links
    page(client, f"{path}?as_of=2024-02-01", 404)
    assert "has not passed" in page(client, f"{path}?as_of=2999-01-01", 400).visible()


@pytest.mark.parametrize(
    ("query", "accepts", "language"),
    [
        ("?lang=cy", "en", "cy"),
        ("?lang=en", "cy", "en"),
        ("", "cy-GB,en;q=0.5", "en"),
        ("", "", "en"),
    ],
)
def test_lang_decides_and_no_browser_does(reader: TestClient, query: str, accepts: str, language: str) -> None:
    answer = asked(reader, f"{WHOLE}{query}", **{"Accept-Language": accepts})

    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Encoding"
    assert f'<html lang="{language}">' in answer.text
    other = "en" if language == "cy" else "cy"
    assert f'hreflang="{other}"' in answer.text


def test_a_language_there_is_none_of_is_refused_in_words(reader: TestClient) -> None:
    assert "lang" in page(reader, f"{WHOLE}?lang=kw", 400).visible()


@pytest.mark.parametrize(
    "path", [ONE, WHOLE, "/", "/codelists", "/projects/anytown-play-streets", "/embed", "/docs/embeds"]
)
def test_welsh_pages_have_no_english_words_of_ours(reader: TestClient, path: str) -> None:
    text = page(reader, f"{path}?lang=cy").visible("cy")

    for key, message in messages("en").items():
        if not key.startswith(("page.", "builder.")):
            continue
        english, welsh = message.text, messages("cy")[key].text
        pieces = [piece.strip(" .,:–()“”") for piece in re.split(r"\{\w+\}", english)]
        for piece in pieces:
            if len(piece) > 12 and piece not in welsh:
                assert piece not in text, piece


def test_what_is_in_one_language_only_is_marked_and_said(reader: TestClient) -> None:
    found = page(reader, "/recommendations/camden-climate-2019-8?lang=cy")

    assert "Council, Transport for London and the Greater London Authority" in found.visible("en")
    (quoted, after) = next(
        pair for pair in zip(found.texts, found.texts[1:], strict=False) if "Council, Transport" in pair[0].text
    )
    assert (quoted.language, after.language, after.text) == ("en", "cy", "(yn Saesneg yn unig)")
    assert "Ysgrifennwyd rhai pethau ar y dudalen hon yn Saesneg yn unig" in found.visible("cy")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_remark_is_marked_where_it_is_in_another_language_only(empty: Engine) -> None:
    put(empty, *groundwork()[:-1], assembly(place={"en": "In the old library"}))
    english, welsh = (page(client_of(empty), f"/assemblies/{ASSEMBLY}?lang={tag}").visible() for tag in ("en", "cy"))

    assert "In the old library" in english
    assert "In the old library (" not in english
    assert "In the old library (yn Saesneg yn unig)" in welsh


def test_what_was_withdrawn_or_erased_is_told_of_in_the_readers_language(empty: Engine) -> None:
    client = client_of(empty)
    first, second = recommendation(1), recommendation(2)
    with clock("2024-03-01"):
        put(empty, *groundwork(), first)
        sequence = put(empty, second)[-1]
    with clock("2024-05-07"):
        put(empty, withdrawal(first, {"en": "It was listed twice.", "cy": "Roedd yno ddwywaith."}))
        gone(empty, sequence, "court_order")

    english, welsh = (page(client, f"/recommendations/{item(1)}?lang={tag}", 410).visible() for tag in ("en", "cy"))
    erased = page(client, f"/recommendations/{item(2)}?lang=cy", 410).visible()

    assert "on 7 May 2024" in english
    assert "It was listed twice." in english
    assert "ar 7 Mai 2024" in welsh
    assert "Roedd yno ddwywaith." in welsh
    assert "Gorchymyn llys" in erased


def test_a_refusal_is_a_page_for_a_browser_and_a_problem_for_anybody_else(reader: TestClient) -> None:
    for path, status in (("/recommendations/anytown-nothing", 404), ("/recommendations/No", 400), ("/nowhere", 404)):
        seen = asked(reader, path, status)
        told = reader.get(path, headers={"Accept": "application/json"})

        assert "<h1>" in seen.text
        assert told.status_code == status
        assert told.headers["content-type"] == "application/problem+json"
        assert seen.headers["vary"] == told.headers["vary"] == "Accept"


@pytest.mark.parametrize("language", ["en", "cy"])
def test_hostile_texts_stay_texts(hard: TestClient, language: str) -> None:
    paths = [f"/assemblies/{ASSEMBLY}", f"/organisations/{COUNCIL}", f"/posts/{POST}", "/", "/embed"]
    for path in [*paths, *(f"/recommendations/{item(number)}" for number in range(1, 11))]:
        found = page(hard, f"{path}?lang={language}")
        running = [one for one in found.all("script") if one.get("type") != "application/ld+json"]
        assert len(running) == (path == "/embed")
        assert not found.all("img")
        assert not any(name.startswith("on") for element in found.elements for name in element.attrs)
        for element in found.elements:
            assert element.attrs.get("href", "/").startswith(("/", "http", "#", "mailto:"))
    for number in (1, 4, 5, 9, 10):
        visible = page(hard, f"/recommendations/{item(number)}?lang=en").visible()
        assert " ".join(str(TITLES[number]).split()) in visible


def test_statements_do_not_grow_with_what_a_page_shows(empty: Engine) -> None:
    """Where a list is cut short, how much there is in all takes one more."""
    client = client_of(empty)
    put(empty, *groundwork(), recommendation(1), update(item(1), "under_way", "2025-01-10"))
    paths = [
        "/",
        f"/assemblies/{ASSEMBLY}",
        f"/organisations/{COUNCIL}",
        f"/posts/{POST}",
        f"/recommendations/{item(1)}",
    ]

    def sent(path: str) -> int:
        asked(client, path)
        with counted(empty) as found:
            asked(client, path)
        return len(found)

    few = [sent(path) for path in paths]
    for number in range(2, 31):
        put(empty, recommendation(number), update(item(number), "under_way", "2025-01-10"))
        put(empty, update(item(1), "under_way", f"2025-02-{number % 28 + 1:02}"))

    assert [many - 1 <= before for many, before in zip(map(sent, paths), few, strict=True)] == [True] * len(paths)


def test_an_assembly_shows_who_answers_for_it_and_a_share_without_a_count(reader: TestClient) -> None:
    shown = page(reader, "/assemblies/rivemont-eau-2021").visible()
    told = said(reader.get("/v1/assemblies/rivemont-eau-2021"), 200)

    assert "Who answers for it Deputy mayor for water , Rivemont Council" in shown
    assert "“begun”: 62 %" in shown
    assert [one["post"]["id"] for one in told["accountability"]] == ["rivemont-echevin-eau"]
