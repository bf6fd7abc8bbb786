"""The record is append-only for whoever holds the database's password: the database itself refuses the rest."""

import sqlite3

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from db.guards import every_guard, missing_guards, tampering_refused
from db.session import begin_write, writing
from tests.conftest import said

COLUMNS = (
    "sequence, published_at, type, thing, nature, said_by, said_capacity, entered_by, entered_capacity, format,"
    " ground, erases, body_hash, previous_hash, hash"
)
# A publication like the last one, with some columns given another value.
LIKE_LAST = "FROM publications WHERE sequence = (SELECT max(sequence) FROM publications)"


def _insert(**other: str) -> str:
    chosen = ", ".join(other.get(column, column) for column in COLUMNS.split(", "))
    return f"INSERT INTO publications ({COLUMNS}) SELECT {chosen} {LIKE_LAST}"


FOLLOWS = {"sequence": "sequence + 1", "previous_hash": "hash"}
REFUSED = {
    "a publication changed": "UPDATE publications SET thing = 'somebody-else' WHERE sequence = 1",
    "a publication set to what it is": "UPDATE publications SET hash = hash WHERE sequence = 1",
    "every publication changed": "UPDATE publications SET published_at = published_at",
    "a publication deleted": "DELETE FROM publications WHERE sequence = (SELECT max(sequence) FROM publications)",
    "every publication deleted": "DELETE FROM publications",
    "a body changed": "UPDATE bodies SET body = salt WHERE sequence = 1",
    "a salt changed": "UPDATE bodies SET salt = body WHERE sequence = 1",
    "a body moved to another publication": "UPDATE bodies SET sequence = 100000 WHERE sequence = 1",
    "a body deleted": "DELETE FROM bodies WHERE sequence = 1",
    "the last body deleted": "DELETE FROM bodies WHERE sequence = (SELECT max(sequence) FROM bodies)",
    "the head moved back": "UPDATE record_head SET sequence = sequence - 1",
    "the head moved on": "UPDATE record_head SET sequence = sequence + 1",
    "the head's hash changed": "UPDATE record_head SET hash = 'x'",
    "the head deleted": "DELETE FROM record_head",
    "a second head": "INSERT INTO record_head SELECT 2, sequence, published_at, hash FROM record_head",
    "a publication out of order": _insert(sequence="sequence + 2", previous_hash="hash"),
    "a publication under a number that is taken": _insert(sequence="sequence", previous_hash="hash"),
    "a publication with no number": _insert(sequence="NULL", previous_hash="hash"),
    "a publication that follows another": _insert(sequence="sequence + 1", previous_hash="previous_hash"),
    "a publication that follows nothing": _insert(sequence="sequence + 1", previous_hash="''"),
    "a publication of a time before the last": _insert(**FOLLOWS, published_at="'2001-01-01 00:00:00.000000'"),
    "a publication of a nature there is not": _insert(**FOLLOWS, nature="'gossip'"),
    "a publication of a type there is not": _insert(**FOLLOWS, type="'wizard'"),
    "an erasure without a ground": _insert(**FOLLOWS, nature="'erasure'"),
    "news that erases": _insert(**FOLLOWS, erases="1"),
    "an erasure of what is to come": _insert(**FOLLOWS, nature="'erasure'", ground="'rights'", erases="sequence + 1"),
    "a code changed": "UPDATE codes SET code = 'gossip' WHERE list = 'nature' AND code = 'news'",
    "a membership changed": "UPDATE memberships SET assembly = 'camden-climate-2019' WHERE thing = 'anytown-herald'",
    "a membership deleted": "DELETE FROM memberships WHERE thing = 'anytown-herald'",
    "a code taken out": "DELETE FROM codes WHERE list = 'response'",
    "a second body of a publication": "INSERT INTO bodies SELECT 1, salt, body FROM bodies WHERE sequence = 2",
    "a body of no publication": "INSERT INTO bodies SELECT 100000, salt, body FROM bodies WHERE sequence = 2",
    "a body put over another": (
        "INSERT INTO bodies SELECT 1, salt, body FROM bodies WHERE sequence = 2"
        " ON CONFLICT (sequence) DO UPDATE SET body = excluded.body"
    ),
    "the last body put over itself": (
        "INSERT INTO bodies SELECT sequence, body, body FROM bodies WHERE sequence = (SELECT max(sequence) FROM bodies)"
        " ON CONFLICT (sequence) DO UPDATE SET body = excluded.body"
    ),
    "a publication put over another": (
        f"{_insert(sequence='sequence')} ON CONFLICT (sequence) DO UPDATE SET thing = 'somebody-else'"
    ),
    "the head put over itself": (
        "INSERT INTO record_head SELECT 1, 0, published_at, '' FROM record_head WHERE TRUE"
        " ON CONFLICT (id) DO UPDATE SET sequence = 0"
    ),
}
REPLACED = {
    "a publication": f"INSERT OR REPLACE INTO publications SELECT {COLUMNS} {LIKE_LAST}",
    "the last body": (
        "INSERT OR REPLACE INTO bodies"
        " SELECT sequence, salt, salt FROM bodies WHERE sequence = (SELECT max(sequence) FROM publications)"
    ),
    "a body": "INSERT OR REPLACE INTO bodies SELECT 1, salt, salt FROM bodies WHERE sequence = 1",
    "the head": "INSERT OR REPLACE INTO record_head SELECT 1, 0, published_at, '' FROM record_head",
    "a membership": "INSERT OR REPLACE INTO memberships SELECT assembly, thing, 1 FROM memberships",
    "the head by update": "UPDATE OR REPLACE record_head SET sequence = 0",
}


