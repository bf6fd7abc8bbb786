"""Under a path of a council's host: no address that we give loses the path, and each leads to where it should."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlsplit

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.core.codelists import codelist
from api.settings import settings
from tests.conftest import client_of, said
from tests.proxies.links import addresses
from tests.writing.given import ERASURES, NEWS, UPDATES, admin, officer

PUBLIC = "https://council.example/tracker"
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
as_a_reader = pytest.mark.parametrize("reader", ["sqlite"], indirect=True)
ITEM, ASSEMBLY = "anytown-streets-2025-3", "anytown-streets-2025"
PROJECT, POST, COUNCIL = "anytown-play-streets", "anytown-head-of-streets", "anytown"
FOR_PEOPLE = [
    "/",
    "/?lang=cy",
    f"/recommendations/{ITEM}",
    f"/recommendations/{ITEM}?lang=cy&as_of=2026-11-23",
    "/cy",
    f"/cy/recommendations/{ITEM}",
    f"/cy/assemblies/{ASSEMBLY}?as_of=2026-11-23",
    f"/assemblies/{ASSEMBLY}?progress=under_way",
    f"/projects/{PROJECT}",
    f"/organisations/{COUNCIL}",
    f"/posts/{POST}",
    "/codelists",
    "/head",
    "/personal-data",
    "/problems/not-found",
    "/docs",
    "/docs/working",
    "/cy/docs/working",
    "/docs/embeds",
    "/docs/embeds?lang=cy",
    "/embed",
    *(f"/embed?item={ITEM}&form={form}" for form in ("frame", "badge")),
]
FOR_OTHER_SITES = [
    *(f"/{medium}/recommendations/{ITEM}" for medium in ("embed", "fragment")),
    *(f"/{medium}/assemblies/{ASSEMBLY}?show=list" for medium in ("embed", "fragment")),
    f"/badge/recommendations/{ITEM}.svg",
    f"/badge/assemblies/{ASSEMBLY}.svg",
    f"/cy/embed/recommendations/{ITEM}",
    f"/cy/fragment/assemblies/{ASSEMBLY}",
    f"/cy/badge/recommendations/{ITEM}.svg",
    f"/oembed?url={quote(f'{PUBLIC}/cy/recommendations/{ITEM}')}",
    f"/oembed?url={quote(f'{PUBLIC}/recommendations/{ITEM}')}",
    "/oembed/provider.json",
]
FOR_PROGRAMS = [
    *(f"/feeds/{of}.{form}" for of in ("all", f"recommendations/{ITEM}") for form in ("atom", "json")),
    "/calendar/all.ics",
    "/cy/feeds/all.atom",
    "/cy/feeds/all.json",
    f"/cy/calendar/assemblies/{ASSEMBLY}.ics",
    f"/calendar/assemblies/{ASSEMBLY}.ics",
    f"/v1/recommendations?assembly={ASSEMBLY}&limit=2",
    f"/v1/recommendations/{ITEM}",
    f"/v1/recommendations/{ITEM}/status",
    f"/v1/recommendations/{ITEM}/history?limit=1",
    f"/v1/assemblies/{ASSEMBLY}",
    f"/v1/assemblies/{ASSEMBLY}/record",
    f"/v1/projects/{PROJECT}",
    f"/v1/organisations/{COUNCIL}",
    f"/v1/posts/{POST}",
    f"/v1/summary?assembly={ASSEMBLY}",
    "/v1/changes?limit=2",
    "/v1/codelists/progress",
    "/v1/schemas/record.json",
    "/v1",
    "/.well-known/api-catalog",
    "/open-data/catalogue.ttl",
    "/open-data/codelists.ttl",
    f"/open-data/organisations/{COUNCIL}/catalogue.jsonld",
    f"/cy/open-data/organisations/{COUNCIL}/data.json",
    "/sitemap.xml",
]
REFUSED = [
    "/nowhere",
    "/cy/nowhere",
    "/cy/v1/changes",
    f"/recommendations/{ITEM}-99",
    "/embed/recommendations/anytown-none",
    "/v1/nothing",
    "/docs/nothing",
]
HTML = {"Accept": "text/html"}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Says where this instance is for its readers."""

    def forget() -> None:
        settings.cache_clear()
        codelist.cache_clear()  # each is made once, with its address

    def place(address: str) -> None:
        monkeypatch.setenv("TRACKER_BASE_URL", address)
        forget()

    yield place
    monkeypatch.undo()
    forget()


