"""An instance with a third language of which it has a hundred words: every address answers, and what is lent is marked.

The words are in `fr.po` here; the record itself has none in French.
"""

import csv
import re
from collections.abc import Callable
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.text.catalogue import entries, messages, read
from db.vocabulary import Role
from tests.addresses import ITEM, LED_ON, NOTHING, has_no_language, places, public_addresses, spoken
from tests.conftest import client_of, key_of, said
from tests.html import Read

HERE = Path(__file__).parent
POST, ASSEMBLY = "anytown-head-of-streets", "anytown-streets-2025"
pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.filterwarnings("ignore::api.text.catalogue.Untranslated"),
]
ADDRESSES = [(path, address) for path in public_addresses() for address in places(path)[:2]]
FRENCH = {key: forms for key, _, forms in entries(read(HERE / "fr.po"))}
OWN = {form for forms in FRENCH.values() for form in forms}
WORDS = {piece.strip() for form in OWN for piece in re.split(r"{\w+}", form) if len(piece.strip()) > 4}
LENT = {message.text for key, message in messages("en").items() if key not in FRENCH} - OWN


@pytest.fixture
def reader(engine: Engine, speaking: Callable[..., None]) -> TestClient:
    """A reader of an instance that speaks English, Welsh and some French."""
    speaking("en,cy,fr", HERE)
    return client_of(engine)


def in_french(address: str) -> str:
    """The address in French; of data and the like, which is in no language or in all, as it is."""
    return address if has_no_language(address) else spoken(address, "fr")


def test_every_address_answers_with_the_words_there_are_and_marks_those_that_are_lent(reader: TestClient) -> None:
    assert len(ADDRESSES) > 50
    for path, address in ADDRESSES:
        answer = reader.get(in_french(address), headers={"Accept": "text/html, */*"})
        assert answer.status_code == (404 if path in NOTHING else 303 if path in LED_ON else 200), address
        assert "&lt;span" not in answer.text, address  # lent words are marked where markup can stand, and only there
        assert '="<span' not in answer.text, address
        if "content-language" in answer.headers:
            assert answer.headers["content-language"] == "fr", address
            assert any(words in unescape(answer.text) for words in WORDS), address
        if answer.headers.get("content-type", "").startswith("text/html"):
            page = Read(answer.text)
            told = {
                (" ".join(one.text.split()), one.language)
                for one in page.texts
                if not {"title", "code"} & {*one.inside}
            }
            assert {language for text, language in told if text in LENT} <= {"en"}, address
            assert {language for text, language in told if text in OWN} <= {"fr"} or path == "/docs", address
            assert "en" in {language for _, language in told}, address


@pytest.mark.parametrize("languages", ["en", "cy,en", "cy"])
def test_every_address_answers_whatever_the_languages(
    engine: Engine, speaking: Callable[..., None], languages: str
) -> None:
    speaking(languages)
    client, first = client_of(engine), languages.partition(",")[0]

    for path, address in ADDRESSES:
        answer = client.get(address, headers={"Accept": "text/html, */*"})
        assert answer.status_code == (404 if path in NOTHING else 303 if path in LED_ON else 200), address
        assert answer.headers.get("content-language", first) == first, address


@pytest.mark.parametrize("languages", ["en,cy", "cy", "cy,en,fr"])
def test_a_language_that_is_none_is_told_which_there_are(
    engine: Engine, speaking: Callable[..., None], languages: str
) -> None:
    speaking(languages, HERE)

    answer = client_of(engine).get(f"/embed/recommendations/{ITEM}?lang=de")

    assert answer.status_code == 400
    assert ", ".join(f"<code>{tag}</code>" for tag in languages.split(",")) in answer.text


def test_a_page_leads_to_itself_in_each_other_language(reader: TestClient) -> None:
    for address, alternates in (
        (f"/recommendations/{ITEM}", "en cy fr x-default"),
        (f"/embed/recommendations/{ITEM}", "en cy"),
    ):
        page = reader.get(in_french(address)).text
        assert re.findall('hreflang="([^"]+)"', page.partition("</head>")[0]) == alternates.split()
        assert all(re.search(f'<a [^>]*/{tag}{address}"[^>]*lang="{tag}"', page) for tag in ("en", "cy")), address
    assert ">Cymraeg</a>" in page


def test_a_label_that_has_no_words_is_lent_and_marked_on_pages_and_in_embeds(reader: TestClient) -> None:
    for address in (
        f"/recommendations/{ITEM}",
        f"/embed/recommendations/{ITEM}",
        "/embed/assemblies/anytown-streets-2025",
    ):
        assert '<span lang="en">Accepted' in reader.get(in_french(address)).text, address


def test_data_give_a_sentence_in_the_languages_that_have_all_its_words(reader: TestClient) -> None:
    totals = said(reader.get(f"/v1/summary?assembly={ASSEMBLY}"), 200)["totals"]
    status = said(reader.get(f"/v1/recommendations/{ITEM}/status"), 200)

    assert totals["sentence"].keys() == {"en", "cy", "fr"}
    assert "des 15 recommandations" in totals["sentence"]["fr"]
    assert status["sentence"].keys() == {"en", "cy"}


def test_a_feed_says_of_each_paragraph_which_language_it_is_in(reader: TestClient) -> None:
    told = reader.get(in_french("/feeds/all.json")).json()["items"]

    own = [text for one in told for text in Read(one["content_html"]).texts if text.text in LENT]
    assert {text.language for text in own} == {"en"}


def test_the_contract_names_the_languages_of_the_instance(reader: TestClient) -> None:
    operation = reader.get("/openapi.json").json()["paths"]["/feeds/all.atom"]["get"]

    (asked,) = [one["schema"] for one in operation["parameters"] if one["name"] == "lang"]
    assert asked["anyOf"][0]["enum"] == ["en", "cy", "fr"]
    assert reader.get("/feeds/all.atom?lang=de").status_code == 400


def test_a_sheet_has_its_headings_and_a_column_of_its_own_and_comes_back(engine: Engine, reader: TestClient) -> None:
    officer = key_of(engine, Role.officer, POST)
    sheet = reader.get("/v1/admin/sheet?format=excel-csv&lang=fr", headers=officer)
    headings, *lines = csv.reader(sheet.content.decode("utf-8-sig").splitlines())

    assert sheet.headers["content-disposition"].startswith('attachment; filename="mises-a-jour-letat-2')
    assert headings[:3] == ["Référence", "Titre", "Progress"]
    own = headings.index("Ce qui a changé (français)")
    line = next(line for line in lines if line[-1] == ITEM)
    line[own] = "Deux des cinq rues sont ouvertes."
    sent = StringIO()
    csv.writer(sent).writerows([headings, line])
    typed = officer | {"Content-Type": "text/csv"}
    report = said(reader.post("/v1/admin/sheet", content=sent.getvalue().encode(), headers=typed), 200)

    assert (report["refused"], report["staged"] + report["changed"]) == ([], 1)
    assert reader.get("/v1/admin/sheet?lang=fr", headers=officer).status_code == 200
