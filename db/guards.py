"""The guards: triggers that keep the record append-only, whoever holds the database's password.

They are part of the first migration. `missing_guards` tries them, for `readyz` and after every migration.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from db import sqlite
from db.unavailable import DatabaseUnavailableError, Why, telling_unavailable

_ERASED = "EXISTS (SELECT 1 FROM publications WHERE nature = 'erasure' AND erases = OLD.sequence)"

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


def create_guards(connection: Connection) -> None:
    """Create every guard of this connection's database."""
    if connection.dialect.name == "sqlite":
        statements = [*SQLITE_GUARDS.values()]
    else:
        statements = [*POSTGRESQL_FUNCTIONS.values(), *POSTGRESQL_GUARDS.values()]
    for statement in statements:
        connection.exec_driver_sql(statement.replace("%", "%%") if connection.dialect.name != "sqlite" else statement)


def drop_guards(connection: Connection) -> None:
    """Drop them all, for a migration that goes down."""
    if connection.dialect.name == "sqlite":
        for name in SQLITE_GUARDS:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        for name in POSTGRESQL_GUARDS:
            table = name.rsplit("_", 1)[0]
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
        for name in POSTGRESQL_FUNCTIONS:
            connection.exec_driver_sql(f"DROP FUNCTION {name}()")


def missing_guards(connection: Connection) -> list[str]:
    """The names of the guards this database lacks or has disabled."""
    if connection.dialect.name == "sqlite":
        found = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        missing = sorted(SQLITE_GUARDS.keys() - found)
        if not connection.scalar(text("PRAGMA recursive_triggers")):
            missing.append("recursive_triggers")
        return missing
    enabled = connection.scalars(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"))
    return sorted(POSTGRESQL_GUARDS.keys() - set(enabled))


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
