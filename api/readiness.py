"""What must hold before an instance serves: a migrated database whose guards stand."""

from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from db.guards import missing_guards, tampering_refused

ROOT = Path(__file__).parent.parent


def alembic_config() -> Config:
    """The configuration in `pyproject.toml`."""
    return Config(toml_file=ROOT / "pyproject.toml")


def what_is_wrong(engine: Engine) -> str | None:
    """What keeps this database from being served, and what to run; None where nothing does.

    Raises SQLAlchemyError where it cannot be reached.
    """
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current != head:
            return f"The database is at migration {current}, not {head}: run `assembly-tracker migrate`."
        missing = missing_guards(connection)
        if missing:
            return f"The record is not guarded: {', '.join(missing)} is missing."
        refused = tampering_refused(connection)
        connection.rollback()
        return None if refused else "The guards of the record let a change through."
