"""Personal data goes when it is past its time; what was done, when and by which number stays."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, LargeBinary, Text, text
from starlette.testclient import TestClient

import db.models  # noqa: F401 - so that every table is known
from api.privacy.forget import REMOVERS, forget
from api.retention.retention import NOT_PERSONAL, TABLE
from api.scheduler import running
from api.schemas.kinds import KINDS
from api.settings import Settings, settings
from api.text.catalogue import messages
from api.text.localizer import localizer
from db.base import Base
from db.vocabulary import Grant, Role
from tests.builders import clock
from tests.conftest import application, key_of, said, signed_in
from tests.writing.given import ITEM, POST, UPDATES, draft, stored
from tests.writing.test_command_line import run

NAME = "Zyxwvut Roe"  # a name that stands nowhere else
BEGAN = "2027-01-01"
KEYS, HOLDINGS, HANDOVER = "/v1/admin/keys", f"/v1/admin/posts/{POST}/holdings", f"/v1/admin/posts/{POST}/handover"


@pytest.fixture
def admin(engine: Engine) -> Iterator[dict[str, str]]:
    """The header of an administrator, on the day it all begins."""
    with clock(BEGAN):
        yield key_of(engine, Role.admin, days=3650)


def after(days: int) -> AbstractContextManager[None]:
    """So many days after it began."""
    return clock((date.fromisoformat(BEGAN) + timedelta(days=days)).isoformat())


def holding_rows(engine: Engine, word: str) -> set[str]:
    """The columns in which a word stands."""
    with engine.connect() as connection:
        return {
            str(column)
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, Text | LargeBinary)
            for (value,) in connection.execute(text(f'SELECT "{column.name}" FROM {table.name}'))  # noqa: S608 - ours
            if word.encode() in (bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode())
        }


def trail(client: TestClient, admin: dict[str, str]) -> list[Any]:
    return list(said(client.get("/v1/admin/audit?limit=200", headers=admin), 200)["items"])


def test_an_address_goes_and_the_entry_stays(client: TestClient, engine: Engine, admin: dict[str, str]) -> None:
    draft(client, key_of(engine, Role.officer, POST))
    before = trail(client, admin)
    assert {entry["address"] for entry in before} == {"testclient"}

    with after(90):
        assert forget(engine)["addresses"] == 0
    with after(91):
        assert forget(engine)["addresses"] == len(before)
        assert forget(engine)["addresses"] == 0
        assert trail(client, admin) == [entry | {"address": ""} for entry in before]


@pytest.mark.parametrize(("revoked", "last"), [(False, 30 + 365), (True, 365)])
def test_the_name_of_a_key_goes_a_year_after_it_ended(
    client: TestClient, engine: Engine, admin: dict[str, str], revoked: bool, last: int
) -> None:
    body = {"role": "officer", "covers": [POST], "holder": NAME, "days": 30}
    made = said(client.post(KEYS, json=body, headers=admin), 201)
    work = draft(client, {"Authorization": f"Bearer {made['secret']}"})
    if revoked:
        said(client.post(f"{KEYS}/{made['number']}/revocation", headers=admin), 201)

    with after(last):
        assert forget(engine)["keys"] == 0
        assert holding_rows(engine, NAME) == {"people.name"}
    with after(last + 1):
        assert forget(engine)["keys"] == 1
        assert holding_rows(engine, NAME) == set()
        kept = said(client.get(f"{KEYS}/{made['number']}", headers=admin), 200)
        assert (kept["holder"], kept["covers"]) == ("", [POST])
        assert kept in said(client.get(KEYS, headers=admin), 200)["items"]
        (entry,) = [entry for entry in trail(client, admin) if entry["thing"]["id"] == work["id"]]
        assert entry["by"] == {"actor": made["number"], "kind": "key", "holder": ""}
        said(client.get(f"/v1/admin/updates/{work['id']}", headers=admin), 200)


def test_the_name_of_a_holder_goes_a_year_after_they_left(
    client: TestClient, engine: Engine, admin: dict[str, str]
) -> None:
    said(client.post(HANDOVER, json={"to": NAME, "on": BEGAN}, headers=admin), 201)
    with after(100):
        leaves = {"holder": NAME, "to": "Alex Poole", "on": "2027-04-11"}
        said(client.post(HANDOVER, json=leaves, headers=admin), 201)

    with after(100 + 365):
        assert forget(engine)["holdings"] == 0
    with after(100 + 366):
        assert forget(engine)["holdings"] == 1
        assert holding_rows(engine, NAME) == set()
        left, here = said(client.get(HOLDINGS, headers=admin), 200)["items"]
        assert left == {"holder": "", "begins": BEGAN, "ends": "2027-04-11"}
        assert (here["holder"], here["begins"]) == ("Alex Poole", "2027-04-11")
        people = said(client.get("/v1/admin/people", headers=admin), 200)["items"]
        assert (here["person"], "Alex Poole") in {(one["number"], one["name"]) for one in people}


def test_an_account_goes_a_year_after_its_last_session(
    client: TestClient, engine: Engine, admin: dict[str, str]
) -> None:
    signed_in(engine, NAME, Grant(Role.officer, POST))
    assert holding_rows(engine, NAME) == {"people.name", "accounts.subject", "accounts.login"}

    with after(366):
        assert forget(engine)["accounts"] == 0
    with after(367):
        assert forget(engine)["accounts"] == 1
        assert holding_rows(engine, NAME) == set()
        assert said(client.get("/v1/admin/accounts", headers=admin), 200)["items"] == []


def test_what_was_taken_from_an_account_stays_taken(client: TestClient, engine: Engine, admin: dict[str, str]) -> None:
    number = signed_in(engine, NAME)
    said(client.post(f"/v1/admin/accounts/{number}/disabling", headers=admin), 201)

    with after(366):
        assert forget(engine)["accounts"] == 1
        assert holding_rows(engine, NAME) == {"accounts.subject"}
        kept = said(client.get(f"/v1/admin/accounts/{number}", headers=admin), 200)
        assert (kept["holder"], kept["login"]) == ("", "")
        assert kept["disabled_at"]
        assert forget(engine)["accounts"] == 0


def test_an_account_that_counts_as_holding_something_stays(
    client: TestClient, engine: Engine, admin: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "account_days", 1000)
    number = signed_in(engine, NAME)

    with after(999):
        assert forget(engine)["accounts"] == 0
        assert said(client.get(f"/v1/admin/accounts/{number}", headers=admin), 200)["holder"] == NAME


def test_repeats_are_remembered_for_a_week(client: TestClient, engine: Engine, admin: dict[str, str]) -> None:
    once = admin | {"Idempotency-Key": "zyxwvut"}
    body = {"progress": "under_way", "summary": "Two of the five streets are open."}
    said(client.post(UPDATES, json=body, headers=once), 201)

    with after(7):
        assert forget(engine)["repeats"] == 0
    with after(8):
        assert forget(engine)["repeats"] == 1
        assert holding_rows(engine, "zyxwvut") == set()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_name_is_in_no_file_of_the_database(client: TestClient, engine: Engine, admin: dict[str, str]) -> None:
    key_of(engine, Role.officer, POST, days=1)
    said(client.post(HANDOVER, json={"to": NAME, "on": BEGAN}, headers=admin), 201)
    said(client.post(KEYS, json={"role": "admin", "holder": NAME, "days": 1}, headers=admin), 201)
    signed_in(engine, NAME)
    said(client.post(HANDOVER, json={"holder": NAME, "to": "Alex Poole", "on": BEGAN}, headers=admin), 201)

    def files() -> list[str]:
        folder = Path(str(engine.url.database)).parent
        return [file.name for file in folder.iterdir() if NAME.encode() in file.read_bytes()]

    assert files()
    with after(400):
        forget(engine)

    assert files() == []


def test_the_command_says_how_many_of_each(engine: Engine) -> None:
    with clock("2020-01-01"):
        key_of(engine, Role.officer, POST, days=1)
    before = stored(engine)

    trial = run(engine, "forget", "--dry-run").stdout.decode().splitlines()
    assert holding_rows(engine, "a test") == {"people.name"}
    told = run(engine, "forget").stdout.decode().splitlines()

    assert trial == [f"{name}: {int(name == 'keys')} would be removed" for name in REMOVERS]
    assert told == [f"{name}: {int(name == 'keys')} removed" for name in REMOVERS]
    assert holding_rows(engine, "a test") == set()
    # PostgreSQL has a purge to do, until its tables are rewritten.
    assert stored(engine) | {"purges": 0} == before | {"people": 0}  # the one row that holds a name


def test_the_running_server_forgets(engine: Engine) -> None:
    with clock("2020-01-01"):
        key_of(engine, Role.officer, POST, days=1)

    with running(engine, 3600, lambda: True):
        pass

    assert holding_rows(engine, "a test") == set()


def test_the_page_says_what_is_held_here_in_both_languages(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "keep_addresses_days", 45)

    answers = [client.get("/personal-data", params={"lang": language}) for language in ("en", "cy")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.headers["content-type"] for answer in answers] == ["text/html; charset=utf-8"] * 2
    english, welsh = (answer.text for answer in answers)
    for name in TABLE:
        assert localizer("en").t(f"personal.{name}_what") in english
        assert localizer("cy").t(f"personal.{name}_what") in welsh
    assert "45 days from the act." in english
    assert "45 diwrnod o’r weithred." in welsh
    assert "365 days" in english
    assert "{n}" not in english + welsh


def test_whatever_has_a_time_has_what_removes_it() -> None:
    timed = {name for name, kept in TABLE.items() if kept.days is not None}

    assert timed == REMOVERS.keys()
    for name, kept in TABLE.items():
        assert not isinstance(kept.days, str) or kept.days in Settings.model_fields
        forms = messages("en")[f"personal.{name}_how_long"].forms
        assert all("{n}" in form for form in forms) == (kept.days is not None)


def test_whatever_has_no_time_has_a_door_that_is_an_operation(client: TestClient) -> None:
    operations = {
        f"{method.upper()} {path}" for path, methods in application().openapi()["paths"].items() for method in methods
    }
    english, welsh = (client.get("/personal-data", params={"lang": language}).text for language in ("en", "cy"))

    for name, kept in TABLE.items():
        assert (kept.days is None) == bool(kept.door), name
        assert {kept.door.replace("{kind}", kind.plural) for kind in KINDS if kept.door} <= operations, name
        assert kept.door in english
        assert kept.door in welsh


def test_every_private_column_is_in_the_table_or_about_nobody() -> None:
    public = {"db.models.record", "db.models.index"}
    found = {
        f"{mapper.local_table.name}.{column.name}"
        for mapper in Base.registry.mappers
        if mapper.class_.__module__ not in public
        for column in mapper.local_table.columns
        if isinstance(column.type, Text | LargeBinary)
    }
    named = {column for kept in TABLE.values() for column in kept.columns}

    assert found <= named | NOT_PERSONAL
    assert not named & NOT_PERSONAL
    assert found >= NOT_PERSONAL
    everything = {f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns}
    assert named <= everything


def test_what_somebody_made_can_be_read_when_their_name_is_gone(
    client: TestClient, engine: Engine, admin: dict[str, str]
) -> None:
    officer = key_of(engine, Role.officer, POST, days=1)
    waiting = draft(client, officer)
    with after(400):
        forget(engine)

        said(client.get(f"/v1/admin/updates/{waiting['id']}", headers=admin), 200)
        later = key_of(engine, Role.officer, POST)
        said(client.post(f"/v1/admin/updates/{waiting['id']}/publication", headers=later), 201)
        assert waiting["id"] in {one["id"] for one in said(client.get(f"/v1/recommendations/{ITEM}"), 200)["updates"]}
