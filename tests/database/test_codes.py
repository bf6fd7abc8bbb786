"""Which codes a column may hold stands in a table: a new one changes no table, an unknown one is refused by guards."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Connection, Engine, MetaData, Table, event, func, insert, inspect, select, text
from sqlalchemy import column as one
from sqlalchemy import table as lone
from sqlalchemy.exc import DBAPIError

from api.publishing.remaking import remake
from api.publishing.verify import faults_of_record
from db.base import Base
from db.codes import coded_columns
from db.guards import POSTGRESQL_FUNCTIONS, missing_guards
from db.models.access import ReleaseRule
from db.models.gathering import Sheet
from db.models.purges import Purge
from db.models.reminders import AnswerToken, ReleaseMail, Reminder, WitnessMail
from db.session import reading
from db.vocabulary import CODELISTS, INNER_LISTS, Role
from tests.commands import command
from tests.conftest import client_of, key_of, migrate, said
from tests.database.test_guards import FOLLOWS, _insert
from tests.writing.given import draft

COLUMNS = [(table, column, name) for table, columns in coded_columns().items() for column, name in columns.items()]
AT, DAY = datetime(2026, 1, 2, tzinfo=UTC), date(2026, 1, 2)


def _fill(engine: Engine) -> None:
    """Let every table with codes have a row."""
    draft(client_of(engine), key_of(engine, Role.officer, "anytown-head-of-streets"))
    told = {"about": "x", "kind": "update", "due": DAY, "recipient": "streets@x.example"}
    with engine.begin() as connection:
        sent = {"step": "due", "state": "sent", "at": AT, "tried_at": AT}
        connection.execute(insert(Reminder), [told | sent])
        token = {"secret_hash": "x", "number": 1, "post": "p", "minted_at": AT, "expires_at": AT}
        connection.execute(insert(AnswerToken), [told | token])
        witness = {"recipient": "desk@paper.example", "sequence": 1, "hash": "x", "state": "sent", "tried_at": AT}
        connection.execute(insert(WitnessMail), [witness])
        entered = {"answers_as": "took_part", "answers": "{}", "entered_at": AT}
        release = {"thing": "x", "news": "waits", "at": AT, "recipient": "x", "state": "sent", "tried_at": AT}
        connection.execute(insert(ReleaseMail), [release])
        connection.execute(insert(ReleaseRule), [{"organisation": "x", "posts": "", "bank_holidays": "scotland"}])
        connection.execute(
            insert(Sheet), [{"declaration": "x", "facilitator": "x", "number": 1, "code_hash": "x"} | entered]
        )
        connection.execute(insert(Purge), [{"at": AT, "cause": "discard", "state": "pages", "marks": ""}])


def _row(connection: Connection, table: str, **values: str) -> None:
    """Store these values: in the next publication, or in a row of another table."""
    if table == "publications":
        quoted = {column: f"'{value}'" for column, value in values.items()}
        connection.execute(text(_insert(**FOLLOWS, hash="'x'", **quoted)))
    else:
        it = Base.metadata.tables[table]
        key = it.primary_key.columns[0]
        last = it.update().where(key == select(func.max(key)).scalar_subquery())
        assert connection.execute(last.values(values)).rowcount


def _schema(engine: Engine) -> Any:
    """The definition of everything in the database."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return connection.execute(text("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")).all()
        rules = text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
        )
        guards = text("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1")
        functions = text("SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1")
        return [connection.execute(each).all() for each in (rules, guards, functions)]


# The tables that migrations after those of codes add, and those that they make of the rest.
_MADE_SINCE = ("listings", "counts", "witness_mails", "release_mails", "release_rules", "absences", "works", "sheets")
_MADE_ANEW = ("memberships", "clock_spans", "kept_answers", "to_keep", *_MADE_SINCE)


