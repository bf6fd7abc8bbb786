"""What a frame and a fragment hold, through HTTP: complete, in the reader's language, and harmless to the host."""

import base64
import gzip
import hashlib
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.core.codelists import codelist
from api.publishing.keeping import keep_the_rest
from api.settings import settings
from api.text.catalogue import messages
from api.text.localizer import localizer
from tests.api.test_query_counts import counted
from tests.builders import ASSEMBLY, clock, item
from tests.conftest import said
from tests.embeds.conftest import COMPILED, ERASED, WITHDRAWN
from tests.embeds.hostile import MARKUP, TITLES
from tests.html import Read

CAMDEN, SCHOOL, STREETS = "camden-climate-2019-8", "anytown-streets-2025-4", "anytown-streets-2025"
SHOWN = [
    f"recommendations/{CAMDEN}",
    f"recommendations/{SCHOOL}",
    "recommendations/anytown-streets-2025-1",
    f"assemblies/{STREETS}",
    f"assemblies/{STREETS}?show=list",
    "assemblies/camden-climate-2019",
    "engagements/anytown-bus-survey",
    "engagements/anytown-parks-workshops",
]
HARD = [*(f"recommendations/{item(number)}" for number in range(1, 11)), f"assemblies/{ASSEMBLY}"]
HARD += [f"assemblies/{ASSEMBLY}?show=list", "assemblies/emptyham-2026"]
REFUSED = {
    "recommendations/anytown-streets-2025-99": 404,
    "assemblies/nowhere-at-all": 404,
    "engagements/nowhere-at-all": 404,
    "nothing/at-all": 404,
    "recommendations/Not%20An%20Id": 400,
    f"recommendations/{CAMDEN}?heading=1": 400,
    f"recommendations/{CAMDEN}?heading=two": 400,
    f"recommendations/{CAMDEN}?lang=fr": 400,
    f"recommendations/{CAMDEN}?as_of=2999-01-01": 400,
    f"recommendations/{CAMDEN}?as_of=yesterday": 400,
    f"assemblies/{STREETS}?show=everything": 400,
}
COLOURS = {"ink=77777": 400, "paper=red": 400, "accent=ggg": 400, "ink=777": 400, "accent=fff": 400}
OURS = f"{settings().base_url}/"
both_media = pytest.mark.parametrize("medium", ["embed", "fragment"])


def of(client: TestClient, address: str, status: int = 200) -> Read:
    """What stands at an address, which must be HTML of this status and hold nothing that runs or loads."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "set-cookie" not in answer.headers
    found = Read(answer.text)
    harmless(answer.text, found)
    return found


def harmless(html: str, found: Read) -> None:
    """Nothing that runs, loads, submits, or styles from an attribute; nothing of another host but the record's."""
    tags = {element.tag for element in found.elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "form", "input", "base", "font", "svg", "video"}
    for element in found.elements:
        assert not {
            name for name in element.attrs if name.startswith("on") or name in {"style", "src", "srcset", "ping"}
        }
        assert element.attrs.get("href", OURS).startswith(OURS), element
        assert element.tag != "meta" or "http-equiv" not in element.attrs
    for tag, attrs in found.elements:
        assert tag != "link" or attrs["rel"] in {"canonical", "alternate"}
    assert "url(" not in html
    assert "@import" not in html


