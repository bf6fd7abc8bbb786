"""A wrong clock dates nothing: publishing stops, until the clock is put right or an administrator says to go on."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from api.publishing.verify import faults_of_record
from api.scheduler import Clockwork
from db.clock import now
from db.models.audit import AuditEntry
from db.models.clock import ClockReading
from db.models.workbench import WorkingCopy
from db.session import open_engine, reading, writing
from db.vocabulary import Role
from tests.builders import clock
from tests.clock import jumped, rebooted, travel
from tests.commands import command
from tests.conftest import EXAMPLES, client_of, key_of, said
from tests.writing.given import ANYTOWN, ITEM, NEWS, POST, UPDATES, admin, draft, officer, published, stored
from tests.writing.misdated import CLOCK, LONG, RESUMPTION, TODAY, misdated

MICROSECOND = timedelta(microseconds=1)


def refused(client: TestClient, key: dict[str, str], engine: Engine) -> str:
    """What is said against publishing, of which nothing is stored."""
    before = stored(engine)
    answer = client.post(UPDATES, json=NEWS | {"publish": True}, headers=key)
    problem = said(answer, 503)
    assert problem["type"].endswith("/problems/clock-in-doubt")
    assert "Nothing was stored." in problem["detail"]
    assert "Retry-After" not in answer.headers
    assert stored(engine) == before
    return str(problem["detail"])


def at(client: TestClient, update_: Any) -> datetime:
    """When something was published, as everybody reads it."""
    (row,) = [one for one in changes(client) if one["thing"]["id"] == update_["id"]]
    return datetime.fromisoformat(row["published_at"])


def changes(client: TestClient) -> list[Any]:
    return list(said(client.get("/v1/changes?after=0&limit=1000"), 200)["items"])


@pytest.mark.parametrize("by", [LONG, -LONG, timedelta(seconds=62), -timedelta(seconds=62)])
def test_a_clock_that_is_set_stops_publishing_until_it_is_put_right(
    client: TestClient, engine: Engine, by: timedelta
) -> None:
    with travel(TODAY):
        key = officer(engine)
        published(client, key)
        with jumped(by):
            detail = refused(client, key, engine)
            waiting = draft(client, key)
            said(client.get(f"/v1/admin/updates/{waiting['id']}/preview", headers=key), 200)
            said(client.get(f"/v1/recommendations/{ITEM}"), 200)
        assert f"set {'forward' if by > timedelta() else 'back'} by" in detail
        assert "`assembly-tracker clock --go-on`" in detail
        assert f"`POST http://127.0.0.1:8000{RESUMPTION}`" in detail

        at_once = published(client, key)

        assert abs(at(client, at_once) - now()) < timedelta(minutes=1)


def test_small_corrections_are_followed_and_hardly_ever_written(client: TestClient, engine: Engine) -> None:
    key = officer(engine)

    def noted() -> tuple[int, datetime]:
        with reading(engine) as session:
            row = session.scalars(select(ClockReading)).one()
            return row.ahead, row.noted_at

    with travel(TODAY):
        published(client, key)
        before = noted()
        with jumped(timedelta(milliseconds=900)):
            published(client, key)
            assert noted() == before
        with jumped(timedelta(seconds=40)):
            published(client, key)
            assert noted() != before
            with jumped(timedelta(seconds=40)):
                published(client, key)
        refused(client, key, engine)


def test_sleep_and_travel_are_no_jump_and_a_boot_is_believed_at_first(client: TestClient, engine: Engine) -> None:
    key = officer(engine)
    for later in (TODAY, TODAY + LONG):
        with travel(later):
            published(client, key)
    with rebooted(TODAY + LONG + timedelta(hours=1)):
        published(client, key)
        with jumped(timedelta(hours=1)):
            refused(client, key, engine)


def test_a_record_that_ends_in_the_future_stops_publishing(client: TestClient, engine: Engine) -> None:
    with travel(TODAY, tick=False):
        key = misdated(client, engine)

        detail = refused(client, key, engine)

        assert detail.startswith(
            "The record ends at 2027-09-27 09:00:00 UTC, 300 days ahead of this machine's clock, which says 2026-12-01"
            " 09:00:00 UTC: one of them is wrong."
        )
    with travel(TODAY + LONG - timedelta(seconds=59)):
        published(client, key)


def test_every_process_on_the_database_sees_the_same(client: TestClient, engine: Engine) -> None:
    other = open_engine(engine.url.render_as_string(hide_password=False))
    with travel(TODAY):
        key = officer(engine)
        with jumped(LONG):
            assert refused(client, key, engine) == refused(client_of(other), key, other)
            said(client_of(other).post(RESUMPTION, headers=admin(other)), 201)
            published(client, key)
    other.dispose()


def test_after_a_jump_an_administrator_says_to_go_on(client: TestClient, engine: Engine) -> None:
    with travel(TODAY, tick=False):
        key, chief = officer(engine), admin(engine)
        published(client, key)
        said(client.post(RESUMPTION, headers=chief), 409)
        with jumped(timedelta(days=2)):
            said(client.post(RESUMPTION, headers=key), 403)
            refused(client, key, engine)
            gone_on = said(client.post(RESUMPTION, headers=chief), 201)
            assert (gone_on["in_doubt"], gone_on["follows"], gone_on["jumped"]) == (False, False, 0)
            assert at(client, published(client, key)) == now()
        # It was wrong, after all: set back, it is in doubt again.
        assert "set back by 2 days" in refused(client, key, engine)
    with reading(engine) as session:
        (row,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "go_on"))
        assert (row.type, row.thing, row.actor > 0) == ("clock", "clock", True)


def test_then_times_follow_by_microseconds_until_real_time_has_passed(client: TestClient, engine: Engine) -> None:
    with travel(TODAY):
        key = misdated(client, engine)
        chief = admin(engine)
        seen = said(client.get(CLOCK, headers=chief), 200)
        assert (seen["in_doubt"], seen["follows"]) == (True, False)
        assert abs(seen["ahead"] - LONG.total_seconds()) < 60
        end = datetime.fromisoformat(seen["published_at"])

        assert said(client.post(RESUMPTION, headers=chief), 201)["follows"] is True

        times = [at(client, published(client, key)) for _ in range(3)]
        assert times == [end + number * MICROSECOND for number in (1, 2, 3)]
        with jumped(timedelta(hours=1)):
            refused(client, key, engine)
    with travel(end + timedelta(hours=1)):
        last = at(client, published(client, key))
        assert last > end + timedelta(minutes=59)
        assert said(client.get(CLOCK, headers=admin(engine)), 200)["follows"] is False
    sequences = [row["sequence"] for row in changes(client)]
    assert sequences == list(range(1, len(sequences) + 1))
    moments = [row["published_at"] for row in changes(client)]
    assert moments == sorted(moments)
    with reading(engine) as session:
        assert list(faults_of_record(session)) == []


def test_going_on_covers_no_second_jump_further_ahead(client: TestClient, engine: Engine) -> None:
    with travel(TODAY, tick=False):
        key = misdated(client, engine)
        said(client.post(RESUMPTION, headers=admin(engine)), 201)
        published(client, key)
        with rebooted(TODAY + LONG + timedelta(days=1)):
            published(client, key)

        assert "301 days ahead" in refused(client, key, engine)


def test_going_on_after_a_jump_covers_no_record_that_ends_in_the_future_later(
    client: TestClient, engine: Engine
) -> None:
    with travel(TODAY):
        key = officer(engine)
        published(client, key)
        with jumped(timedelta(hours=1)):
            said(client.post(RESUMPTION, headers=admin(engine)), 201)
    with rebooted(TODAY - timedelta(days=5)):
        refused(client, key, engine)


def test_lists_and_past_days_are_right_while_times_follow(client: TestClient, engine: Engine) -> None:
    lists = f"/v1/recommendations?assembly={ANYTOWN}"
    with travel(TODAY):
        by_the_clock = f"{lists}&schedule=no_date&schedule=not_due&schedule=due_soon&schedule=late"
        before = said(client.get(by_the_clock), 200)["items"]
        key = misdated(client, engine)
        said(client.post(RESUMPTION, headers=admin(engine)), 201)
        assert [one["id"] for one in said(client.get(by_the_clock), 200)["items"]] == [one["id"] for one in before]
        news = published(client, key, summary="Three streets are open.")

        assert [one["id"] for one in said(client.get(by_the_clock), 200)["items"]] == [one["id"] for one in before]
        summary = said(client.get(f"/v1/summary?assembly={ANYTOWN}"), 200)
        assert sum(summary["axes"]["schedule"].values()) == sum(summary["axes"]["progress"].values())
        found, address = [], f"{lists}&sort=-updated&limit=3"
        while address:
            page = said(client.get(address), 200)
            found += [one["id"] for one in page["items"]]
            address = page["next"] or ""
        assert len(found) == len(set(found)) == said(client.get(f"{lists}&total=true"), 200)["total"]
        assert found[0] == ITEM
        assert news["id"] in client.get(f"/v1/recommendations/{ITEM}").text
        assert news["id"] not in client.get(f"/v1/recommendations/{ITEM}?as_of=2026-11-30").text
    with travel(TODAY + timedelta(days=3)):
        assert news["id"] not in client.get(f"/v1/recommendations/{ITEM}?as_of=2026-12-02").text
    with travel(TODAY + LONG + timedelta(days=2)):
        assert news["id"] in client.get(f"/v1/recommendations/{ITEM}?as_of=2027-09-27").text


def test_what_waits_for_its_time_goes_on_waiting_and_nobody_is_sent_it_back(client: TestClient, engine: Engine) -> None:
    chief = admin(engine)
    with clock("2026-12-01"):
        key = officer(engine)
        good, bad = draft(client, key), draft(client, key)
        for one in (good, bad):
            said(
                client.post(
                    f"/v1/admin/updates/{one['id']}/publication", json={"at": "2026-12-02T18:00:00Z"}, headers=key
                ),
                201,
            )
    with writing(engine) as session:  # the record does not take it any more
        copy = session.get_one(WorkingCopy, bad["id"])
        copy.body = json.dumps(json.loads(copy.body) | {"about": "anytown-streets-2025-none"}).encode()
    works = Clockwork(engine, lambda: False)

    def states() -> list[str]:
        pages = [said(client.get(f"/v1/admin/updates/{one['id']}", headers=chief), 200) for one in (good, bad)]
        return [one["state"] for one in pages]

    with clock("2026-12-01T13:00:00"), jumped(LONG):
        works.tick()
        assert states() == ["scheduled", "scheduled"]
    with clock("2026-12-02T19:00:00"):
        works.tick()
        assert states() == ["clean", "draft"]


def test_by_a_clock_in_doubt_nothing_is_forgotten_and_nobody_reminded(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("api.scheduler.remind", lambda *args: asked.append(args))
    with clock("2026-12-01"):
        key_of(engine, Role.officer, POST, days=1)
    works = Clockwork(engine, lambda: False)
    before = stored(engine)

    with clock("2026-12-01T13:00:00"), capture_logs() as logs:
        with jumped(3 * LONG):
            works.tick()
            works.tick()
        works.tick()

    assert asked == []
    assert stored(engine) == before
    assert [line["event"] for line in logs] == ["clock in doubt", "forgot", "the clock is believed again"]
    assert "set forward by 900 days" in logs[0]["why"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_commands_refuse_in_the_same_words(engine: Engine, tmp_path: Path) -> None:
    document = tmp_path / "document.json"
    document.write_bytes((EXAMPLES / f"{ANYTOWN}.json").read_bytes().replace(b"Head of Parks", b"Head of Green"))
    elections = tmp_path / "elections.csv"
    elections.write_text(
        "election_id,organisation,notice_of_election,polling_day,name\n"
        "local.anytown.2099-05-07,anytown,2099-03-25,2099-05-07,Local elections\n"
    )
    with writing(engine) as session:  # as if the clock had been set since
        session.execute(update(ClockReading).values(ahead=ClockReading.ahead - 3 * 86_400 * 10**6))
    before = stored(engine)
    commands = (["clock"], ["publish-due"], ["forget"], ["remind"], ["import", document], ["holds", elections])

    for words in commands:
        done = command(engine, *words, TRACKER_SMTP_URL="smtp://127.0.0.1:1")
        assert done.returncode == 1, words
        assert b"This machine's clock was set forward by 3 days since it was last noted" in done.stderr, words
        assert b"`assembly-tracker clock --go-on`" in done.stderr
    assert stored(engine) == before

    assert command(engine, "clock", "--go-on") == (0, b"The clock is believed.\n", b"")
    assert [command(engine, word).returncode for word in ("clock", "publish-due")] == [0, 0]
