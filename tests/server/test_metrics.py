"""What is measured is told at an address of its own, for all processes, as Prometheus reads it."""

import itertools
import json
import os
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.pages.markdown import FOLDER
from tests.conftest import client_of, said
from tests.forked import Forked
from tests.served import COMMAND, environment, free_port, started, until
from tests.server.locks import locked
from tests.writing.given import ITEM, NEWS, UPDATES, draft, officer, published

as_one_database = pytest.mark.parametrize("database", ["sqlite"])
STATUS = f"/v1/recommendations/{ITEM}/status"
# Of a name, what Prometheus makes of a histogram or a summary.
PARTS = ("_bucket", "_sum", "_count")


class Watched:
    """A server, where it answers, and what is measured of it."""

    def __init__(self, address: str, port: int) -> None:
        self.address, self.told = address, f"http://127.0.0.1:{port}/metrics"
        self.http = httpx2.Client(headers={"Connection": "close"}, timeout=60)

    def get(self, path: str) -> int:
        return int(self.http.get(self.address + path).status_code)

    def samples(self) -> dict[str, list[tuple[dict[str, str], float]]]:
        answer = self.http.get(self.told)
        assert answer.status_code == 200
        found: dict[str, list[tuple[dict[str, str], float]]] = {}
        for family in text_string_to_metric_families(answer.text):
            for sample in family.samples:
                found.setdefault(sample.name, []).append((sample.labels, sample.value))
        return found

    def value(self, name: str, **labels: str) -> float:
        """The sum of what has these labels; 0 where nothing has."""
        found = self.samples().get(f"assembly_tracker_{name}", [])
        return sum(value for has, value in found if labels.items() <= has.items())

    def comes_to(self, name: str, value: float, **labels: str) -> None:
        """Look until it is so: each process hands on what it counted every second."""
        until(lambda: self.value(name, **labels) == value)


@pytest.fixture
def watched(engine: Engine) -> Iterator[Watched]:
    port = free_port()
    with started(engine, TRACKER_METRICS=f"127.0.0.1:{port}", TRACKER_LIMIT_COMPOSED="3") as server:
        found = Watched(server.address, port)
        until(lambda: _answers(found))
        yield found


def _warm(watched: Watched) -> None:
    """Ask until where the record ends was found out, as nothing is kept before, and until all that is counted."""
    asked = itertools.count(1)
    until(lambda: watched.get("/codelists") == 200 and next(asked) > 0 and watched.value("front_kept") == 1)
    watched.comes_to("front_answers_total", next(asked) - 1)


def _answers(watched: Watched) -> bool:
    try:
        watched.http.get(watched.told)
    except httpx2.TransportError:
        return False
    return True


@as_one_database
def test_each_answer_is_counted_by_its_route_and_never_by_its_path(watched: Watched) -> None:
    _warm(watched)
    made, given = (watched.value("front_answers_total", how=how) for how in ("made", "hit"))
    for number in range(6):
        assert watched.get(STATUS) == watched.get(f"/cy/recommendations/{ITEM}") == 200
        assert watched.get(f"/nowhere-{number}") == watched.get(f"/recommendations/nothing-{number}") == 404
    tag = {"If-None-Match": watched.http.get(watched.address + STATUS).headers["etag"]}
    assert watched.http.get(watched.address + STATUS, headers=tag).status_code == 304
    assert watched.http.request("BREW", watched.address + "/coffee").status_code == 404
    assert watched.http.post(watched.address + UPDATES, json=NEWS).status_code == 401

    status = {"route": "/v1/recommendations/{id}/status", "method": "GET"}
    watched.comes_to("requests_total", 7, status="2xx", **status)
    watched.comes_to("requests_total", 1, status="3xx", **status)
    assert watched.value("requests_total", route="/recommendations/{id}", status="2xx") == 6
    assert watched.value("requests_total", route="/recommendations/{id}", status="4xx") == 6
    assert watched.value("requests_total", route="none", method="GET") == 6
    assert watched.value("requests_total", route="none", method="other") == 1
    assert {labels["route"] for labels, _ in watched.samples()["assembly_tracker_requests_total"]} <= {
        "none",
        "/recommendations/{id}",
        status["route"],
        *(labels["route"] for labels, _ in watched.samples()["assembly_tracker_route_seconds_count"]),
    }
    assert watched.value("requests_total", method="POST", status="4xx") == 1
    assert watched.value("request_seconds_count", side="work") == 1
    # The status was read once, and given seven times; the page was made once, and given five times.
    assert watched.value("front_answers_total", how="read") == 1
    assert watched.value("front_answers_total", how="hit") == given + 7 + 5
    assert watched.value("front_answers_total", how="made") == made + 1 + 6 + 6
    assert watched.value("route_seconds_count", route="/recommendations/{id}") == 1 + 6
    assert watched.value("front_kept") == 1 + 2
    assert watched.value("front_bytes") > 10_000


