"""Which migration a database is at, and which this version has; and the tool that runs them.

What is only to be known is read here: to import Alembic takes a quarter of a second of every start.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from alembic.config import Config

ROOT = Path(__file__).parent.parent


def config() -> "Config":
    """How Alembic is set, in `pyproject.toml`."""
    from alembic.config import Config

    return Config(toml_file=ROOT / "pyproject.toml")


def upgrade(connection: Connection | None = None) -> None:
    """Run the migrations that are missing, on a connection or on the database of the settings."""
    from alembic import command

    set_ = config()
    if connection is not None:
        set_.attributes["connection"] = connection
    command.upgrade(set_, "head")


def known() -> list[str]:
    """The migrations of this version in their order: each is a file that begins with its number."""
    return sorted(file.name.partition("_")[0] for file in (ROOT / "alembic" / "versions").glob("[0-9]*.py"))


def at(connection: Connection) -> str | None:
    """The migration that a database is at; None before the first."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
