"""What was answered once is given again, the same whoever asks: nothing is asked of the database for it."""

import gzip
import re
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from tests.api.test_query_counts import counted
from tests.builders import clock
from tests.conftest import client_of, said
from tests.front.conftest import PAGE, STATUS, Set
from tests.writing.given import admin

PATHS = [
    "/",
    PAGE,
    f"{PAGE}?lang=cy",
    f"/cy{PAGE}",
    "/assemblies/anytown-streets-2025?progress=under_way&response=&q=",
    "/docs/running",
    "/codelists",
    "/robots.txt",
    "/open-data/catalogue.ttl",
    "/open-data/organisations/anytown/data.json?page=2",
    STATUS,
    f"{STATUS}?why=true",
    "/v1/recommendations?assembly=anytown-streets-2025&limit=2&total=true",
    "/v1/summary",
    "/v1/changes?limit=2",
    "/v1/assemblies/anytown-streets-2025/record",
    "/openapi.json",
    "/embed/recommendations/anytown-streets-2025-3?heading=3",
    "/fragment/assemblies/anytown-streets-2025?show=list",
    "/badge/recommendations/anytown-streets-2025-3.svg",
    "/feeds/all.atom",
    "/feeds/recommendations/anytown-streets-2025-3.json",
    "/calendar/all.ics",
    "/oembed?url=http://127.0.0.1:8000/recommendations/anytown-streets-2025-3",
]
REFUSED = [
    "/v1/recommendations/nothing-of-that-name/status",
    "/v1/recommendations?limit=0",
    "/embed/recommendations/nothing-of-that-name",
    "/nowhere",
    "/recommendations/",
]
# What comes with a request of somebody who is signed in elsewhere, or means harm.
OTHERS = {
    "Cookie": "session=abc",
    "Authorization": "Bearer at_1234567890123456789012345678901234567890123",
    "Origin": "https://evil.example",
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-For": "10.0.0.1",
    "X-Original-URL": "/v1/admin/keys",
    "User-Agent": "Somebody/1",
    "Referer": "https://evil.example/",
    "Accept": "application/xml",
    "Accept-Language": "cy",
    "Range": "bytes=0-3",
    "Pragma": "no-cache",
}


def whole(answer: Any) -> tuple[int, dict[str, str], bytes]:
    return answer.status_code, dict(answer.headers), answer.content


@pytest.mark.parametrize("path", PATHS)
def test_the_second_time_nothing_is_asked_of_the_database(kept: TestClient, engine: Engine, path: str) -> None:
    with clock("2026-12-01"):
        first = kept.get(path)
        with counted(engine) as asked:
            again = kept.get(path)

    assert first.status_code == 200
    assert again.content == first.content
    assert asked == []