def test_what_stands_and_who_waits(watched: Watched, engine: Engine) -> None:
    client, key = client_of(engine), officer(engine)
    before = watched.value("record_sequence")
    published(client, key)
    assert watched.value("record_sequence") == before + 1
    assert watched.value("scheduled") == 0
    later = f"/v1/admin/updates/{draft(client, key)['id']}/publication"
    said(client.post(later, json={"at": "2030-01-01T00:00:00Z"}, headers=key), 201)
    assert watched.value("scheduled") == 1
    assert watched.value("database_up") == watched.value("ready") == watched.value("index_current") == 1
    assert watched.value("scheduler_last_run_timestamp_seconds") > 1_700_000_000

    with ThreadPoolExecutor(3) as writers:
        with locked(engine):
            for _ in range(3):
                writers.submit(watched.http.post, watched.address + UPDATES, json=NEWS, headers=key)
            watched.comes_to("waiting", 3, queue="writers")
            waiting_since = time.monotonic()
            while time.monotonic() < waiting_since + 1:
                assert watched.value("waiting", queue="writers") == 3
        watched.comes_to("waiting", 0, queue="writers")
    waited = watched.value("write_lock_wait_seconds_count") - watched.value("write_lock_wait_seconds_bucket", le="0.5")
    assert waited >= 1


@as_one_database
def test_what_is_refused_and_that_the_database_is_away(watched: Watched, engine: Engine) -> None:
    days = [f"/recommendations/{ITEM}?as_of=2025-06-0{day}" for day in range(1, 6)]
    assert [watched.get(day) for day in days] == [404, 404, 404, 429, 429]
    assert watched.value("refused_total", policy="composed") == 2

    file = Path(engine.url.database or "")
    elsewhere = file.with_name("elsewhere")
    file.rename(elsewhere)
    assert (watched.value("database_up"), watched.value("ready")) == (0, 0)
    assert "assembly_tracker_record_sequence" not in watched.samples()
    assert watched.get("/v1/codelists") == 200
    assert watched.get("/v1/projects?limit=7") == 503
    assert watched.value("database_unavailable_total", why="away") == 1
    elsewhere.rename(file)
    assert (watched.value("database_up"), watched.value("ready")) == (1, 1)


@as_one_database
@pytest.mark.parametrize("killed", [0, 1])
def test_processes_count_together_and_one_answers_for_all_whichever_ends(engine: Engine, killed: int) -> None:
    port = free_port()
    with started(engine, "--workers", "2", anew=killed == 0, TRACKER_METRICS=f"127.0.0.1:{port}") as server:
        watched = Watched(server.address, port)
        until(lambda: _answers(watched))
        watched.comes_to("processes", 2)
        for _ in range(40):
            assert watched.get(STATUS) == 200
        watched.comes_to("requests_total", 40, route="/v1/recommendations/{id}/status")
        assert watched.value("front_kept") in {1, 2}

        before = server.workers
        os.kill(before[killed], signal.SIGKILL)
        until(lambda: len({*server.workers} - {*before}) == 1 and len(server.workers) == 2)
        until(lambda: _answers(watched))
        watched.comes_to("processes", 2)
        assert watched.value("requests_total", route="/v1/recommendations/{id}/status") == 40
        assert watched.get("/metrics") == 404


@as_one_database
def test_without_the_setting_nothing_is_told_and_none_of_the_public(engine: Engine) -> None:
    with started(engine) as server:
        assert httpx2.get(f"{server.address}/metrics").status_code == 404
        assert not [line for line in server.lines if '"metrics"' in line]


@as_one_database
def test_the_address_is_one_of_its_own(engine: Engine) -> None:
    with started(engine) as server:
        taken = server.address.removeprefix("http://")
        for port, address, why in (
            (free_port(), taken, "nothing can listen at"),
            (9100, "127.0.0.1:9100", "a port of its own"),
            (free_port(), "9100", "HOST:PORT"),
        ):
            words = [COMMAND, "serve", "--port", port]
            with Forked(words, environment(engine) | {"TRACKER_METRICS": address}) as refused:
                told = refused.stderr.read()
            assert (refused.returncode, why in told) == (1, True), told


def names(expression: str) -> set[str]:
    return set(re.findall(r"assembly_tracker_\w+", expression))


@as_one_database
def test_the_dashboard_and_the_alerts_ask_for_what_there_is(watched: Watched) -> None:
    for day in range(1, 6):
        watched.get(f"/recommendations/{ITEM}?as_of=2025-06-0{day}")
    watched.comes_to("front_kept", 0)
    dashboard = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
    rules = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked += [rule["expr"] for rule in rules]

    there = {*watched.samples(), "assembly_tracker_database_unavailable_total"}  # of which nothing was counted yet
    assert set().union(*map(names, asked)) <= there
    families = {re.sub(f"({'|'.join(PARTS)})$", "", name) for name in there}
    guide = (FOLDER / "watching.md").read_text(encoding="utf-8")
    told = {
        f"assembly_tracker_{name}"
        for row in re.findall(r"^\| (`.*?) \|", guide, re.MULTILINE)
        for name in row.split("`")[1::2]
    }
    ours = {name for name in families if name.startswith("assembly_tracker_") and not name.endswith("_created")}
    assert told == ours
    for rule in rules:
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}


@as_one_database
def test_they_are_served_with_the_guide(client: TestClient) -> None:
    for name in ("alerts.yml", "dashboard.json"):
        assert f'href="/docs/{name}"' in client.get("/docs/watching").text
        assert client.get(f"/docs/{name}").text == (FOLDER / name).read_text(encoding="utf-8")
