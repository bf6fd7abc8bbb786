"""The guards: triggers that keep the record append-only, whoever holds the database's password.

They are part of the first migration. `missing_guards` tries them, for `readyz` and after every migration.

Others see that a column of codes holds codes of its list alone, in whatever table it is. They ask the table `codes`, so
that a new code changes no table and no guard.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from db import sqlite
from db.codes import coded_columns
from db.unavailable import DatabaseUnavailableError, Why, telling_unavailable

_ERASED = "EXISTS (SELECT 1 FROM publications WHERE erases = OLD.sequence)"

SQLITE_GUARDS = {
    "publications_follow": """
        CREATE TRIGGER publications_follow BEFORE INSERT ON publications
        WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM publications)
          OR NEW.previous_hash <> coalesce(
               (SELECT hash FROM publications ORDER BY sequence DESC LIMIT 1), '')
          OR NEW.published_at < coalesce(
               (SELECT published_at FROM publications ORDER BY sequence DESC LIMIT 1), '')
        BEGIN SELECT RAISE(ABORT, 'a publication follows the last one'); END""",
    "publications_stay": """
        CREATE TRIGGER publications_stay BEFORE UPDATE ON publications
        BEGIN SELECT RAISE(ABORT, 'a publication is never changed'); END""",
    "publications_last": """
        CREATE TRIGGER publications_last BEFORE DELETE ON publications
        BEGIN SELECT RAISE(ABORT, 'a publication is never deleted'); END""",
    "bodies_once": """
        CREATE TRIGGER bodies_once BEFORE INSERT ON bodies
        WHEN NEW.sequence <> (SELECT max(sequence) FROM publications)
          OR EXISTS (SELECT 1 FROM bodies WHERE sequence = NEW.sequence)
        BEGIN SELECT RAISE(ABORT, 'a body comes with its publication'); END""",
    "bodies_stay": """
        CREATE TRIGGER bodies_stay BEFORE UPDATE ON bodies
        BEGIN SELECT RAISE(ABORT, 'a body is never changed'); END""",
    "bodies_last": f"""
        CREATE TRIGGER bodies_last BEFORE DELETE ON bodies WHEN NOT {_ERASED}
        BEGIN SELECT RAISE(ABORT, 'a body is deleted only by an erasure that names it'); END""",
    "record_head_forward": """
        CREATE TRIGGER record_head_forward BEFORE UPDATE ON record_head
        WHEN NEW.sequence < OLD.sequence OR NEW.published_at < OLD.published_at
          OR NEW.sequence <> (SELECT coalesce(max(sequence), 0) FROM publications)
          OR NEW.hash <> coalesce((SELECT hash FROM publications ORDER BY sequence DESC LIMIT 1), '')
        BEGIN SELECT RAISE(ABORT, 'the record only grows'); END""",
    "record_head_once": """
        CREATE TRIGGER record_head_once BEFORE INSERT ON record_head WHEN EXISTS (SELECT 1 FROM record_head)
        BEGIN SELECT RAISE(ABORT, 'the head of the record stays'); END""",
    "record_head_last": """
        CREATE TRIGGER record_head_last BEFORE DELETE ON record_head
        BEGIN SELECT RAISE(ABORT, 'the head of the record stays'); END""",
}

_REFUSE = """
    CREATE FUNCTION record_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$"""
_FOLLOW = """
    CREATE FUNCTION record_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE last publications%ROWTYPE;
    BEGIN
      SELECT * INTO last FROM publications ORDER BY sequence DESC LIMIT 1;
      IF NEW.sequence <> coalesce(last.sequence, 0) + 1 OR NEW.previous_hash <> coalesce(last.hash, '')
         OR NEW.published_at < last.published_at THEN
        RAISE EXCEPTION 'a publication follows the last one' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$"""
_ONCE = """
    CREATE FUNCTION body_comes_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.sequence <> (SELECT max(sequence) FROM publications) THEN
        RAISE EXCEPTION 'a body comes with its publication' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$"""
_LAST = f"""
    CREATE FUNCTION body_is_erased() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT {_ERASED} THEN
        RAISE EXCEPTION 'a body is deleted only by an erasure that names it'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN OLD;
    END $$"""
_FORWARD = """
    CREATE FUNCTION record_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE last publications%ROWTYPE;
    BEGIN
      SELECT * INTO last FROM publications ORDER BY sequence DESC LIMIT 1;
      IF NEW.sequence < OLD.sequence OR NEW.published_at < OLD.published_at
         OR NEW.sequence <> coalesce(last.sequence, 0) OR NEW.hash <> coalesce(last.hash, '') THEN
        RAISE EXCEPTION 'the record only grows' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$"""

POSTGRESQL_FUNCTIONS = {
    "record_refuses": _REFUSE,
    "record_follows": _FOLLOW,
    "body_comes_once": _ONCE,
    "body_is_erased": _LAST,
    "record_head_grows": _FORWARD,
}


def _refuse(name: str, when: str, table: str, message: str, each: str = "ROW") -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH {each} EXECUTE FUNCTION record_refuses('{message}')"
    )


def _call(name: str, when: str, table: str, function: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"


POSTGRESQL_GUARDS = {
    "publications_follow": _call("publications_follow", "INSERT", "publications", "record_follows"),
    "publications_stay": _refuse("publications_stay", "UPDATE", "publications", "a publication is never changed"),
    "publications_last": _refuse("publications_last", "DELETE", "publications", "a publication is never deleted"),
    "publications_kept": _refuse(
        "publications_kept", "TRUNCATE", "publications", "publications are never emptied", "STATEMENT"
    ),
    "bodies_once": _call("bodies_once", "INSERT", "bodies", "body_comes_once"),
    "bodies_stay": _refuse("bodies_stay", "UPDATE", "bodies", "a body is never changed"),
    "bodies_last": _call("bodies_last", "DELETE", "bodies", "body_is_erased"),
    "bodies_kept": _refuse("bodies_kept", "TRUNCATE", "bodies", "bodies are never emptied", "STATEMENT"),
    "record_head_forward": _call("record_head_forward", "UPDATE", "record_head", "record_head_grows"),
    "record_head_last": _refuse("record_head_last", "DELETE", "record_head", "the head of the record stays"),
    "record_head_kept": _refuse(
        "record_head_kept", "TRUNCATE", "record_head", "the head of the record stays", "STATEMENT"
    ),
}


class _Guards(NamedTuple):
    """Triggers, and the functions that PostgreSQL's call, by name."""

    triggers: dict[str, str]
    functions: Mapping[str, str] = MappingProxyType({})


