"""Words that were removed: a publication that says what is left of another's body, and names it in `erases`.

The CHECKs of the record let a redaction name a body and its ground, as an erasure does. SQLite would make the table anew
for that: as in migration 0012, its text is changed where SQLite keeps it, of a copy first.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import sqlalchemy as sa

from alembic import op
from db.guards import change_guard

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BEFORE = {
    "ck_publications_ground": "(nature = 'erasure') = (ground IS NOT NULL)",
    "ck_publications_erases": "erases IS NULL OR (nature = 'erasure' AND erases < sequence)",
}
AFTER = {
    "ck_publications_ground": "(nature = 'erasure' OR nature = 'redaction') = (ground IS NOT NULL)",
    "ck_publications_erases": (
        "(nature <> 'redaction' OR erases IS NOT NULL)"
        " AND (erases IS NULL OR ((nature = 'erasure' OR nature = 'redaction') AND erases < sequence))"
    ),
}


def upgrade() -> None:
    op.add_column("versions", sa.Column("told_by", sa.BigInteger(), nullable=True))
    _change_checks(BEFORE, AFTER)
    change_guard(op.get_bind(), "bodies_last")


def downgrade() -> None:
    """Refused where words were removed: what was there before knows no such publication. The guard says the same."""
    _change_checks(AFTER, BEFORE)
    op.drop_column("versions", "told_by")


def _change_checks(old: dict[str, str], new: dict[str, str]) -> None:
    if op.get_bind().dialect.name != "sqlite":
        for name, check in new.items():
            op.drop_constraint(op.f(name), "publications", type_="check")
            op.create_check_constraint(op.f(name), "publications", sa.text(check))
        return
    connection = op.get_bind()
    with connection.engine.connect() as other, closing(sqlite3.connect("")) as copy:
        other.connection.driver_connection.backup(copy)
        _change_text(copy.execute, old, new)
    _change_text(connection.connection.driver_connection.execute, old, new)


def _change_text(execute: Callable[..., sqlite3.Cursor], old: dict[str, str], new: dict[str, str]) -> None:
    asked = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'publications'"
    text = execute(asked).fetchone()[0]
    for name, check in old.items():
        was = f"CONSTRAINT {name} CHECK ({check})"
        if text.count(was) != 1:
            raise RuntimeError(f"the record is not as the migrations made it: {was!r} is not in it once")
        text = text.replace(was, f"CONSTRAINT {name} CHECK ({new[name]})")
    version = execute("PRAGMA schema_version").fetchone()[0]
    execute("PRAGMA writable_schema = ON")
    try:
        execute("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'publications'", (text,))
        execute(f"PRAGMA schema_version = {version + 1}")  # so that whoever has the file open reads it again
    finally:
        execute("PRAGMA writable_schema = RESET")  # and we do too
    faults = [row[0] for row in execute("PRAGMA integrity_check")]  # of every row against the CHECKs too
    if faults != ["ok"] or execute(asked).fetchone()[0] != text:
        raise RuntimeError(f"the record cannot be changed: {'; '.join(faults)}")
