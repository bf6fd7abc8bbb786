"""Nothing that goes stale is handed out: what is kept elsewhere says what something is and where its status stands."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.core.codelists import codelist
from api.embeds.builder import FORMS
from api.settings import settings
from api.text.localizer import localizer
from db.clock import now, today
from db.vocabulary import Role
from tests.clock import travel
from tests.conftest import client_of, key_of, said
from tests.embeds.conftest import ERASED, WITHDRAWN
from tests.html import Read
from tests.pages.looking import GUIDES

BASE = settings().base_url
ASSEMBLIES = ("anytown-streets-2025", "camden-climate-2019")
STREETS, ITEM = "anytown-streets-2025", "anytown-streets-2025-4"
as_a_reader = pytest.mark.parametrize("reader", ["sqlite"], indirect=True)
each_language = pytest.mark.parametrize("language", ["en", "cy"])


def handed_out(client: TestClient, plural: str, id_: str, language: str) -> dict[str, str]:
    """Everything that somebody may keep of a thing, by where they got it: codes, answers of oEmbed, links in heads."""
    found = {f"builder {form}": code(client, id_, language, form) for form in FORMS}
    for place in (f"/{plural}/{id_}", f"/embed/{plural}/{id_}"):
        answer = said(client.get(f"/oembed?url={quote(f'{BASE}{place}?lang={language}')}"), 200)
        found[f"oembed {place}"] = f'<i title="{answer["title"]}"></i>{answer["html"]}'
        head = client.get(f"{place}?lang={language}").text.partition("</head>")[0]
        found[f"head {place}"] = "".join(re.findall(r"<link[^>]*json\+oembed[^>]*>", head))
    return found


def code(client: TestClient, id_: str, language: str, form: str) -> str:
    """What the builder gives to copy."""
    page = client.get(f"/embed?item={id_}&language={language}&form={form}").text
    given = unescape(page.partition('rows="7">')[2].partition("</textarea>")[0])
    assert given, (id_, form)
    return given


def in_words(snippet: str) -> set[str]:
    """The words that people read or hear of it; an address is none."""
    read = Read(snippet)
    told = [one.text for one in read.texts] + [
        one.attrs[name] for one in read.elements for name in ("title", "alt", "aria-label") if name in one.attrs
    ]
    return _words(" ".join(text for text in told if not text.startswith(BASE)))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def lasting(own: Any, language: str) -> str:
    """What is said of a thing: its reference, its assembly, and that it became something."""
    t = localizer(language).t
    if own["type"] == "declaration":  # the same whatever each side says
        return t("panel.title")
    if own["type"] == "engagement":
        return t("embed.pasted_engagement", engagement=own["name"][language])
    if "assembly" not in own:
        return t("embed.pasted_assembly", assembly=own["name"][language])
    kinds = {one.code: one.label[language] for one in codelist("recommendation_kind").codes}
    worded = re.search(r"[^\W\d_]{3}", own["reference"])
    what = own["reference"] if worded else f"{kinds[own['kind']]} {own['reference']}"
    return t("embed.pasted_recommendation", what=what, assembly=own["assembly"]["name"][language])


def going_stale(client: TestClient, plural: str, own: Any, language: str) -> set[str]:
    """The words of the status, of its day and of the title: what may be otherwise tomorrow, or may not stand at all."""
    day = localizer(language).day(today())
    if plural == "assemblies":
        totals = said(client.get(f"/v1/summary?assembly={own['id']}"), 200)["totals"]
        return _words(f"{totals['sentence'][language]} {day}")
    if plural == "engagements":
        return _words(f"{own['status']['sentence'][language]} {own['status']['label'][language]} {day}")
    if plural == "declarations":
        panel = said(client.get(f"/v1/declarations/{own['id']}"), 200)["panel"]
        told = [
            panel["closing"],
            panel["claim"],
            own["about"]["name"],
            *(one for line in panel["lines"] for one in line["says"]),
        ]
        return _words(" ".join(one[language] for one in told) + f" {day}")
    status = said(client.get(f"/v1/recommendations/{own['id']}/status"), 200)
    codes = {axis: {one.code: one.label[language] for one in codelist(axis).codes} for axis in AXES}
    labels = [
        codes[axis][value]
        for axis in AXES
        for value in (status[axis] if isinstance(status[axis], list) else [status[axis]])
        if value
    ]
    return _words(" ".join([status["sentence"][language], day, " ".join(own["title"].values()), *labels]))


AXES = ("response", "progress", "schedule", "assurance")


@pytest.mark.usefixtures("still")
@as_a_reader
@each_language
@pytest.mark.parametrize("assembly", ASSEMBLIES)
def test_no_word_of_a_status_a_day_or_a_title_is_handed_out(reader: TestClient, assembly: str, language: str) -> None:
    items = said(reader.get(f"/v1/recommendations?assembly={assembly}&limit=200"), 200)["items"]
    things = [("recommendations", one) for one in items]
    things.append(("assemblies", said(reader.get(f"/v1/assemblies/{assembly}"), 200)))
    asked = said(reader.get(f"/v1/engagements?organisation={assembly.partition('-')[0]}"), 200)["items"]
    things += [("engagements", one) for one in asked if one["type"] == "engagement"]
    declared = said(reader.get("/v1/declarations"), 200)["items"]
    things += [("declarations", one) for one in declared if one["id"].startswith(assembly.partition("-")[0])]
    assert len(things) > 17
    for plural, own in things:
        name = lasting(own, language)
        stale = going_stale(reader, plural, own, language) - _words(name)
        assert stale
        for place, snippet in handed_out(reader, plural, own["id"], language).items():
            assert not in_words(snippet) & stale, (own["id"], place, snippet)
            assert in_words(snippet) in (set(), _words(name)), (own["id"], place)


@as_a_reader
@each_language
@pytest.mark.parametrize("form", ["frame", "link", "badge"])
def test_what_is_pasted_says_which_one_it_is_and_leads_to_where_its_status_stands(
    reader: TestClient, language: str, form: str
) -> None:
    read = Read(code(reader, ITEM, language, form))
    says = {
        "en": "Recommendation 4, Anytown Assembly on Streets, Parks and Food: what became of it",
        "cy": "Argymhelliad 4, Cynulliad Tref Unman ar Strydoedd, Parciau a Bwyd: beth ddaeth ohono",
    }[language]

    assert [link["href"] for link in read.all("a")] == [f"{BASE}/{language}/recommendations/{ITEM}"]
    assert [one.text for one in read.texts] == ([] if form == "badge" else [says])
    assert [one["alt"] for one in read.all("img")] == ([says] if form == "badge" else [])
    assert [one["title"] for one in read.all("iframe")] == ([says] if form == "frame" else [])


@as_a_reader
def test_the_builder_offers_declarations_by_the_work_that_they_are_about(reader: TestClient) -> None:
    option = '<option value="anytown-bus-survey-vkrdnc">Night buses: what would you use? – Anytown Council</option>'
    for query, there in (("", True), ("&q=night+buses", True), ("&q=zeppelin", False)):
        assert (option in reader.get(f"/embed?lang=en{query}").text) is there


@as_a_reader
@each_language
def test_the_picture_itself_says_how_it_stands_now(reader: TestClient, language: str) -> None:
    """It is asked for anew, and so may; the words that are pasted with it may not."""
    status = said(reader.get(f"/v1/recommendations/{ITEM}/status"), 200)

    assert status["sentence"][language][:60] in reader.get(f"/badge/recommendations/{ITEM}.svg?lang={language}").text


def test_nothing_that_is_said_later_changes_what_was_handed_out(client: TestClient, engine: Engine) -> None:
    before = handed_out(client, "recommendations", ITEM, "en")
    sentence = said(client.get(f"/v1/recommendations/{ITEM}/status"), 200)["sentence"]
    officer = key_of(engine, Role.officer, "anytown-head-of-streets")
    news = {"progress": "delivered", "summary": "All of it is there.", "publish": True}
    said(client.post(f"/v1/admin/recommendations/{ITEM}/updates", json=news, headers=officer), 201)

    with travel(now() + timedelta(days=400)):
        after = handed_out(client, "recommendations", ITEM, "en")

        assert said(client.get(f"/v1/recommendations/{ITEM}/status"), 200)["sentence"] != sentence
        assert after == before


def test_what_was_pasted_of_a_thing_that_is_gone_has_none_of_its_words(hard: TestClient) -> None:
    """And the frame, the picture and the part that a server includes say that it is gone."""
    for id_, word in ((WITHDRAWN, "take this back"), (ERASED, "address stands")):
        assert hard.get(f"/embed?item={id_}").text.count(word) == 0
        for address in (f"/embed/recommendations/{id_}", f"/fragment/recommendations/{id_}"):
            answer = hard.get(f"{address}?lang=en")
            assert (answer.status_code, word in answer.text) == (410, False)


# Samples


def commands(client: TestClient, path: str) -> Iterator[str]:
    """The addresses of this instance that the samples of a page read without a key."""
    for one in Read(client.get(path).text).texts:
        if "pre" in one.inside:
            yield from (
                address
                for address in re.findall(rf"{re.escape(BASE)}/[^\s'\"<>\\;]*", one.text)
                if "/admin" not in address and "$" not in address  # which a shell fills in
            )


@pytest.mark.parametrize("path", [*GUIDES, "/docs/embeds"])
@pytest.mark.parametrize("held", ["both examples", "another record"])
def test_what_a_sample_asks_for_is_held_here(reader: TestClient, hard: TestClient, path: str, held: str) -> None:
    client = reader if held == "both examples" else hard
    for address in commands(client, path):
        assert client.get(address).status_code == 200, address


@each_language
def test_the_samples_of_embedding_are_of_a_recommendation_of_this_record(hard: TestClient, language: str) -> None:
    addresses = {address.partition("?")[0] for address in commands(hard, f"/docs/embeds?lang={language}")}
    first = said(hard.get("/v1/recommendations?limit=1"), 200)["items"][0]

    assert f"{BASE}/{language}/embed/recommendations/{first['id']}" in addresses
    assert lasting(first, "en") in Read(hard.get("/docs/embeds?lang=en").text).visible()


def test_a_sample_that_writes_names_nothing_of_another_record(hard: TestClient) -> None:
    text = Read(hard.get("/docs/working").text).visible()

    assert "/v1/admin/recommendations/id-of-a-recommendation/updates" in text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_where_nothing_is_published_samples_name_nothing(empty: Engine) -> None:
    client = client_of(empty)
    for path in ("/docs/embeds?lang=en", "/docs/embeds?lang=cy", "/docs/reading-the-api", "/docs/feeds-and-embeds"):
        text = Read(client.get(path).text).visible()
        assert "id-of-a-recommendation" in text
        assert "anytown-streets" not in text
        assert "camden-climate" not in text