def _record(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return [
            connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all()  # noqa: S608 - our own tables
            for table in ("publications", "bodies", "record_head", "codes", "memberships")
        ]


@pytest.mark.parametrize("case", REFUSED)
def test_the_database_refuses(engine: Engine, case: str) -> None:
    before = _record(engine)

    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text(REFUSED[case]))

    assert _record(engine) == before


@pytest.mark.parametrize(
    "tables",
    ["publications", "bodies", "record_head", "codes", "memberships", "publications, bodies, record_head CASCADE"],
)
def test_the_database_refuses_to_empty_a_table(engine: Engine, tables: str) -> None:
    before = _record(engine)

    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables}"))  # SQLite has no such statement

    assert _record(engine) == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("careful", [True, False])
@pytest.mark.parametrize("case", REPLACED)
def test_replacing_is_refused_even_to_a_client_that_does_not_fire_triggers_twice(
    engine: Engine, case: str, careful: bool
) -> None:
    before = _record(engine)
    file = engine.url.database
    assert file

    opened = sqlite3.connect(file)
    opened.execute(f"PRAGMA recursive_triggers = {'ON' if careful else 'OFF'}")
    with pytest.raises(sqlite3.IntegrityError):
        opened.execute(REPLACED[case])
    opened.rollback()
    opened.close()

    assert _record(engine) == before


def test_a_body_goes_only_where_an_erasure_names_it(engine: Engine) -> None:
    erasure = _insert(**FOLLOWS, nature="'erasure'", ground="'rights'", erases="5", hash="'x'")

    with engine.connect() as connection:
        connection.execute(text(erasure))
        connection.execute(text("DELETE FROM bodies WHERE sequence = 5"))
        assert connection.scalar(text("SELECT count(*) FROM bodies WHERE sequence = 5")) == 0
        with pytest.raises(DBAPIError):
            connection.execute(text("DELETE FROM bodies WHERE sequence = 6"))


def test_nothing_is_erased_twice(engine: Engine) -> None:
    one = _insert(**FOLLOWS, nature="'erasure'", ground="'rights'", erases="5", hash="'x'")

    with engine.connect() as connection:
        connection.execute(text(one))
        with pytest.raises(DBAPIError):
            connection.execute(text(one.replace("'x'", "'y'")))


SHADOWED = {
    "codes": ("SELECT * FROM codes UNION SELECT 'nature', 'gossip'", _insert(**FOLLOWS, nature="'gossip'", hash="'x'")),
    "publications": (
        "SELECT 'erasure' AS nature, 5 AS erases, 0 AS sequence",
        "DELETE FROM bodies WHERE sequence = 5",
    ),
}


@pytest.mark.parametrize("table", SHADOWED)
def test_a_temporary_table_of_the_same_name_is_not_asked(engine: Engine, table: str) -> None:
    made, refused = SHADOWED[table]

    with engine.connect() as connection:
        connection.execute(text(f"CREATE TEMPORARY TABLE {table} AS {made}"))
        with pytest.raises(DBAPIError, match=r"no code of nature|only by an erasure"):
            connection.execute(text(refused))
        connection.rollback()


def test_an_untouched_database_is_guarded_and_ready(client: TestClient, engine: Engine) -> None:
    with engine.connect() as connection:
        assert missing_guards(connection) == []
        assert tampering_refused(connection)
    assert said(client.get("/readyz"), 200) == {"status": "ok", "index": "current"}


def _drop(guard: str, database: str) -> str:
    where = "" if database == "sqlite" else f" ON {every_guard(database)[guard]}"
    return f"DROP TRIGGER {guard}{where}"


def test_every_dropped_guard_is_named(engine: Engine, database: str) -> None:
    for guard in every_guard(database):
        with engine.connect() as connection:
            connection.execute(text(_drop(guard, database)))
            assert missing_guards(connection) == [guard]
            connection.rollback()


@pytest.mark.parametrize("guard", ["publications_stay", "codes_last", "versions_coded"])
def test_without_one_of_its_guards_the_instance_is_not_ready(
    client: TestClient, engine: Engine, database: str, guard: str
) -> None:
    with engine.begin() as connection:
        connection.execute(text(_drop(guard, database)))

    problem = said(client.get("/readyz"), 503)
    assert problem["type"].endswith("/not-ready")
    assert guard in problem["detail"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_guard_that_is_switched_off_is_named(client: TestClient, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE bodies DISABLE TRIGGER bodies_stay"))

    assert "bodies_stay" in said(client.get("/readyz"), 503)["detail"]


def test_a_guard_that_does_nothing_is_found_out(client: TestClient, engine: Engine, database: str) -> None:
    with engine.begin() as connection:
        if database == "sqlite":
            connection.execute(text("DROP TRIGGER record_head_last"))
            connection.execute(text("CREATE TRIGGER record_head_last BEFORE DELETE ON record_head BEGIN SELECT 1; END"))
        else:
            connection.execute(text("DROP TRIGGER record_head_last ON record_head"))
            idle = "CREATE FUNCTION idle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$"
            connection.exec_driver_sql(idle)
            trigger = (
                "CREATE TRIGGER record_head_last BEFORE DELETE ON record_head FOR EACH ROW EXECUTE FUNCTION idle()"
            )
            connection.exec_driver_sql(trigger)

    assert "let a change through" in said(client.get("/readyz"), 503)["detail"]
    assert _record(engine)[2]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_readiness_answers_while_somebody_writes(client: TestClient, engine: Engine) -> None:
    with writing(engine) as session:
        begin_write(session)

        said(client.get("/readyz"), 200)