_OF_THE_RECORD = {
    "sqlite": _Guards(SQLITE_GUARDS),
    "postgresql": _Guards(POSTGRESQL_GUARDS, POSTGRESQL_FUNCTIONS),
}
_OF_CODES = {
    "sqlite": _Guards(
        {
            "codes_stay": """
        CREATE TRIGGER codes_stay BEFORE UPDATE ON codes
        BEGIN SELECT RAISE(ABORT, 'a code is never changed'); END""",
            "codes_last": """
        CREATE TRIGGER codes_last BEFORE DELETE ON codes
        BEGIN SELECT RAISE(ABORT, 'a code is never taken out'); END""",
        }
    ),
    "postgresql": _Guards(
        {
            "codes_stay": _refuse("codes_stay", "UPDATE", "codes", "a code is never changed"),
            "codes_last": _refuse("codes_last", "DELETE", "codes", "a code is never taken out"),
            "codes_kept": _refuse("codes_kept", "TRUNCATE", "codes", "codes are never emptied", "STATEMENT"),
        }
    ),
}

_OF_MEMBERSHIPS = {
    "sqlite": _Guards(
        {
            "memberships_once": """
        CREATE TRIGGER memberships_once BEFORE INSERT ON memberships
        WHEN EXISTS (SELECT 1 FROM memberships WHERE assembly = NEW.assembly AND thing = NEW.thing)
        BEGIN SELECT RAISE(ABORT, 'a membership is never changed'); END""",
            "memberships_stay": """
        CREATE TRIGGER memberships_stay BEFORE UPDATE ON memberships
        BEGIN SELECT RAISE(ABORT, 'a membership is never changed'); END""",
            "memberships_last": """
        CREATE TRIGGER memberships_last BEFORE DELETE ON memberships
        BEGIN SELECT RAISE(ABORT, 'a membership is never deleted'); END""",
        }
    ),
    "postgresql": _Guards(
        {
            "memberships_stay": _refuse("memberships_stay", "UPDATE", "memberships", "a membership is never changed"),
            "memberships_last": _refuse("memberships_last", "DELETE", "memberships", "a membership is never deleted"),
            "memberships_kept": _refuse(
                "memberships_kept", "TRUNCATE", "memberships", "memberships are never emptied", "STATEMENT"
            ),
        }
    ),
}

_KNOWN = "SELECT 1 FROM codes WHERE list = '{of}' AND code = NEW.{column}"  # found by the primary key
# Which list the codes of each column are of, by table.
Coded = Mapping[str, Mapping[str, str]]


def _of_coded(coded: Coded) -> dict[str, _Guards]:
    """What refuses an unknown code in these columns, for each database."""
    sqlite_triggers: dict[str, str] = {}
    triggers, functions = {}, {}
    for table, columns in coded.items():
        name, again, update = f"{table}_coded", f"{table}_recoded", f"UPDATE OF {', '.join(columns)}"
        unknown = {f"{table}.{column}: no code of {of}": _is_unknown(column, of) for column, of in columns.items()}
        refusals = " ".join(f"SELECT RAISE(ABORT, '{message}') WHERE {when};" for message, when in unknown.items())
        sqlite_triggers |= {
            name: f"CREATE TRIGGER {name} BEFORE INSERT ON {table} BEGIN {refusals} END",
            again: f"CREATE TRIGGER {again} BEFORE {update} ON {table} BEGIN {refusals} END",
        }
        refusals = " ".join(
            f"IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            for message, when in unknown.items()
        )
        body = f"BEGIN {refusals} RETURN NEW; END"
        functions[name] = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"
        triggers[name] = _call(name, f"INSERT OR {update}", table, name)
    return {"sqlite": _Guards(sqlite_triggers), "postgresql": _Guards(triggers, functions)}