def with_query(address: str, more: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{more}"


@both_media
@pytest.mark.parametrize("path", SHOWN)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_what_stands_there_is_whole(reader: TestClient, medium: str, path: str, language: str) -> None:
    found = of(reader, with_query(f"/{medium}/{path}", f"lang={language}"))
    plain = path.partition("?")[0]
    text = found.visible()

    assert f"{settings().base_url}/{language}/{plain}" in text  # the source, in print and where links lead nowhere
    assert [tag for tag, _ in found.elements if re.fullmatch("h[1-6]", tag)] == ["h2"]
    other = {"en": "cy", "cy": "en"}[language]
    (link,) = [one for one in found.all("a") if one.get("hreflang") == other]
    assert link["lang"] == other
    elsewhere = of(reader, link["href"]) if medium == "embed" else None
    assert elsewhere is None or elsewhere.all("html") == [{"lang": other}]
    if plain.startswith("recommendations"):
        status = said(reader.get(f"/v1/{plain}/status"), 200)
        for axis, codes in (("response", [status["response"]]), ("progress", [status["progress"]])):
            labels = {code.code: code.label[language].replace("'", "’") for code in codelist(axis).codes}
            assert all(labels[code] in text for code in codes)
        assert status["sentence"][language] in text
    elif plain.startswith("engagements"):
        status = said(reader.get(f"/v1/{plain}"), 200)["status"]
        assert status["sentence"][language] in text
        assert status["label"][language] in text
    else:
        summary = said(reader.get(f"/v1/summary?assembly={plain.partition('/')[2]}"), 200)
        assert summary["totals"]["sentence"][language] in text


@both_media
def test_an_engagement_says_how_late_its_results_are(reader: TestClient, medium: str) -> None:
    with clock("2026-12-01"):
        text = of(reader, f"/{medium}/engagements/anytown-bus-survey?lang=en").visible()
        then = of(reader, f"/{medium}/engagements/anytown-bus-survey?lang=en&as_of=2026-11-29").visible()

    assert "Survey · Anytown Council" in text
    assert "Cabinet was to decide in October 2026. What can change: the hours of the last bus" in text
    assert "Results late Promised by 30 September 2026 62 days late so far" in text
    assert "As of 1 December 2026. Anytown Council keeps this record." in text
    assert "60 days late so far" in then


def test_the_counts_are_the_summarys(reader: TestClient) -> None:
    axes = said(reader.get(f"/v1/summary?assembly={STREETS}"), 200)["axes"]
    text = of(reader, f"/embed/assemblies/{STREETS}?lang=en").visible()

    for axis in ("response", "progress", "schedule", "assurance"):
        labels = {code.code: code.label["en"].replace("'", "’") for code in codelist(axis).codes}
        for code, number in axes[axis].items():
            assert (f"{labels[code]} {number}" in text) == bool(number), code


def test_the_list_has_every_recommendation_of_the_assembly(reader: TestClient) -> None:
    items = said(reader.get(f"/v1/recommendations?assembly={STREETS}&limit=200"), 200)["items"]
    links = [one["href"] for one in of(reader, f"/embed/assemblies/{STREETS}?show=list&lang=en").all("a")]

    for one in items:
        assert links.count(one["url"].replace("/recommendations/", "/en/recommendations/")) == 1


@both_media
@pytest.mark.parametrize("path", SHOWN)
def test_in_welsh_nothing_of_ours_is_in_english(reader: TestClient, medium: str, path: str) -> None:
    """What is in English says so with its `lang`; names and titles that the record has in Welsh are in Welsh."""
    text = of(reader, with_query(f"/{medium}/{path}", "lang=cy")).visible("cy")
    lists = ("response", "progress", "schedule", "assurance", "recommendation_kind", "form")
    labels = [code.label for name in lists for code in codelist(name).codes]
    embed = [(english.text, messages("cy")[key].text) for key, english in messages("en").items() if "embed." in key]
    english = [(label["en"], label["cy"]) for label in labels] + embed

    for one, other in english:
        for part in re.split(r"\{\w+\}", one):
            words = part.strip(" ,:;()")
            if len(words) > 3 and words.lower() not in other.lower() and words != "English":
                assert not re.search(rf"\b{re.escape(words)}\b", text), words


@both_media
@pytest.mark.parametrize("level", [2, 3, 4, 5, 6])
def test_the_title_is_a_heading_of_the_level_asked_for(reader: TestClient, medium: str, level: int) -> None:
    found = of(reader, f"/{medium}/recommendations/{CAMDEN}?heading={level}")

    assert [tag for tag, _ in found.elements if re.fullmatch("h[1-6]", tag)] == [f"h{level}"]


@both_media
@pytest.mark.parametrize("path", [f"recommendations/{item(1)}", f"assemblies/{ASSEMBLY}"])
def test_a_day_that_has_passed_is_shown_as_it_stood_and_every_link_keeps_it(
    hard: TestClient, medium: str, path: str
) -> None:
    for language, stood in (("en", "As it stood on 15 March 2026."), ("cy", "fel yr oedd ar 15 Mawrth 2026.")):
        found = of(hard, f"/{medium}/{path}?as_of=2026-03-15&lang={language}")
        assert stood in found.visible()
        assert "28 February 2025" not in found.visible()  # what was answered later
        assert all("as_of=2026-03-15" in link["href"] for link in found.all("a"))
    of(hard, f"/{medium}/{path}?as_of=2026-02-01", 404)


@both_media
def test_what_is_not_known_is_ignored(reader: TestClient, medium: str) -> None:
    path = f"/{medium}/recommendations/{CAMDEN}?lang=en"
    assert reader.get(f"{path}&utm_source=x&dnt=1").text == reader.get(path).text


@both_media
@pytest.mark.parametrize("path", HARD)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_hostile_titles_break_nothing(hard: TestClient, medium: str, path: str, language: str) -> None:
    found = of(hard, with_query(f"/{medium}/{path}", f"lang={language}"))
    number = path.rpartition("-")[2]
    given = TITLES.get(int(number), "") if number.isdigit() else ""
    title = given if isinstance(given, str) else given.get(language, next(iter(given.values())))
    turned = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

    assert not turned.search(found.visible())
    if path.startswith("recommendations") and title:
        texts = [one.text for one in found.texts if one.inside[-1] == "bdi"]
        assert " ".join(turned.sub("", title).split()) in texts


def test_a_text_in_another_language_says_so_in_words_and_carries_its_tag(hard: TestClient) -> None:
    def tagged(number: int, language: str) -> tuple[str, dict[str, str]]:
        found = of(hard, f"/embed/recommendations/{item(number)}?lang={language}")
        titles = [one for one in found.all("bdi") if one.get("lang") not in {None, "en" if language == "cy" else ""}]
        return found.visible(language), titles[0] if titles else {}

    assert "In Welsh only" in tagged(6, "en")[0]
    assert tagged(6, "en")[1] == {"lang": "cy"}
    assert "Yn Saesneg yn unig" in tagged(4, "cy")[0]
    assert "only" not in tagged(7, "en")[0]
    assert "yn unig" not in tagged(7, "cy")[0]
    assert "Not available in English" in tagged(8, "en")[0]
    assert tagged(8, "cy")[1] == {"lang": "fr"}
    english = of(hard, f"/embed/recommendations/{item(4)}?lang=cy")
    assert [one.language for one in english.texts if one.text == "x" * 300 and one.inside[-1] == "bdi"] == ["en"]


def test_what_is_owed_is_said_plainly_and_a_hold_beside_it(hard: TestClient) -> None:
    late = of(hard, f"/embed/recommendations/{item(1)}?lang=en").visible()
    assert "What is owed The work: it was due by 28 February 2025, and nobody has said that it is done." in late
    assert "Because of an election, Westmere Council may publish less" in late
    silent = of(hard, f"/embed/recommendations/{item(4)}?lang=cy").visible()
    assert "Yr ymateb: fe’i haddawyd erbyn 31 Ionawr 2025 ac nid yw wedi dod." in silent
    counts = of(hard, f"/embed/assemblies/{ASSEMBLY}?lang=en").visible()
    assert "Late: 59 (during a restricted period before an election: 59)" in counts
    assert counts.count("Because of an election") == 1


def test_a_compiled_record_says_what_was_not_found_never_what_was_not_done(
    reader: TestClient, hard: TestClient
) -> None:
    late = of(hard, f"/embed/recommendations/{COMPILED}-1?lang=en").visible()
    assert "The work: it was due by 28 February 2025, and we found nothing to say that it is done." in late
    assert "days late" not in late
    silent = of(hard, f"/embed/recommendations/{COMPILED}-2?lang=cy").visible()
    assert "Yr ymateb: fe’i haddawyd erbyn 31 Ionawr 2025, ac ni chawsom hyd i un." in silent
    assert "yn hwyr" not in silent.partition("Yn hwyr")[2]
    assert "Edrychwyd ddiwethaf ar 30 Mehefin 2025" in silent
    items = said(reader.get("/v1/recommendations?assembly=camden-climate-2019&limit=50"), 200)["items"]
    for one in items:
        text = of(reader, f"/embed/recommendations/{one['id']}?lang=en").visible()
        assert "has not come" not in text
        assert "nobody has said" not in text
        assert "compiled this record from public sources and last looked on" in text


def test_only_the_members_own_words_are_called_so(reader: TestClient, hard: TestClient) -> None:
    verbatim = of(reader, f"/embed/recommendations/{CAMDEN}?lang=en").visible()
    assert "In the members’ own words" in verbatim
    translated = of(reader, "/embed/recommendations/anytown-streets-2025-1?lang=cy").visible()
    assert "Cyfieithiad o eiriau’r aelodau" in translated
    paraphrased = of(hard, f"/embed/recommendations/{item(7)}?lang=en").visible()
    assert "Put in other words, not the members’ own" in paraphrased
    assert "In the members’ own words" not in paraphrased


@pytest.mark.parametrize(
    "path", [f"assemblies/{ASSEMBLY}?show=list", f"assemblies/{ASSEMBLY}", f"recommendations/{item(5)}"]
)
def test_sixty_items_are_at_most_20_kb(hard: TestClient, path: str) -> None:
    answer = hard.get(f"/embed/{path}")
    assert len(gzip.compress(answer.content)) <= 20_000
    if "list" in path:
        assert len(re.findall("<li>", answer.text)) >= 60


def test_a_list_shortens_a_long_title_and_its_own_frame_does_not(hard: TestClient) -> None:
    listed = of(hard, f"/embed/assemblies/{ASSEMBLY}?show=list&lang=en")
    (title,) = [one.text for one in listed.texts if one.text.startswith("Many words") and "bdi" in one.inside]
    assert len(title) <= 300
    assert title.endswith("…")
    assert "and an end" in of(hard, f"/embed/recommendations/{item(5)}").visible()


@pytest.mark.parametrize("query", ["", "?show=list"])
def test_sixty_items_take_as_many_statements_as_two(hard: TestClient, query: str) -> None:
    app: Any = hard.app
    list(keep_the_rest(app.state.engine))  # as the running server does
    numbers = []
    for id_ in (ASSEMBLY, COMPILED):
        of(hard, f"/embed/assemblies/{id_}{query}")  # the connection is open from here on
        with counted(app.state.engine) as sent:
            of(hard, f"/embed/assemblies/{id_}{query}")
        numbers.append(len(sent))

    assert numbers[0] <= numbers[1] + 1  # what a hold adds


# Refusals, in the medium that stands there


@both_media
@pytest.mark.parametrize("path", REFUSED)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_refusal_is_a_note_in_the_visitors_language(
    reader: TestClient, medium: str, path: str, language: str
) -> None:
    language = "en" if "lang=" in path else language
    answer = reader.get(with_query(f"/{medium}/{path}", "" if "lang=" in path else f"lang={language}"))
    found = Read(answer.text)

    assert answer.status_code == REFUSED[path]
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-language"] == language
    assert len(found.all("h2")) == 1
    assert len(found.all("a")) == 1
    harmless(answer.text, found)
    words = localizer(language).t(f"note.{'bad' if REFUSED[path] == 400 else 'check'}")
    assert words in found.visible()


@pytest.mark.parametrize("query", COLOURS)
def test_colours_that_are_none_or_too_alike_are_refused_in_the_frame(reader: TestClient, query: str) -> None:
    for language, needed in (("en", "text needs 4.5 to 1"), ("cy", "mae angen 4.5 i 1")):
        found = of(reader, f"/embed/recommendations/{CAMDEN}?{query}&lang={language}", 400)
        text = found.visible()
        name = query.partition("=")[0]
        assert name in text
        assert (needed in text) == (query in {"ink=777", "accent=fff"})
    of(reader, f"/fragment/recommendations/{CAMDEN}?{query}")  # a fragment has no colours


def test_the_ratio_that_fails_is_named_and_never_rounded_up(reader: TestClient) -> None:
    text = of(reader, f"/embed/recommendations/{CAMDEN}?ink=777&lang=en", 400).visible()
    assert "(#777777) on paper (#ffffff) has a contrast of 4.47 to 1" in text


@both_media
def test_what_was_withdrawn_says_who_when_and_why(hard: TestClient, medium: str) -> None:
    for language, who, why in (
        ("en", "Westmere Council", f"Because of {MARKUP}"),
        ("cy", "Tynnodd", "Am reswm da"),
    ):
        found = of(hard, f"/{medium}/recommendations/{WITHDRAWN}?lang={language}", 410)
        assert who in found.visible()
        assert why.replace("{{ 7 * 7 }}", "") in found.visible() or why in found.visible()
        assert found.all("a")[0]["href"].endswith(f"/recommendations/{WITHDRAWN}")


@both_media
def test_what_was_erased_says_on_what_ground_and_nothing_of_what_it_said(hard: TestClient, medium: str) -> None:
    for language, ground in (("en", "Personal data"), ("cy", "Data personol")):
        text = of(hard, f"/{medium}/recommendations/{ERASED}?lang={language}", 410).visible()
        assert ground in text
        assert "address stands" not in text


# Headers


@pytest.mark.parametrize("path", [*SHOWN, *REFUSED])
def test_a_frame_may_be_framed_and_has_its_own_style_by_hash_and_nothing_else(reader: TestClient, path: str) -> None:
    answer = reader.get(f"/embed/{path}")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)

    assert policy["frame-ancestors"] == "*"
    assert policy["default-src"] == policy["script-src"] == "'none'"
    assert policy["style-src"] == f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
    assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/docs/embeds", f"/fragment/recommendations/{CAMDEN}", f"/fragment/assemblies/{STREETS}"]
)
def test_nothing_else_may_be_framed(reader: TestClient, path: str) -> None:
    assert "frame-ancestors 'none'" in reader.get(path).headers["content-security-policy"]