def ours(found: set[str]) -> set[str]:
    return {address for address in found if urlsplit(address).hostname in {"council.example", "127.0.0.1"}}


def shape(address: str) -> str:
    """What sort of address it is: with any id in it, and any language."""
    parts = urlsplit(address)
    path = re.sub(r"(?<=/)(anytown|camden)[a-z0-9-]*", "ID", parts.path)
    return f"{path}?{sorted(re.findall(r'(?:^|&)([a-z_]+)=', parts.query))}"


@as_a_reader
def test_every_address_keeps_the_path_and_leads_to_an_answer(reader: TestClient, at: Callable[[str], None]) -> None:
    at(PUBLIC)
    wanted: dict[str, tuple[str, str]] = {}
    for path in [*FOR_PEOPLE, *FOR_OTHER_SITES, *FOR_PROGRAMS, *REFUSED]:
        answer = reader.get(path, headers=HTML)
        assert answer.status_code == (404 if path in REFUSED else 200), (path, answer.text)
        for address in ours(addresses(answer, PUBLIC + path)):
            assert re.match(rf"{PUBLIC}(?![^/?])", address), (path, address)
            assert "/tracker/tracker" not in address, (path, address)
            wanted.setdefault(shape(address), (path, address))
    for path in [*FOR_PEOPLE, *FOR_OTHER_SITES, *FOR_PROGRAMS]:
        wanted.pop(shape(PUBLIC + path), None)  # which was answered above
    for path, address in wanted.values():
        if not re.search(r"[{*]|/admin/|/oembed$", address):  # a pattern, for who has a key, or to add to
            answer = reader.get(address.removeprefix(PUBLIC), headers=HTML)
            assert answer.status_code in ({200, 404} if path in REFUSED else {200, 303}), (path, address)


@as_a_reader
@pytest.mark.parametrize("path", ["/", *FOR_PEOPLE[3:5], "/v1/changes?limit=2", "/feeds/all.atom", "/v1/nothing"])
def test_a_proxy_takes_the_path_away_or_leaves_it(reader: TestClient, at: Callable[[str], None], path: str) -> None:
    at(PUBLIC)
    taken, left = (reader.get(sent, headers=HTML | {"X-Request-Id": "the-same"}) for sent in (path, f"/tracker{path}"))

    assert (left.status_code, left.text) == (taken.status_code, taken.text)
    assert {**left.headers} == {**taken.headers}


@as_a_reader
@pytest.mark.parametrize(
    ("base", "path", "status"),
    [
        ("https://h.example/tracker", "/tracker", 200),
        ("https://h.example/tracker", "/tracker/", 200),
        ("https://h.example/tracker", "/trackers", 404),
        ("https://h.example/tracker", "/trackerv1/changes", 404),
        ("https://h.example/a/b", "/a/b/v1/changes", 200),
        ("https://h.example/a/b", "/a/v1/changes", 404),
        ("https://h.example/tr%C3%A2c", "/tr%C3%A2c/v1/changes", 200),
        # What begins as ours do is ours.
        ("https://h.example/assemblies", f"/assemblies/{ASSEMBLY}", 200),
        ("https://h.example/embed/x", "/embed/x/codelists", 404),
        ("https://h.example", "/tracker/v1/changes", 404),
    ],
)
def test_only_the_whole_path_is_taken_for_it(
    reader: TestClient, at: Callable[[str], None], base: str, path: str, status: int
) -> None:
    at(base)
    assert reader.get(path).status_code == status