@pytest.mark.parametrize("path", [*PATHS, *REFUSED])
def test_with_what_is_kept_and_without_every_byte_is_the_same(engine: Engine, told: Set, path: str) -> None:
    tag = '"unread"'
    answers = []
    for size in (0, 64_000_000):
        told(front_bytes=size, front_every=0.5)
        client = client_of(engine)
        with clock("2026-12-01"):
            client.get(path)
            for headers in ({}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}, {"If-None-Match": tag}):
                for method in ("GET", "HEAD"):
                    told_with = headers | {"X-Request-Id": "the-same-one"}
                    answers.append(whole(client.request(method, path, headers=told_with)))

    without, with_kept = answers[: len(answers) // 2], answers[len(answers) // 2 :]
    assert with_kept == without


@pytest.mark.parametrize("path", [PAGE, STATUS, "/v1/recommendations?limit=2", "/feeds/all.atom"])
@pytest.mark.parametrize("others_first", [True, False])
def test_who_asks_does_not_matter(kept: TestClient, engine: Engine, path: str, others_first: bool) -> None:
    headers = {"X-Request-Id": "the-same-one"}
    both = [headers | OTHERS, headers] if others_first else [headers, headers | OTHERS]
    with clock("2026-12-01"):
        first = kept.get(path, headers=both[0])
        with counted(engine) as asked:
            second = kept.get(path, headers=both[1])

    assert whole(first) == whole(second)
    assert first.headers["access-control-allow-origin"] == "*"
    assert asked == []


def test_what_tells_who_asks_never_reaches_a_route(kept: TestClient) -> None:
    def echo(request: Request) -> Response:
        told = {name: value for name, value in request.headers.items() if value}
        return JSONResponse([told, request.cookies, str(request.client), str(request.query_params)])

    kept.app.router.routes.append(Route("/echo", echo))
    try:
        answer = kept.get("/echo?x=1", headers=OTHERS | {"X-Request-Id": "the-same-one"})
    finally:
        kept.app.router.routes.pop()
    told = {"host": "localhost", "accept": OTHERS["Accept"], "x-request-id": "the-same-one"}
    assert said(answer, 200) == [told, {}, "None", ""]


def test_where_people_work_the_key_matters_and_nothing_is_kept(kept: TestClient, engine: Engine) -> None:
    key = admin(engine)
    said(kept.get("/v1/admin/keys", headers=key), 200)
    assert kept.get("/v1/admin/keys").status_code == 401
    for path in ("/v1/admin/keys", "/cy/v1/admin/keys", "/desk", "/cy/desk", "/healthz", "/readyz"):
        assert kept.get(path, headers=key).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/v1/recommendations?limit=2", PAGE, STATUS])
def test_what_no_route_knows_in_a_query_changes_nothing(kept: TestClient, engine: Engine, path: str) -> None:
    mark = "&" if "?" in path else "?"
    with clock("2026-12-01"):
        first = kept.get(f"{path}{mark}utm_source=<evil>")
        with counted(engine) as asked:
            others = [kept.get(path), *(kept.get(f"{path}{mark}{name}={name}") for name in ("x", "fbclid", "Limit"))]

    assert first.status_code == 200
    assert "evil" not in first.text
    assert {one.content for one in others} == {first.content}
    assert asked == []


def test_the_order_of_parameters_does_not_matter_but_that_of_values_does(kept: TestClient, engine: Engine) -> None:
    asked_for = ["limit=1&assembly=anytown-streets-2025", "assembly=anytown-streets-2025&limit=1"]
    with clock("2026-12-01"):
        first = said(kept.get(f"/v1/recommendations?{asked_for[0]}"), 200)
        with counted(engine) as asked:
            assert said(kept.get(f"/v1/recommendations?{asked_for[1]}"), 200) == first
        assert asked == []
        last = said(kept.get("/v1/recommendations?limit=1&limit=2"), 200)
        other = said(kept.get("/v1/recommendations?limit=2&limit=1"), 200)
    assert [len(one["items"]) for one in (last, other)] == [2, 1]


def test_the_filters_of_an_assemblys_page_are_known(kept: TestClient) -> None:
    path = "/assemblies/anytown-streets-2025"
    pages = [kept.get(f"{path}?{query}").text for query in ("", "progress=under_way", "progress=done", "q=streets")]
    assert len(set(pages)) == len(pages)


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/recommendations/nothing-of-that-name", "/nothing?x=1"])
def test_a_refusal_is_made_each_time_and_names_its_request(kept: TestClient, path: str) -> None:
    first, second = kept.get(path), kept.get(path)
    for answer in (first, second):
        assert said(answer, 404)["request_id"] == answer.headers["x-request-id"]
        assert answer.headers["cache-control"] == "no-store"
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_each_answer_has_an_id_of_its_own(kept: TestClient) -> None:
    ids = [kept.get(STATUS).headers["x-request-id"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in ids)
    assert kept.get(STATUS, headers={"X-Request-Id": "abcd-1234"}).headers["x-request-id"] == "abcd-1234"


# Encodings


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("br;q=1.0, GZIP;q=0.5", "gzip"),
        ("*", "gzip"),
        ("identity", None),
        ("br", None),
        ("gzip;q=0", None),
        ("gzip;q=0.000, *", None),
        ("x" * 1000, None),
    ],
)
@pytest.mark.parametrize("path", [PAGE, STATUS, "/docs/running"])
def test_each_encoding_has_its_own_tag(kept: TestClient, path: str, accept: str, encoding: str | None) -> None:
    plain = kept.get(path)
    for _ in range(2):
        with kept.stream("GET", path, headers={"Accept-Encoding": accept}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding") == encoding
        assert (gzip.decompress(raw) if encoding else raw) == plain.content
        assert answer.headers["content-length"] == str(len(raw))
        tag = plain.headers["etag"].strip('"')
        assert answer.headers["etag"] == (f'"{tag}-gzip"' if encoding else f'"{tag}"')
        assert "Accept-Encoding" in answer.headers["vary"]
        assert "Accept-Encoding" in plain.headers["vary"]


@pytest.mark.parametrize("accept", ["gzip", "identity"])
def test_the_tag_of_any_encoding_is_taken(kept: TestClient, accept: str) -> None:
    tags = [kept.get(STATUS, headers={"Accept-Encoding": one}).headers["etag"] for one in ("gzip", "identity")]
    for tag in tags:
        again = kept.get(STATUS, headers={"Accept-Encoding": accept, "If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tags[accept == "identity"]
        assert "content-encoding" not in again.headers


def test_head_leaves_a_whole_answer_for_who_asks_next(kept: TestClient, engine: Engine) -> None:
    with clock("2026-12-01"):
        head = kept.head(STATUS)
        with counted(engine) as asked:
            got = kept.get(STATUS)
    assert (head.content, len(got.content)) == (b"", int(head.headers["content-length"]))
    assert said(got, 200)["id"]
    assert asked == []


# Bounds


def test_with_no_room_nothing_is_kept(engine: Engine, told: Set) -> None:
    told(front_bytes=0, front_every=0.5)
    client = client_of(engine)
    client.get(STATUS)
    with counted(engine) as asked:
        client.get(STATUS)
    assert asked


def test_what_was_not_asked_for_longest_goes_first(engine: Engine, told: Set) -> None:
    told(front_bytes=30_000, front_every=0.5)
    client = client_of(engine)
    with clock("2026-12-01"):
        client.get(STATUS)
        for after in range(40):
            client.get(f"/v1/changes?limit=1&after={after}")
            client.get(STATUS)
        with counted(engine) as asked:
            client.get(STATUS)
            client.get("/v1/changes?after=39&limit=1")
        assert asked == []
        with counted(engine) as asked:
            client.get("/v1/changes?after=0&limit=1")
        assert asked


# What is told of them


def test_what_was_kept_is_counted_and_not_logged_line_by_line(kept: TestClient) -> None:
    with capture_logs() as lines:
        with clock("2026-12-01T12:00:00"):
            for _ in range(5):
                kept.get(PAGE)
        with clock("2026-12-01T12:02:00"):
            kept.get(PAGE)
    assert [line["event"] for line in lines] == ["answered", "kept_answers"]
    assert (lines[1]["given"], lines[1]["kept"]) == (4, 1)


def test_a_setting_logs_each(kept: TestClient, told: Set) -> None:
    told(log_kept="true")
    with capture_logs() as lines:
        kept.get(PAGE)
        tag = kept.get(PAGE).headers["etag"]
        kept.get(PAGE, headers={"If-None-Match": tag, "X-Request-Id": "abcd-1234"})
    assert [(line["path"], line["status"], line.get("kept")) for line in lines] == [
        (PAGE, 200, None),
        (PAGE, 200, True),
        (PAGE, 304, True),
    ]
    assert lines[2]["request_id"] == "abcd-1234"