# What differs between the two


@pytest.mark.parametrize("path", [*SHOWN, *REFUSED])
def test_a_fragment_is_bare_and_collides_with_nothing(reader: TestClient, path: str) -> None:
    answer = reader.get(with_query(f"/fragment/{path}", "" if "lang=" in path else "lang=cy"))
    found = Read(answer.text)
    root = found.elements[0]

    assert not {"html", "head", "body", "style", "title", "main", "link", "meta"} & {one.tag for one in found.elements}
    assert (root.tag, root.attrs["class"]) == ("div", "assembly-tracker")
    assert root.attrs["lang"] in {"en", "cy"}
    for element in found.elements[1:]:
        assert "id" not in element.attrs
        assert "target" not in element.attrs
        assert all(name.startswith("assembly-tracker-") for name in element.attrs.get("class", "").split())
    assert answer.text.lstrip().startswith("<div")
    assert answer.text.rstrip().endswith("</div>")


@pytest.mark.parametrize("path", SHOWN)
def test_links_out_of_a_frame_leave_it_and_only_its_other_language_stays_in(reader: TestClient, path: str) -> None:
    for link in of(reader, f"/embed/{path}").all("a"):
        inside = link["href"].startswith(f"{settings().base_url}/cy/embed/")
        assert link.get("target") == (None if inside else "_top"), link
        assert inside == ("hreflang" in link)