def _rows(engine: Engine, *without: str) -> dict[str, Any]:
    with engine.connect() as connection:
        tables = [Table(name, MetaData(), autoload_with=connection) for name in inspect(connection).get_table_names()]
        return {
            table.name: connection.execute(table.select().order_by(*table.primary_key)).all()
            for table in tables
            if table.name not in {"alembic_version", "index_version", *without}
        }


def as_before(rows: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The rows without the tables and the columns that migrations since have added."""
    return {
        name: [row[: len(before[name][0])] for row in rows[name]] if before[name] else rows[name]
        for name in rows.keys() & before.keys()
    }


def test_a_new_code_needs_no_change_of_a_table(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(engine)
    client, before = client_of(engine), _schema(engine)
    for lists in (CODELISTS, INNER_LISTS):
        for name, codes in lists.items():
            monkeypatch.setitem(lists, name, (*codes, f"new_{name}"))

    assert "new_response of response: run `assembly-tracker migrate`" in said(client.get("/readyz"), 503)["detail"]
    for _ in range(2):
        command(engine, "migrate")

    said(client.get("/readyz"), 200)
    assert _schema(engine) == before
    for table, column, name in COLUMNS:
        with engine.connect() as connection:
            _row(connection, table, **{column: f"new_{name}"})


def test_an_unknown_code_is_refused_in_every_column_and_by_whatever_door(engine: Engine) -> None:
    _fill(engine)
    before = _rows(engine)

    for table, column, name in COLUMNS:
        told = rf"{table}\.{column}: no code of {name}"
        for code in ("gossip", "", "News", "news "):
            with pytest.raises(DBAPIError, match=told), engine.begin() as connection:
                connection.execute(lone(table, one(column)).insert().values({column: code}))
            with pytest.raises(DBAPIError, match=told), engine.begin() as connection:
                _row(connection, table, **{column: code})

    assert _rows(engine) == before


def test_every_column_of_codes_has_a_list_and_no_check_lists_codes() -> None:
    assert {name for _, _, name in COLUMNS} <= (CODELISTS | INNER_LISTS).keys()
    checks = {
        str(rule.name): str(rule.sqltext)
        for table in Base.metadata.sorted_tables
        for rule in table.constraints
        if isinstance(rule, CheckConstraint)
    }
    assert [name for name, check in checks.items() if " IN (" in check] == []


def test_an_old_database_comes_through_with_its_rows_and_its_guards(old: Engine, database: str) -> None:
    """One whose codes stand in CHECKs; and down it goes and up again."""
    rows, before = _rows(old, *_MADE_ANEW), _schema(old)

    migrate(old)

    after = _schema(old)
    assert as_before(_rows(old, "codes", *_MADE_ANEW), rows) == rows
    with old.connect() as connection:
        assert missing_guards(connection) == []
    list(remake(old))
    made = _rows(old, "codes", *_MADE_ANEW)
    with reading(old) as session:
        assert list(faults_of_record(session)) == []
    if database == "sqlite":
        assert {row for row in before if row.type != "table"} <= set(after)
        with old.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA writable_schema").scalar() == 0
    migrate(old, "0011", down=True)
    _is_checked(old)
    if database == "postgresql":  # SQLite has the CHECKs in another order
        assert _schema(old) == before
    migrate(old)
    assert (_schema(old), _rows(old, "codes", *_MADE_ANEW)) == (after, made)
    said(client_of(old).get("/readyz"), 200)


def _is_checked(engine: Engine) -> None:
    """The CHECKs are there, as the version before needs them."""
    for table, column in {(table, column) for table, column, _ in COLUMNS if table not in _MADE_SINCE}:
        with pytest.raises(DBAPIError, match=f"ck_{table}_{column}"), engine.begin() as connection:
            _row(connection, table, **{column: "gossip"})


@pytest.fixture
def engine(before: Engine) -> Engine:
    """The examples, as a version before could have them."""
    return before


@pytest.fixture
def old(engine: Engine) -> Engine:
    """A database whose codes stand in CHECKs."""
    _fill(engine)
    migrate(engine, "0011", down=True)
    engine.dispose()  # SQLite says of a trigger that was dropped elsewhere that it exists, until it reads anything
    return engine


def test_a_code_that_the_old_version_would_not_know_is_not_taken_back_to_it(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO codes (list, code) VALUES ('nature', 'gossip')"))
        _row(connection, "publications", nature="gossip")
    migrate(engine, "0012", down=True)
    before = _schema(engine), _rows(engine)

    with pytest.raises((DBAPIError, RuntimeError), match="publications"):
        migrate(engine, "0011", down=True)

    assert (_schema(engine), _rows(engine)) == before


IN_THE_WAY = {
    "sqlite": "CREATE TRIGGER purges_coded BEFORE DELETE ON purges BEGIN SELECT 1; END",
    "postgresql": (
        "CREATE TRIGGER purges_coded BEFORE TRUNCATE ON purges FOR EACH STATEMENT EXECUTE FUNCTION record_refuses('no')"
    ),
}


def test_what_fails_half_way_leaves_a_database_that_works_as_before(old: Engine, database: str) -> None:
    with old.begin() as connection:
        connection.exec_driver_sql(IN_THE_WAY[database])  # of the name of the last that is made
    before = _schema(old), _rows(old, *_MADE_ANEW)

    with pytest.raises(DBAPIError, match="purges_coded"):
        migrate(old)

    assert (_schema(old), _rows(old, *_MADE_ANEW)) == before
    _is_checked(old)
    with old.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER purges_coded{'' if database == 'sqlite' else ' ON purges'}")
    migrate(old)
    assert as_before(_rows(old, "codes", *_MADE_ANEW), before[1]) == before[1]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            "UPDATE sqlite_master SET sql = replace(sql, 'CHECK (cause IN', 'CHECK (cause  IN') WHERE name = 'purges'",
            "ck_purges_cause",
        ),
        ("UPDATE answer_tokens SET number = 0", "answer_tokens"),
    ],
)
def test_a_file_that_is_not_as_expected_is_not_changed(old: Engine, spoil: str, told: str) -> None:
    with old.begin() as connection:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.exec_driver_sql(spoil)
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        connection.exec_driver_sql("PRAGMA writable_schema = RESET")
    before, asked = (_schema(old), _rows(old, *_MADE_ANEW)), list[str]()
    event.listen(old, "checkout", lambda connection, *_: connection.set_trace_callback(asked.append))

    with pytest.raises(RuntimeError, match=told):
        migrate(old)

    assert (_schema(old), _rows(old, *_MADE_ANEW)) == before
    assert any("CREATE TABLE codes" in one for one in asked)
    assert not any("UPDATE sqlite_master" in one for one in asked)  # for it was tried on a copy first


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_guards_that_were_there_before_look_nowhere_else_either(old: Engine) -> None:
    pinned = text("SELECT proname FROM pg_proc WHERE proconfig = ARRAY['search_path=public, pg_temp']")
    with old.begin() as connection:
        for function in POSTGRESQL_FUNCTIONS:
            connection.execute(text(f"ALTER FUNCTION {function}() RESET ALL"))
        assert not connection.scalars(pinned).all()

    migrate(old)

    with old.connect() as connection:
        found = set(connection.scalars(pinned))
    assert found == POSTGRESQL_FUNCTIONS.keys() | {f"{table}_coded" for table in coded_columns()}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_connection_takes_a_new_code_after(old: Engine) -> None:
    with old.connect() as before:
        with pytest.raises(DBAPIError, match="ck_purges_cause"):
            before.execute(text("UPDATE purges SET cause = 'whim'"))
        before.rollback()

        migrate(old)

        with old.begin() as after:
            after.execute(text("INSERT INTO codes (list, code) VALUES ('purge_cause', 'whim')"))
        with old.connect() as one_that_migrated, old.connect() as another:
            for connection in (before, one_that_migrated, another):
                assert connection.execute(text("UPDATE purges SET cause = 'whim'")).rowcount == 1
                connection.rollback()
