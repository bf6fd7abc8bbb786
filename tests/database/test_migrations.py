"""Migrations, on both databases, and what `verify` finds in a record that somebody got at."""

import json
from datetime import UTC, date, datetime
from typing import Any

import alembic.command
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, inspect, select, text

from api.http.readiness import what_is_wrong
from api.publishing.remaking import remake
from api.publishing.verify import faults_of_record
from api.sign_in.people import meant_or_new
from db import migrations
from db.guards import POSTGRESQL_GUARDS, SQLITE_GUARDS, missing_guards, tampering_refused
from db.models.access import Actor, Holding
from db.models.reminders import AnswerToken
from db.session import begin_write, reading, writing
from db.vocabulary import Role
from tests.conftest import client_of, key_of, load_examples, migrate, said
from tests.writing.given import ANYTOWN, ASSEMBLIES, draft, example, exported, load, one, part


def _faults(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(faults_of_record(session))


def test_there_is_one_head() -> None:
    scripts = ScriptDirectory.from_config(migrations.config())
    assert scripts.get_heads() == migrations.known()[-1:]
    assert sorted(script.revision for script in scripts.walk_revisions()) == migrations.known()


def test_up_down_to_nothing_and_up_again(empty: Engine) -> None:
    for _ in range(2):
        migrate(empty, "base", down=True)
        assert inspect(empty).get_table_names() == ["alembic_version"]
        assert what_is_wrong(empty)
        migrate(empty)
        assert what_is_wrong(empty) is None
        with empty.connect() as connection:
            assert missing_guards(connection) == []
            assert tampering_refused(connection)
    load_examples(empty)
    assert _faults(empty) == []


def test_the_migrations_make_what_the_models_say(empty: Engine) -> None:
    config = migrations.config()
    with empty.connect() as connection:
        config.attributes["connection"] = connection
        alembic.command.check(config)


def test_keys_and_drafts_come_through_the_tables_made_anew(before: Engine) -> None:
    """The workbench as the first migration had it, with a key that covers two posts, an administrator and a draft."""
    engine = before
    client = client_of(engine)
    officer = key_of(engine, Role.officer, "anytown-head-of-streets", "anytown-head-of-parks")
    admin = key_of(engine, Role.admin)
    made = draft(client, officer | {"Idempotency-Key": "once"})

    migrate(engine, "0001", down=True)
    with engine.connect() as connection:
        keys = connection.execute(text("SELECT role, holder FROM keys ORDER BY id")).all()
        covers = list(connection.scalars(text("SELECT thing FROM key_covers ORDER BY thing")))
    migrate(engine)

    assert [tuple(key) for key in keys] == [("officer", "a test"), ("admin", "a test")]
    assert covers == ["anytown-head-of-parks", "anytown-head-of-streets"]
    kept = said(client.get(f"/v1/admin/updates/{made['id']}", headers=officer), 200)
    assert kept == made
    assert draft(client, officer | {"Idempotency-Key": "once"}) == made
    said(client.get("/v1/admin/erasures", headers=admin), 200)
    assert key_of(engine, Role.admin)["Authorization"] not in {officer["Authorization"], admin["Authorization"]}
    list(remake(engine))
    assert _faults(engine) == []


def test_names_become_people_and_names_again(empty: Engine) -> None:
    """Keys, an account, holders and a mailbox that answered, as they were before people had rows of their own."""
    migrate(empty, "0006", down=True)
    at, later, begins = datetime(2026, 1, 2, 3, tzinfo=UTC), datetime(2026, 3, 3, 3, tzinfo=UTC), date(2026, 1, 1)
    names = ["Ann O'First", "ann  o’FIRST", "Bo Second", "", "streets@x.example", "Sam Roe"]
    held_by = [("p", "Ann O'First", None), ("p", "ANN O'FIRST", None), ("p", "Bo Second", at.date())]
    token = {"secret_hash": "x", "number": 1, "recipient": "x@x.example", "post": "p", "about": "a", "kind": "update"}
    audit = {"actor": 0, "address": "", "request": "", "type": "post", "organisation": "", "reason": ""}
    account = {"issuer": "i", "subject": "s", "login": "sam@x.example", "created_at": at, "seen_at": at}
    kinds = ["key"] * 5 + ["account"]
    rows: dict[str, list[dict[str, Any]]] = {
        "actors": [{"id": n, "kind": kind, "holder": names[n]} for n, kind in enumerate(kinds)],
        "keys": [{"id": n, "secret_hash": f"hash{n}", "created_at": at, "expires_at": later} for n in range(4)],
        "accounts": [account | {"id": 5, "ends_at": later}],
        "holdings": [
            {"id": n, "post": post, "holder": name, "begins": begins, "ends": ends}
            for n, (post, name, ends) in enumerate([*held_by, ("q", "SAM@x.example", None)], 20)
        ],
        "audit_entries": [audit | {"id": 1, "at": at, "action": "hand_over", "thing": "p"}],
        "answer_tokens": [token | {"due": begins, "expires_at": later}],
    }
    with empty.begin() as connection:
        for name, values in rows.items():
            connection.execute(Table(name, MetaData(), autoload_with=connection).insert(), values)
    migrate(empty)

    with reading(empty) as session:
        actors = list(session.scalars(select(Actor).order_by(Actor.id)))
        assert [(one.holder, one.person) for one in actors] == [
            ("Ann O'First", 1),
            ("Ann O'First", 1),
            ("Bo Second", 2),
            ("", None),
            ("streets@x.example", None),
            ("SAM@x.example", 3),  # as the post knew them, by their login
        ]
        held = list(session.scalars(select(Holding).order_by(Holding.id)))
        assert [(one.id, one.person, one.noted_at.year) for one in held] == [
            (20, 1, 2026),
            (22, 2, 2026),
            (23, 3, 1970),
        ]
        token = session.scalars(select(AnswerToken)).one()
        assert (token.minted_at.date().isoformat(), token.reply_hash) == ("2026-01-02", None)
        assert meant_or_new(session, "BO  second", None, ("holder", "person")).id == 2
    with writing(empty) as session:
        begin_write(session)
        assert meant_or_new(session, "Somebody new", None, ("holder", "person")).id == 4
    migrate(empty, "0006", down=True)
    with empty.connect() as connection:
        kept = connection.scalars(text("SELECT holder FROM actors ORDER BY id")).all()
        assert kept == ["Ann O'First", "Ann O'First", "Bo Second", "", "streets@x.example", "SAM@x.example"]
        holders = connection.scalars(text("SELECT holder FROM holdings ORDER BY id")).all()
        assert holders == ["Ann O'First", "Bo Second", "SAM@x.example"]
    migrate(empty)


def _unguarded(engine: Engine, *statements: str) -> None:
    """Somebody drops every guard and does as they like."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for name in SQLITE_GUARDS:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
            for name in POSTGRESQL_GUARDS:
                connection.exec_driver_sql(f"DROP TRIGGER {name} ON {name.rsplit('_', 1)[0]}")
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statements", "first"),
    [
        (
            ["UPDATE bodies SET body = (SELECT body FROM bodies WHERE sequence = 7) WHERE sequence = 5"],
            "publication 5: its body is not what was hashed",
        ),
        (
            ["UPDATE bodies SET salt = (SELECT salt FROM bodies WHERE sequence = 7) WHERE sequence = 5"],
            "publication 5: its body is not what was hashed",
        ),
        (
            ["UPDATE publications SET said_by = 'newshire' WHERE sequence = 5"],
            "publication 5: its row is not what was hashed",
        ),
        (["UPDATE publications SET previous_hash = 'x' WHERE sequence = 5"], "publication 5: does not follow"),
        (["UPDATE publications SET hash = 'x' WHERE sequence = 5"], "publication 5: its row is not what was hashed"),
        (
            [
                "DELETE FROM links WHERE sequence = 5",
                "DELETE FROM versions WHERE sequence = 5",
                "DELETE FROM bodies WHERE sequence = 5",
                "DELETE FROM publications WHERE sequence = 5",
            ],
            "publication 6: number 5 is missing",
        ),
        (["DELETE FROM bodies WHERE sequence = 5"], "publication 5: its body is missing"),
        (["UPDATE record_head SET sequence = sequence + 1"], "the head says"),
        (
            [
                (
                    "DELETE FROM links WHERE sequence IN"
                    " (SELECT sequence FROM versions WHERE thing = 'anytown-head-of-parks')"
                ),
            ],
            "the index has other links",
        ),
        (["UPDATE versions SET to_sequence = 100000 WHERE sequence = 5"], "the index has publication None"),
        (["DELETE FROM facets WHERE axis = 'progress'"], "the index has another entry"),
        (["UPDATE clock_spans SET schedule = 'late'"], "the index has another entry"),
        (
            ["DELETE FROM listings WHERE thing = 'anytown-streets-2025-4'"],
            "'anytown-streets-2025-4' is listed otherwise",
        ),
        (["UPDATE counts SET number = 7 WHERE axis = 'listed'"], "listed '' of assembly is counted otherwise"),
    ],
)
def test_verify_names_the_first_fault_of_a_record_that_was_got_at(
    engine: Engine, statements: list[str], first: str
) -> None:
    _unguarded(engine, *statements)

    with reading(engine) as session:
        assert next(faults_of_record(session)).startswith(first)


def test_verify_finds_no_fault_in_a_record_that_was_not(engine: Engine) -> None:
    _unguarded(engine)

    assert _faults(engine) == []


def test_the_index_made_anew_is_the_index_kept(engine: Engine) -> None:
    _unguarded(engine, "DELETE FROM clock_spans", "DELETE FROM facets", "DELETE FROM listings", "DELETE FROM counts")
    assert _faults(engine)

    list(remake(engine))

    assert _faults(engine) == []


def test_what_belongs_to_a_record_already_is_found_and_stays(before: Engine) -> None:
    """Things loaded before that was written down belong to what an export found of them."""
    engine = before
    client, key = client_of(engine), key_of(engine, Role.admin)
    found = {assembly: exported(client, assembly) for assembly in ASSEMBLIES}
    migrate(engine, "0013", down=True)
    migrate(engine)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT assembly, thing FROM memberships")).all()

    held = {(name, thing["id"]) for name, body in found.items() for thing in json.loads(body)["things"]}
    gone = {(ANYTOWN, thing["id"]) for thing in json.loads(found[ANYTOWN])["things"] if thing["type"] == "tombstone"}
    assert held - {tuple(row) for row in rows} <= gone
    assert {tuple(row) for row in rows} <= held
    first = one(example(ANYTOWN), f"{ANYTOWN}-1")
    assert "example-parliament" in str(first.pop("asked"))  # which nothing else names
    said(load(client, key, part(ANYTOWN, first)), 201)
    ids = {thing["id"] for thing in json.loads(exported(client, ANYTOWN))["things"]}
    assert ids == {id_ for name, id_ in held if name == ANYTOWN}
