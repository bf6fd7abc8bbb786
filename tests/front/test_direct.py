"""A status that is kept, and pages of lists, are given without the framework, at the first time of asking too: as
their routes give them.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, update
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from db.clock import now
from db.models.index import IndexVersion, Listing
from db.models.kept import KeptAnswer
from db.queries import kept
from db.session import WRITTEN, begin_write, writing
from tests.api.test_query_counts import counted
from tests.builders import gone, groundwork, item, organisation, put, recommendation
from tests.builders import update as news
from tests.conftest import client_of, said
from tests.front.asking import Asker, asked_at_once
from tests.front.conftest import STATUS, Set


def own(answer: Any) -> dict[str, str]:
    """The headers but for the one that is each request's own."""
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


def addresses(client: TestClient) -> list[str]:
    items = said(client.get("/v1/recommendations?limit=200"), 200)["items"]
    assert len(items) > 50
    return [f"/v1/recommendations/{one['id']}/status" for one in items]


def test_it_is_what_the_route_gives(engine: Engine, told: Set) -> None:
    told(front_bytes=0)
    client = client_of(engine)
    asked = addresses(client)
    by_route = {path: client.get(path) for path in asked}
    told(front_bytes=64_000_000, front_every=0.5)
    client = client_of(engine)
    client.get("/v1/summary")
    for path, expected in by_route.items():
        with counted(engine) as sent:
            answer = client.get(path)
        assert sent == []
        assert (answer.status_code, answer.content, own(answer)) == (200, expected.content, own(expected))


LISTS = (
    "recommendations",
    "recommendations?limit=7&sort=-updated",
    "recommendations?progress=under_way&progress=delivered&response=accepted",
    "recommendations?sort=-order&limit=3&limit=5&nobody=knows&update_overdue=false",
    "recommendations?in_hold=no&standing=adopted",
    "recommendations?assembly=no-such-thing",
    "assemblies?kind=assembly",
    "projects?sort=-updated&updated_since=2020-01-01",
    "organisations?limit=2",
    "posts?kind=elected&sort=-order",
)
REFUSED = (
    "recommendations?limit=0",
    "recommendations?theme=",
    "recommendations?progress=nope",
    "posts?cursor=AAAA",
    "projects?sort=due",
)
FOUND_BY_ROUTES = ("recommendations?q=heat", "recommendations?total=true&limit=2", "posts?as_of=2020-01-01")


@pytest.mark.parametrize("address", [*LISTS, *REFUSED, *FOUND_BY_ROUTES])
def test_every_page_of_a_list_is_what_its_route_gives(engine: Engine, told: Set, address: str) -> None:
    told(front_bytes=0)
    by_route = pages(client_of(engine), address)
    told(front_bytes=64_000_000, front_every=0.5)
    client = client_of(engine)
    client.get("/v1/summary")
    with capture_logs() as lines:
        directly = pages(client, address)

    assert [(one.status_code, without_id(one)) for one in directly] == [
        (one.status_code, without_id(one)) for one in by_route
    ]
    assert [own(one) for one in directly] == [own(one) for one in by_route]
    logged = [line["path"] for line in lines if line["event"] == "answered"]
    assert len(logged) == (0 if address in LISTS else len(directly))  # what a route made is logged


def without_id(answer: Any) -> bytes:
    """The body but for what is each request's own."""
    id_: bytes = answer.headers["x-request-id"].encode()
    return bytes(answer.content.replace(id_, b""))


def pages(client: TestClient, address: str) -> list[Any]:
    """The first pages of a list, each as it is answered."""
    found, following = [], f"/v1/{address}"
    while following and len(found) < 4:
        found.append(client.get(following))
        following = found[-1].json().get("next")
    return found


def test_what_is_not_kept_or_not_there_is_for_the_route(empty: Engine, told: Set) -> None:
    told(front_every=0.5)
    put(empty, *groundwork(), recommendation(1), recommendation(2))
    client = client_of(empty)
    path = f"/v1/recommendations/{item(1)}/status"
    before = said(client.get(path), 200)
    with writing(empty) as session:
        begin_write(session)
        session.execute(delete(KeptAnswer))
    put(empty, organisation("elsewhere", "Elsewhere"))
    assert said(client.get(path), 200) == before
    said(client.get("/v1/recommendations/no-such-thing/status"), 404)
    assert "why" in said(client.get(f"{path}?why=true"), 200)


def test_where_the_index_keeps_no_listings_yet_lists_are_whole(engine: Engine, told: Set) -> None:
    told(front_every=10)
    path = "/v1/recommendations?response=accepted"
    before = said(client_of(engine).get(path), 200)
    assert before["items"]
    with writing(engine) as session:
        begin_write(session)
        session.execute(delete(Listing))
        session.execute(update(IndexVersion).values(version=5))
    assert said(client_of(engine).get(path), 200) == before


def test_what_is_published_is_told_by_the_next_answer(empty: Engine, told: Set) -> None:
    told(front_every=10)
    put(empty, *groundwork(), recommendation(1))
    client = client_of(empty)
    path = f"/v1/recommendations/{item(1)}/status"
    for code in ("under_way", "paused", "delivered"):
        (sequence,) = put(empty, news(item(1), code, (now() - timedelta(days=1)).date().isoformat()))
        assert said(client.get(path), 200)["progress"] == code
    gone(empty, sequence)
    assert said(client.get(path), 200)["progress"] == "paused"


def test_a_snapshot_that_ends_elsewhere_is_told_as_it_ends(empty: Engine, told: Set) -> None:
    """Another process wrote, and this one has not looked yet."""
    told(front_every=10)
    put(empty, *groundwork(), recommendation(1))
    client = client_of(empty)
    said(client.get("/v1/summary"), 200)
    before = WRITTEN.last
    put(empty, news(item(1), "under_way", (now() - timedelta(days=1)).date().isoformat()))
    WRITTEN.last = before  # nobody here was told of it
    assert said(client.get(f"/v1/recommendations/{item(1)}/status"), 200)["progress"] == "under_way"
    assert said(client.get(f"/v1/recommendations/{item(1)}"), 200)["status"]["progress"] == "under_way"


def test_many_who_ask_at_once_are_answered_by_one_look(
    engine: Engine, told: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(front_every=10)
    client = client_of(engine)
    said(client.get("/v1/summary"), 200)
    looks: list[Engine] = []
    look = kept.status_now

    def noted(engine: Engine, *asked: Any) -> Any:
        looks.append(engine)
        return look(engine, *asked)

    monkeypatch.setattr(kept, "status_now", noted)
    askers = [Asker(STATUS) for _ in range(200)]

    asked_at_once(client, askers)

    assert {one.status for one in askers} == {200}
    assert len(looks) == 1
