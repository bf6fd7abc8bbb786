"""Many writers and readers at once: the record grows without a gap, and nobody writes what was true before."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from api.core.principal import Principal
from api.publishing.verify import faults_of_record
from api.record.reader import begin
from api.workbench.release import Asked, release
from api.workbench.working_copies import find
from db.models.workbench import WorkingCopy
from db.session import reading, writing
from db.vocabulary import Grant, Role
from tests.conftest import said
from tests.writing.given import ITEM, NEWS, POST, UPDATES, history, officer, patch, public_updates, published

WRITERS, EACH = 8, 6


def test_changes_under_eight_writers_are_gap_free_and_in_order_for_a_reader(client: TestClient, engine: Engine) -> None:
    keys = [officer(engine) for _ in range(WRITERS)]
    published(client, keys[0])  # so that nothing is made for the first time by eight at once
    began = int(said(client.get("/v1/changes?limit=1"), 200)["head"])
    last, stop, seen = began + WRITERS * EACH, threading.Event(), []

    def write(number: int) -> list[int]:
        sequences = []
        for turn in range(EACH):
            body = NEWS | {"summary": f"{number}-{turn}", "publish": True}
            made = said(client.post(UPDATES, json=body, headers=keys[number]), 201)
            sequences.append(int(made["published"]["sequence"]))
        return sequences

    def read() -> None:
        after = began
        while after < last and not stop.is_set():
            answer = said(client.get(f"/v1/changes?after={after}&limit=200"), 200)
            got = [row["sequence"] for row in answer["items"]]
            assert got == list(range(after + 1, after + 1 + len(got)))  # never n+1 before n
            assert answer["head"] == (got[-1] if got else after)
            seen.extend(answer["items"])
            after = got[-1] if got else after

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(read)
        written = [pool.submit(write, number) for number in range(WRITERS)]
        try:
            sequences = [sequence for done in written for sequence in done.result(timeout=120)]
        except BaseException:
            stop.set()
            raise
        reader.result(timeout=120)

    assert sorted(sequences) == list(range(began + 1, last + 1))
    assert [row["sequence"] for row in seen] == list(range(began + 1, last + 1))
    moments = [row["published_at"] for row in seen]
    assert moments == sorted(set(moments))
    with reading(engine) as session:
        assert list(faults_of_record(session)) == []


@pytest.fixture
def waiting(engine: Engine, client: TestClient) -> tuple[dict[str, str], str]:
    """A key, and the id of a draft."""
    key = officer(engine)
    return key, said(client.post(UPDATES, json=NEWS, headers=key), 201)["id"]


def _publish_what_was_loaded(engine: Engine, id_: str, loaded: threading.Event, go: threading.Event) -> Any:
    """A writer that read the working copy, and then had to wait."""
    with writing(engine) as session:
        before = session.get(WorkingCopy, id_)
        assert before is not None
        stale, by = before.body, Principal(before.created_by, frozenset({Grant(Role.officer, POST)}))
        loaded.set()
        assert go.wait(60)
        record = begin(session)
        copy = find(record, by, "update", id_)
        assert copy.body != stale
        release(record, by, [copy], Asked())
        return copy.body


def test_a_writer_that_loaded_a_thing_before_it_changed_publishes_what_it_is_now(
    client: TestClient, engine: Engine, waiting: tuple[dict[str, str], str]
) -> None:
    key, id_ = waiting
    loaded, go = threading.Event(), threading.Event()

    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(_publish_what_was_loaded, engine, id_, loaded, go)
        assert loaded.wait(60)
        said(patch(client, key, id_, {"summary": "What it is now."}, '"1"'), 200)
        said(client.post(f"/v1/admin/updates/{id_}/publication", headers=key), 201)
        said(patch(client, key, id_, {"summary": "What it is now, too."}, '"3"'), 200)
        go.set()
        body = late.result(timeout=60)

    assert b"What it is now, too." in body
    assert public_updates(client)[id_]["summary"] == {"en": "What it is now, too."}


def test_two_publications_of_one_draft_publish_it_once(client: TestClient, waiting: tuple[dict[str, str], str]) -> None:
    key, id_ = waiting

    with ThreadPoolExecutor(8) as pool:
        address = f"/v1/admin/updates/{id_}/publication"
        answers = list(pool.map(lambda _: client.post(address, headers=key).status_code, range(8)))

    assert sorted(answers) == [201, *[409] * 7]
    assert [row["nature"] for row in history(client) if row["thing"]["id"] == id_] == ["news"]


def test_two_changes_with_one_tag_change_it_once(client: TestClient, waiting: tuple[dict[str, str], str]) -> None:
    key, id_ = waiting

    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda number: patch(client, key, id_, {"summary": f"{number}."}, '"1"').status_code,
                range(8),
            )
        )

    assert sorted(answers) == [200, *[412] * 7]


def test_one_idempotency_key_in_eight_hands_makes_one_update(client: TestClient, engine: Engine) -> None:
    key = officer(engine) | {"Idempotency-Key": "once"}
    published(client, officer(engine))  # so that nothing is made for the first time by eight at once

    def say(_: int) -> str:
        return str(said(client.post(UPDATES, json=NEWS | {"publish": True}, headers=key), 201)["id"])

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(say, range(8)))

    assert len(ids) == 1
    assert ids <= public_updates(client).keys()


def test_a_reader_sees_one_moment_while_others_write(client: TestClient, engine: Engine) -> None:
    key = officer(engine)
    with reading(engine) as session:
        before = list(faults_of_record(session))
        said(client.post(UPDATES, json=NEWS | {"publish": True}, headers=key), 201)
        assert before == list(faults_of_record(session)) == []
    assert history(client, ITEM)[0]["nature"] == "news"