def _is_unknown(column: str, of: str) -> str:
    return f"NEW.{column} IS NOT NULL AND NOT EXISTS ({_KNOWN.format(of=of, column=column)})"


def every_guard(dialect: str) -> dict[str, str]:
    """Every guard that a database of this dialect has after the last migration, and the table it stands on."""
    kinds = (_OF_THE_RECORD, _OF_CODES, _OF_MEMBERSHIPS, _of_coded(coded_columns()))
    return {name: _table(name) for guards in kinds for name in guards[dialect].triggers}


def create_guards(connection: Connection) -> None:
    """Create the guards of the record."""
    _create(connection, _OF_THE_RECORD)


def drop_guards(connection: Connection) -> None:
    """Drop them, for a migration that goes down."""
    _drop(connection, _OF_THE_RECORD)


def create_guards_of_codes(connection: Connection) -> None:
    """Create the guards of the table of codes. They go with it."""
    _create(connection, _OF_CODES)


def create_guards_of_memberships(connection: Connection) -> None:
    """Create the guards of what belongs to which record. They go with the table."""
    _create(connection, _OF_MEMBERSHIPS)


def create_code_guards(connection: Connection, coded: Coded) -> None:
    """Create the guards of these columns of codes, for a migration that makes or changes them."""
    _create(connection, _of_coded(coded))


def drop_code_guards(connection: Connection, coded: Coded) -> None:
    """Drop them, for a migration that goes down."""
    _drop(connection, _of_coded(coded))


def _create(connection: Connection, guards: dict[str, _Guards]) -> None:
    triggers, functions = guards[connection.dialect.name]
    for statement in (*functions.values(), *triggers.values()):
        connection.exec_driver_sql(statement.replace("%", "%%") if connection.dialect.name != "sqlite" else statement)
    _pin(connection, functions)


def change_guard(connection: Connection, name: str) -> None:
    """Let a guard of the record be what it is now, for a migration of a database that was made when it was another."""
    triggers, functions = _OF_THE_RECORD[connection.dialect.name]
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(triggers[name])
        return
    function = next(one for one in functions if f"{one}(" in triggers[name])
    statement = functions[function].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    connection.exec_driver_sql(statement.replace("%", "%%"))
    _pin(connection, [function])


def pin_guards(connection: Connection) -> None:
    """Pin the guards of the record, for a migration of a database that was made when they were not."""
    _pin(connection, _OF_THE_RECORD[connection.dialect.name].functions)


def _pin(connection: Connection, functions: Iterable[str]) -> None:
    """Let PostgreSQL look for the tables of these functions where it has them now.

    Else whoever makes a temporary table of the same name has that asked
    (https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY). SQLite's triggers ask
    no other database than their own.
    """
    for name in functions:
        schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
        connection.exec_driver_sql(f"ALTER FUNCTION {name}() SET search_path = {schema}, pg_temp")


def _drop(connection: Connection, guards: dict[str, _Guards]) -> None:
    triggers, functions = guards[connection.dialect.name]
    for name in triggers:
        where = "" if connection.dialect.name == "sqlite" else f" ON {_table(name)}"
        connection.exec_driver_sql(f"DROP TRIGGER {name}{where}")
    for name in functions:
        connection.exec_driver_sql(f"DROP FUNCTION {name}()")


def _table(guard: str) -> str:
    return guard.rsplit("_", 1)[0]


def missing_guards(connection: Connection) -> list[str]:
    """The names of the guards this database lacks or has disabled."""
    if connection.dialect.name == "sqlite":
        found = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        missing = sorted(every_guard("sqlite").keys() - found)
        if not connection.scalar(text("PRAGMA recursive_triggers")):
            missing.append("recursive_triggers")
        return missing
    enabled = connection.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"))
    return sorted(every_guard("postgresql").keys() - set(enabled))


def tampering_refused(connection: Connection) -> bool:
    """Try to delete the head of the record, inside a savepoint that is always rolled back.

    Where the trial cannot be made, because another writer holds the lock or because nothing can be written at all, it
    is not waited for. Raises `DatabaseUnavailableError` where the database is away.
    """
    savepoint = connection.begin_nested()
    try:
        with telling_unavailable(), _not_waiting(connection):
            connection.execute(text("DELETE FROM record_head"))
    except IntegrityError:
        return True
    except DatabaseUnavailableError as error:
        if error.why in {Why.locked, Why.read_only}:
            return True
        raise
    finally:
        savepoint.rollback()
    return False


@contextmanager
def _not_waiting(connection: Connection) -> Iterator[None]:
    """In the block, a lock that somebody else holds is not waited for."""
    if connection.dialect.name == "sqlite":
        with sqlite.not_waiting(connection):
            yield
    else:
        connection.execute(text("SET LOCAL lock_timeout = '100ms'"))  # until the savepoint is rolled back
        yield
