"""Codes in a table of their own, which guards ask, in place of CHECKs that a new code would have to change.

PostgreSQL drops a constraint. SQLite would make a table anew for that, and put its rows back: not with a record that
nobody may delete from. So the text of the table is changed where SQLite keeps it, as its manual describes
(https://www.sqlite.org/lang_altertable.html#otheralter), and nothing else in the file. That is done to a copy first, which
SQLite keeps in memory or, where it is large, in a temporary file that has no name. Whatever is not as expected, of the
copy or of the database, ends the migration, and its transaction leaves everything as it was.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import sqlalchemy as sa

from alembic import op
from db.codes import add_codes
from db.guards import create_code_guards, create_guards_of_codes, drop_code_guards, pin_guards

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CAPACITIES = "('for_itself', 'keeper', 'members', 'project', 'administrator')"
DUE_KINDS = "('update', 'delivery', 'answer')"
TYPES = (
    "('organisation', 'post', 'assembly', 'recommendation', 'lineage', 'response', 'project', 'contribution',"
    " 'accountability', 'update', 'verdict', 'reply', 'tally')"
)
# For each column that holds codes: which list they are of, and the CHECK it had.
CODED = {
    "publications": {
        "type": ("thing_type", f"type IN {TYPES}"),
        "nature": (
            "nature",
            "nature IN ('news', 'correction', 'relabelling', 'confirmation', 'withdrawal', 'erasure')",
        ),
        "said_capacity": ("capacity", f"said_capacity IN {CAPACITIES}"),
        "entered_capacity": ("capacity", f"entered_capacity IN {CAPACITIES}"),
    },
    "versions": {
        "type": ("thing_type", f"type IN {TYPES}"),
        "state": ("version_state", "state IN ('standing', 'withdrawn', 'erased')"),
    },
    "entries": {
        "type": ("listed_type", "type IN ('assembly', 'recommendation', 'project', 'organisation', 'post')"),
    },
    "clock_spans": {
        "response": (
            "response",
            "response IS NULL OR response IN ('awaiting', 'no_answer', 'not_held', 'noted', 'accepted', 'accepted_in_part', 'accepted_in_principle', 'other_way', 'already_doing', 'deciding', 'advised', 'passed_on', 'rejected')",
        ),
        "schedule": (
            "schedule",
            "schedule IN ('no_date', 'not_due', 'due_soon', 'late', 'plan_ended', 'finished', 'not_expected')",
        ),
    },
    "working_copies": {
        "type": ("thing_type", f"type IN {TYPES}"),
        "state": ("working_state", "state IN ('draft', 'submitted', 'scheduled', 'clean')"),
    },
    "actors": {"kind": ("actor_kind", "kind IN ('key', 'account')")},
    "grants": {"role": ("role", "role IN ('admin', 'editor', 'officer', 'convenor', 'panel', 'keeper')")},
    "reminders": {
        "kind": ("due_kind", f"kind IN {DUE_KINDS}"),
        "step": ("reminder_step", "step IN ('coming', 'due', 'deputy', 'reporting', 'political_lead')"),
        "state": ("reminder_state", "state IN ('claimed', 'sent', 'unknown', 'failed')"),
    },
    "answer_tokens": {"kind": ("due_kind", f"kind IN {DUE_KINDS}")},
    "purges": {
        "cause": ("purge_cause", "cause IN ('erasure', 'discard', 'redaction', 'forget')"),
        "state": ("purge_state", "state IN ('pages', 'log', 'done')"),
    },
}
LISTS = {table: {column: name for column, (name, _) in columns.items()} for table, columns in CODED.items()}
CHECKS = {
    table: {f"ck_{table}_{column}": check for column, (_, check) in columns.items()} for table, columns in CODED.items()
}


def upgrade() -> None:
    op.create_table(  # it also takes the write lock, so that nobody changes what is copied
        "codes",
        sa.Column("list", PLAIN, nullable=False),
        sa.Column("code", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("list", "code", name=op.f("pk_codes")),
    )
    add_codes(op.get_bind())
    create_guards_of_codes(op.get_bind())
    if op.get_bind().dialect.name == "sqlite":
        _change_tables(_without_checks)
    else:
        for table, checks in CHECKS.items():
            for name in checks:
                op.drop_constraint(op.f(name), table, type_="check")
    pin_guards(op.get_bind())
    create_code_guards(op.get_bind(), LISTS)


def downgrade() -> None:
    """The CHECKs are put back, unless a row holds a code that they would refuse."""
    drop_code_guards(op.get_bind(), LISTS)
    if op.get_bind().dialect.name == "sqlite":
        _change_tables(_with_checks)
    else:
        for table, checks in CHECKS.items():
            for name, check in checks.items():
                op.create_check_constraint(op.f(name), table, sa.text(check))
    op.drop_table("codes")


def _without_checks(table: str, sql: str) -> str:
    for name, check in CHECKS[table].items():
        sql = _replaced(sql, f", \n\tCONSTRAINT {name} CHECK ({check})", "")
    return sql


def _with_checks(table: str, sql: str) -> str:
    checks = "".join(f", \n\tCONSTRAINT {name} CHECK ({check})" for name, check in CHECKS[table].items())
    key = f", \n\tCONSTRAINT pk_{table} PRIMARY KEY"
    return _replaced(sql, key, checks + key)


def _replaced(sql: str, old: str, new: str) -> str:
    if sql.count(old) != 1:
        raise RuntimeError(f"a table is not as the migrations made it: {old.strip(', ')!r} is not in it once")
    return sql.replace(old, new)


def _change_tables(change: Callable[[str, str], str]) -> None:
    """Change what SQLite holds as the text of each table: of a copy, and then of the database."""
    connection = op.get_bind()
    with connection.engine.connect() as other, closing(sqlite3.connect("")) as copy:
        other.connection.driver_connection.backup(copy)
        _change_texts(copy.execute, change)
    _change_texts(connection.connection.driver_connection.execute, change)


def _change_texts(execute: Callable[..., sqlite3.Cursor], change: Callable[[str, str], str]) -> None:
    before = _schema(execute)
    after = {**before, **{("table", name): change(name, before.get(("table", name), "")) for name in CHECKS}}
    version = execute("PRAGMA schema_version").fetchone()[0]
    execute("PRAGMA writable_schema = ON")
    try:
        for name in CHECKS:
            changed = "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?"
            execute(changed, (after["table", name], name))
        execute(f"PRAGMA schema_version = {version + 1}")  # so that whoever has the file open reads it again
    finally:
        execute("PRAGMA writable_schema = RESET")  # and we do too
    faults = [row[0] for row in execute("PRAGMA integrity_check")]  # of every row against the CHECKs too
    if faults != ["ok"] or _schema(execute) != after:
        raise RuntimeError(f"the tables cannot be changed: {'; '.join(faults)}")


def _schema(execute: Callable[..., sqlite3.Cursor]) -> dict[tuple[str, str], str]:
    return {(kind, name): sql for kind, name, sql in execute("SELECT type, name, sql FROM sqlite_master")}