@on_sqlite
def test_where_something_was_made_is_under_the_path(engine: Engine, at: Callable[[str], None]) -> None:
    at(PUBLIC)
    client, key = client_of(engine), officer(engine)

    made = client.post(f"/tracker{UPDATES}", json=NEWS | {"publish": True}, headers=key)
    said(made, 201)
    assert made.headers["Location"] == f"/tracker/v1/admin/updates/{made.json()['id']}"
    said(client.get(made.headers["Location"], headers=key), 200)
    sequence = said(client.get(f"/v1/recommendations/{ITEM}/history?limit=1"), 200)["items"][0]["sequence"]
    erased = client.post(
        ERASURES, json={"sequence": sequence, "ground": "court_order", "by": COUNCIL}, headers=admin(engine)
    )
    assert erased.status_code in {201, 202}, erased.text
    assert erased.headers["Location"] == f"/tracker{ERASURES}/{sequence}"
    listed = client.get("/v1/admin/worklist?view=mine&limit=1", headers=key)
    assert all(one.startswith(f"{PUBLIC}/") for one in ours(addresses(listed, PUBLIC)))


@as_a_reader
def test_the_limits_of_a_path_are_the_same_wherever_we_are(reader: TestClient, at: Callable[[str], None]) -> None:
    """What is decided by the path is decided by the path here: caches, other origins, sizes, what a log may hold."""
    at(PUBLIC)
    admin_, health = reader.get("/tracker/v1/admin/updates"), reader.get("/tracker/healthz")

    assert (admin_.status_code, admin_.headers["cache-control"]) == (401, "no-store")
    assert "access-control-allow-origin" not in admin_.headers
    assert health.headers["cache-control"] == "no-store"
    big = b"x" * 1_000_001
    assert said(reader.post("/tracker/v1/admin/sheet", content=big), 401)
    assert said(reader.post("/tracker/v1/admin/releases", content=big), 413)["instance"] == (
        "/tracker/v1/admin/releases"
    )


@as_a_reader
def test_what_search_engines_are_asked_to_leave_is_under_the_path(
    reader: TestClient, at: Callable[[str], None]
) -> None:
    at(PUBLIC)
    assert reader.get("/robots.txt").text.splitlines()[1:] == [
        "Disallow: /tracker/v1/admin/",
        "Disallow: /tracker/desk",
        "Disallow: /tracker/*as_of=",
        "",
        f"Sitemap: {PUBLIC}/sitemap.xml",
    ]


@pytest.mark.parametrize(
    "base", ["council.example", "ftp://council.example", "https://", "https://h?x=1", "https://a@h"]
)
def test_a_public_address_that_is_none_is_refused_at_start(at: Callable[[str], None], base: str) -> None:
    at(base)
    with pytest.raises(ValidationError, match="the public address is https://HOST"):
        settings()


# A slash at the end


@as_a_reader
@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", PUBLIC])
def test_a_slash_at_the_end_leads_to_the_address_without(
    reader: TestClient, at: Callable[[str], None], base: str
) -> None:
    at(base)
    for address in [
        *FOR_PEOPLE[3:],
        *FOR_OTHER_SITES,
        *FOR_PROGRAMS,
        "/healthz",
        "/openapi.json",
        "/v1/admin/worklist?view=mine",
    ]:
        path, mark, query = address.partition("?")
        for slashes in ("/", "///"):
            answer = reader.get(path + slashes + mark + query)
            assert answer.status_code == 301, address
            assert answer.headers["location"] == urlsplit(base).path + address
            assert answer.headers["cache-control"] == "no-store"
    assert reader.head("/v1/recommendations/").status_code == 301


@on_sqlite
def test_what_is_sent_to_an_address_with_a_slash_is_sent_on(client: TestClient, engine: Engine) -> None:
    answer = client.post(f"{UPDATES}/", json=NEWS, headers=officer(engine))

    assert (answer.status_code, answer.headers["location"]) == (308, UPDATES)


@as_a_reader
@pytest.mark.parametrize(
    "path", ["//elsewhere.example/", "//elsewhere.example/v1/changes/", "/\\elsewhere.example/", "/nothing/", "/v2/"]
)
def test_a_slash_at_the_end_leads_nowhere_else(reader: TestClient, path: str) -> None:
    answer = reader.get(f"http://testserver{path}")
    assert (answer.status_code, answer.headers.get("location")) == (404, None)


@as_a_reader
def test_where_a_slash_leads_to_is_one_line(reader: TestClient) -> None:
    answer = reader.get("/recommendations/a%0d%0aSet-Cookie:%20x%3F/?q=%0d%0a")
    assert answer.headers["location"] == "/recommendations/a%0D%0ASet-Cookie%3A%20x%3F?q=%0d%0a"
