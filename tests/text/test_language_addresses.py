"""The address decides in which language somebody is answered, and never their browser: each language has its own."""

import re
from urllib.parse import urldefrag

import httpx2
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.core import urls
from api.settings import settings
from tests.addresses import ITEM, MEDIA, NOTHING, filled, has_no_language, places, public_addresses, spoken
from tests.conftest import client_of
from tests.html import Read

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

# What browsers send of themselves, as they come: of a reader in Wales, in England, in France, in Germany, anywhere.
BROWSERS = (
    {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "cy,en-GB;q=0.7,en;q=0.3",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "Sec-Fetch-Dest": "document",
    },
    {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/142.0.0.0 Safari/537.36",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
        "application/signed-exchange;v=b3;q=0.7",
        "Accept-Language": "en-GB,en-US;q=0.9,en;q=0.8,cy;q=0.7",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "Sec-Fetch-Dest": "iframe",
    },
    {
        "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        " Version/26.0 Mobile/15E148 Safari/604.1",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "fr-FR,fr;q=0.9",
        "Accept-Encoding": "gzip, deflate, br",
    },
    {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
        "Accept-Language": "de,de-DE;q=0.9,en;q=0.8,en-GB;q=0.7,en-US;q=0.6",
        "Accept-Encoding": "gzip, deflate, br, zstd",
    },
    {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept": "text/html, */*;q=0.1",
        "Accept-Language": "*",
        "Accept-Encoding": "gzip",
    },
)
GONE = (
    "/recommendations/anytown-nothing",
    "/embed/recommendations/anytown-nothing",
    "/fragment/assemblies/anytown-nothing",
    "/badge/recommendations/anytown-nothing.svg",
    "/feeds/assemblies/anytown-nothing.atom",
    "/calendar/posts/anytown-nothing.ics",
    "/docs/nothing",
    "/nothing",
)


def test_every_public_address_answers_all_browsers_alike(client: TestClient) -> None:
    paths = public_addresses()
    addresses = [*(one for path in paths for one in some(path)), *GONE]
    assert len(addresses) > 80
    for address in addresses:
        answers = [client.get(address, headers={**one, "X-Request-Id": "the-same-one"}) for one in BROWSERS]

        assert len({(answer.status_code, answer.content) for answer in answers}) == 1, address
        assert {answer.headers.get("content-language", "en") for answer in answers} == {"en"} or "lang=cy" in address
        varied = {name.strip().lower() for answer in answers for name in answer.headers.get("vary", "").split(",")}
        chosen = (
            answers[0].status_code >= 300
        )  # a refusal, or where to go: as a page for whoever reads pages, else as data
        assert varied <= {"", "accept-encoding"} | ({"accept"} if chosen else set()), address


SPOKEN = [path for path in public_addresses() if not has_no_language(path)]
# What else may be asked of an address.
AS_THEY_LOOK = (
    "/?as_of=2026-11-25",
    f"/recommendations/{ITEM}?as_of=2026-11-25",
    "/assemblies/anytown-streets-2025?progress=under_way&q=streets",
    f"/embed/recommendations/{ITEM}?as_of=2026-11-25&ink=000",
    f"/embed?item={ITEM}&language=cy&form=badge",
)
SAME = {"X-Request-Id": "the-same-one", "Accept": "text/html"}
OURS = settings().base_url


def some(path: str) -> list[str]:
    """Addresses that a route stands for: two of each, and what other sites show with all that it takes."""
    return filled(path) if path.startswith(MEDIA) else places(path)[:2]


def asked_with_lang(address: str, language: str) -> str:
    """The address as it was before each language had its own."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


@pytest.mark.parametrize("language", ["en", "cy"])
def test_an_address_of_a_language_answers_as_lang_does(client: TestClient, language: str) -> None:
    nothing = [*GONE, *(address for path in NOTHING for address in places(path))]
    addresses = [address for path in SPOKEN for address in some(path)]
    assert len(addresses) > 50
    for address in {*addresses, *nothing, *AS_THEY_LOOK} - {one for one in addresses if "lang=" in one}:
        of_language = client.get(spoken(address, language), headers=SAME)
        with_lang = client.get(asked_with_lang(address, language), headers=SAME)

        assert of_language.content == with_lang.content, address
        assert of_language.status_code == with_lang.status_code == (404 if address in nothing else 200), address
        assert of_language.headers == with_lang.headers, address
        assert of_language.headers.get("content-language", language) == language
        assert client.head(spoken(address, language), headers=SAME).headers == of_language.headers


def test_what_is_in_no_language_has_one_address(client: TestClient) -> None:
    for path in public_addresses():
        for address in places(path) if has_no_language(path) else ():
            refused = client.get(spoken(address, "cy"), headers=SAME)
            assert refused.status_code == 404, address
    assert client.get("/cy/v1/admin/updates").status_code == 404
    assert client.get("/cy/v1/admin/answers/secret").status_code == 404


def own_links(answer: httpx2.Response) -> set[str]:
    """Where an answer leads on to at this instance, as a path, but for what it says is in another language."""
    elements = [one for tag in ("a", "form", "link") for one in Read(answer.text).all(tag)]
    leads = {one.get("href") or one.get("action") or "" for one in elements if "hreflang" not in one}
    return {urldefrag(one).url.removeprefix(OURS) for one in leads if one.startswith(("/", f"{OURS}/"))}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_links_lead_on_in_the_language_of_the_address(client: TestClient, language: str) -> None:
    for address in [address for path in SPOKEN for address in places(path)[:2] if path not in NOTHING]:
        answer = client.get(spoken(address, language), headers=SAME)
        if answer.headers["content-type"].startswith("text/html"):
            leads = {path for path in own_links(answer) if not has_no_language(path) and not path.startswith("/oembed")}
            assert leads, address
            assert {path.split("/")[1].partition("?")[0] for path in leads} == {language}, address
        assert "?lang=" not in answer.text.replace("&amp;", "&") or address.startswith("/docs"), address


def test_a_page_that_was_asked_for_in_no_language_leads_on_to_the_same(client: TestClient) -> None:
    leads = own_links(client.get(f"/recommendations/{ITEM}", headers=SAME))

    assert {"/", "/codelists", "/assemblies/anytown-streets-2025", "/embed?item=" + ITEM} <= leads
    assert not any(re.match("/(en|cy)/(?!feeds|calendar)", path) for path in leads)


def alternates(answer: httpx2.Response) -> dict[str, str]:
    """Where an answer says that the same is in each language: in its head, or beside it."""
    if answer.headers["content-type"].startswith("text/html"):
        return {one["hreflang"]: one["href"] for one in Read(answer.text).all("link") if "hreflang" in one}
    found = re.findall('<([^>]+)>; rel="alternate"; hreflang="([^"]+)"', answer.headers.get("link", ""))
    return {language: address for address, language in found}


def test_the_languages_lead_to_one_another_and_back(client: TestClient) -> None:
    """But for fragments, which say it in a link that people see, and oEmbed, whose answer is the frame of one."""
    shown = [path for path in SPOKEN if path not in NOTHING and not path.startswith(("/fragment", "/oembed"))]
    for address in [address for path in shown for address in places(path)[:2]]:
        whole = OURS + spoken(address, "cy")
        answer = client.get(whole)
        elsewhere = alternates(answer)
        page = "x-default" in elsewhere

        assert elsewhere.keys() == ({"en", "cy", "x-default"} if page else {"en"}), address
        assert elsewhere["en"] == OURS + spoken(address, "en")
        assert elsewhere.get("x-default") in {OURS + address, None}
        for language, at in elsewhere.items():
            there = client.get(at)
            assert there.headers["content-language"] == ("cy" if language == "cy" else "en"), at
            assert alternates(there)["cy"] == whole
        if page:
            (switch,) = [one for one in Read(answer.text).all("a") if one.get("hreflang") == "en"]
            assert OURS + switch["href"] == elsewhere["en"]
            canonical = {one["href"] for one in Read(answer.text).all("link") if one["rel"] == "canonical"}
            assert canonical == {elsewhere["cy"]}


def test_the_switch_keeps_the_day_and_what_a_list_is_filtered_by(client: TestClient) -> None:
    page = Read(client.get("/cy/assemblies/anytown-streets-2025?as_of=2026-11-25&progress=under_way").text)
    (switch,) = [one["href"] for one in page.all("a") if one.get("hreflang") == "en"]
    filters = [one for one in page.all("form") if one["action"].endswith("#list")]
    hidden = {one["name"]: one["value"] for one in page.all("input") if one.get("type") == "hidden"}

    assert switch == "/en/assemblies/anytown-streets-2025?progress=under_way&as_of=2026-11-25"
    assert [one["action"] for one in filters] == ["/cy/assemblies/anytown-streets-2025#list"]
    assert hidden == {"as_of": "2026-11-25"}


@pytest.mark.parametrize(
    "address", ["/xx", "/fr", f"/fr/recommendations/{ITEM}", "/CY", "/cy/cy", "/cy/en/owed", "/cym"]
)
def test_there_is_no_address_in_a_language_of_no_words(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_day_that_is_none_leads_to_no_other_query(client: TestClient) -> None:
    """Guides are of no day and read none; their links carry it on to pages that do."""
    page = client.get("/cy/docs?as_of=2026-11-25%26lang%3Den")

    assert "/cy/codelists?as_of=2026-11-25%26lang%3Den" in own_links(page)


def test_what_is_refused_at_an_address_of_a_language_is_refused_in_it(client: TestClient) -> None:
    page = client.get("/cy/nothing", headers=SAME)
    told = client.get("/cy/nothing")

    assert Read(page.text).all("html") == [{"lang": "cy"}]
    assert {"/cy", "/cy/docs"} <= own_links(page)
    assert told.json()["instance"] == "/cy/nothing"


@pytest.mark.parametrize(
    "address", ["/", "/codelists", f"/recommendations/{ITEM}", "/feeds/all.atom", "/calendar/all.ics", "/docs/working"]
)
def test_an_address_that_says_two_languages_is_refused(client: TestClient, address: str) -> None:
    refused = client.get(asked_with_lang(spoken(address, "cy"), "en"))

    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (400, "two-languages")
    assert client.get(asked_with_lang(spoken(address, "cy"), "cy")).status_code == 200


def test_a_frame_whose_address_says_two_languages_says_so(client: TestClient) -> None:
    for medium, ending in (("embed", ""), ("fragment", ""), ("badge", ".svg")):
        note = client.get(f"/cy/{medium}/recommendations/{ITEM}{ending}?lang=en")
        assert note.status_code == 400
        assert "gadewch" in note.text


def test_a_slash_too_many_leads_to_the_same_in_the_language(client: TestClient) -> None:
    for path in ("/cy", f"/cy/recommendations/{ITEM}", "/en/docs"):
        moved = client.get(f"{path}/?as_of=2026-11-25")
        assert (moved.status_code, moved.headers["location"]) == (301, f"{path}?as_of=2026-11-25")
        assert client.get(moved.headers["location"]).status_code == 200
    assert client.get("/cy//council.example").status_code == 404


def test_a_method_that_is_none_of_an_address_is_refused_with_those_that_are(client: TestClient) -> None:
    refused = client.put(f"/cy/recommendations/{ITEM}")
    preflight = client.options(f"/cy/recommendations/{ITEM}")

    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert preflight.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("base", ["https://council.example/cy", "https://council.example/cy/tracker"])
def test_under_a_path_called_as_a_language_is_the_proxy_takes_the_path_away(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    monkeypatch.setenv("TRACKER_BASE_URL", base)
    settings.cache_clear()
    try:
        client = client_of(engine)
        answers = [client.get(path).headers.get("content-language") for path in ("/owed", "/cy/owed", "/en/owed")]
        own = [urls.own(f"{base}{path}") for path in ("/owed", "/cy/owed")]
    finally:
        monkeypatch.undo()
        settings.cache_clear()

    assert answers == ["en", "cy", "en"]
    assert own == [(None, "/owed", ""), ("cy", "/owed", "")]