def test_a_frame_keeps_what_was_chosen_in_its_other_language(reader: TestClient) -> None:
    query = "heading=3&ink=fff&paper=000&accent=ff0&show=list"
    found = of(reader, f"/embed/assemblies/{STREETS}?{query}&lang=en")
    (link,) = [one["href"] for one in found.all("a") if "hreflang" in one]

    for part in ("/cy/embed/", "heading=3", "ink=ffffff", "paper=000000", "accent=ffff00", "show=list"):
        assert part in link


def test_chosen_colours_are_fixed_and_a_dark_scheme_leaves_them(reader: TestClient) -> None:
    plain = reader.get(f"/embed/recommendations/{CAMDEN}").text
    coloured = reader.get(f"/embed/recommendations/{CAMDEN}?paper=%23103&ink=FFF&accent=ffdd00").text
    light = reader.get(f"/embed/recommendations/{CAMDEN}?accent=6b2080").text

    assert "prefers-color-scheme: dark" in plain
    for fixed in (coloured, light):
        assert "prefers-color-scheme" not in fixed
    assert "color-scheme: dark; --ink: #ffffff; --paper: #110033; --link: #ffdd00" in coloured
    assert "color-scheme: light; --ink: #1d2327; --paper: #ffffff; --link: #6b2080" in light


def test_nothing_keeps_a_frame_from_scrolling(reader: TestClient) -> None:
    (style,) = re.findall("<style>(.*?)</style>", reader.get(f"/embed/assemblies/{STREETS}").text, re.DOTALL)

    assert "overflow: hidden" not in style
    assert "overflow-y" not in style
    assert "position: fixed" not in style
    assert not re.search(r"(?<!-)\bheight:", style)
    assert "overflow-wrap: anywhere" in style
    assert "@media print" in style
