"""Accounts beside keys, holders of posts, releases at a time, and the audit trail.

A key becomes an actor with one grant for each thing it covers. The tables of the workbench are made anew and their rows
put back: nothing here touches the record.
"""

import json
from typing import Any

import sqlalchemy as sa

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ROLES = "role IN ('admin', 'editor', 'officer', 'convenor', 'panel', 'keeper')"
TYPES = (
    "type IN ('organisation', 'post', 'assembly', 'recommendation', 'lineage', 'response', 'project', 'contribution',"
    " 'accountability', 'update', 'verdict', 'reply', 'tally')"
)
STATES = "state IN ('draft', 'submitted', 'scheduled', 'clean')"


def upgrade() -> None:
    old = {name: _rows(name) for name in ("keys", "key_covers", "working_copies", "idempotent_requests")}
    for name in ("working_copies", "idempotent_requests", "key_covers", "keys"):
        op.drop_table(name)
    _create_access()
    _create_workbench()
    _create_audit()
    _put("actors", [{"id": key["id"], "kind": "key", "holder": key["holder"]} for key in old["keys"]])
    _put(
        "keys", [{name: value for name, value in key.items() if name not in {"holder", "role"}} for key in old["keys"]]
    )
    covers: dict[int, list[str]] = {}
    for row in old["key_covers"]:
        covers.setdefault(row["key"], []).append(row["thing"])
    grants = [
        {"actor": key["id"], "role": key["role"], "covers": thing}
        for key in old["keys"]
        for thing in ([""] if key["role"] == "admin" else covers.get(key["id"], []))
    ]
    _put("grants", grants)
    _put("working_copies", [_with_entered(copy) for copy in old["working_copies"]])
    _put(
        "idempotent_requests",
        [{**{k: v for k, v in row.items() if k != "key"}, "actor": row["key"]} for row in old["idempotent_requests"]],
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('actors_id_seq', coalesce((SELECT max(id) FROM actors), 0) + 1, false)")


def _with_entered(copy: dict[str, Any]) -> dict[str, Any]:
    entered = json.loads(copy["body"])["entered_by"]  # there were only working copies of updates
    added = {"entered_by": entered["organisation"], "entered_capacity": entered["capacity"]}
    return {**copy, **added, "spoken_by": "", "note": "", "hold_reason": ""}


def _rows(name: str) -> list[dict[str, Any]]:
    table = sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())
    return [dict(row) for row in op.get_bind().execute(sa.select(table)).mappings()]


def _put(name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        op.bulk_insert(sa.Table(name, sa.MetaData(), autoload_with=op.get_bind()), rows)


def _create_access() -> None:
    op.create_table(
        "actors",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", PLAIN, nullable=False),
        sa.Column("holder", PLAIN, nullable=False),
        sa.CheckConstraint("kind IN ('key', 'account')", name=op.f("ck_actors_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actors")),
    )
    op.create_table(
        "keys",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("secret_hash", PLAIN, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_keys_expiry")),
        sa.ForeignKeyConstraint(["id"], ["actors.id"], name=op.f("fk_keys_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_keys_secret_hash")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("issuer", PLAIN, nullable=False),
        sa.Column("subject", PLAIN, nullable=False),
        sa.Column("login", PLAIN, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["id"], ["actors.id"], name=op.f("fk_accounts_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_accounts_issuer_subject")),
    )
    op.create_table(
        "grants",
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("role", PLAIN, nullable=False),
        sa.Column("covers", PLAIN, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(ROLES, name=op.f("ck_grants_role")),
        sa.CheckConstraint("(role = 'admin') = (covers = '')", name=op.f("ck_grants_covers")),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("fk_grants_actor")),
        sa.PrimaryKeyConstraint("actor", "role", "covers", name=op.f("pk_grants")),
    )
    op.create_index("ix_grants_covers", "grants", ["covers", "role"], unique=False)
    op.create_table(
        "holdings",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("post", PLAIN, nullable=False),
        sa.Column("holder", PLAIN, nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint("ends IS NULL OR ends >= begins", name=op.f("ck_holdings_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdings")),
    )
    op.create_index("ix_holdings_post", "holdings", ["post", "begins"], unique=False)
    op.create_index(
        "uq_holdings_current",
        "holdings",
        ["post", "holder"],
        unique=True,
        sqlite_where=sa.text("ends IS NULL"),
        postgresql_where=sa.text("ends IS NULL"),
    )


def _create_workbench() -> None:
    op.create_table(
        "working_copies",
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("type", PLAIN, nullable=False),
        sa.Column("about", PLAIN, nullable=False),
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", PLAIN, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", PLAIN, nullable=False),
        sa.Column("entered_capacity", PLAIN, nullable=False),
        sa.Column("spoken_by", PLAIN, nullable=False),
        sa.Column("note", PLAIN, nullable=False),
        sa.Column("withdrawal", sa.LargeBinary(), nullable=True),
        sa.Column("publish_at", MOMENT, nullable=True),
        sa.Column("hold_reason", PLAIN, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.Column("released_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(TYPES, name=op.f("ck_working_copies_type")),
        sa.CheckConstraint(STATES, name=op.f("ck_working_copies_state")),
        sa.CheckConstraint(
            "state <> 'submitted' OR submitted_at IS NOT NULL", name=op.f("ck_working_copies_submitted")
        ),
        sa.CheckConstraint(
            "state <> 'scheduled' OR (released_at IS NOT NULL AND publish_at IS NOT NULL)",
            name=op.f("ck_working_copies_scheduled"),
        ),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (submitted_by IS NULL)", name=op.f("ck_working_copies_submitted_by")
        ),
        sa.CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name=op.f("ck_working_copies_released_by")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_working_copies_revision")),
        sa.ForeignKeyConstraint(["created_by"], ["actors.id"], name=op.f("fk_working_copies_created_by")),
        sa.ForeignKeyConstraint(["changed_by"], ["actors.id"], name=op.f("fk_working_copies_changed_by")),
        sa.ForeignKeyConstraint(["submitted_by"], ["actors.id"], name=op.f("fk_working_copies_submitted_by")),
        sa.ForeignKeyConstraint(["released_by"], ["actors.id"], name=op.f("fk_working_copies_released_by")),
        sa.PrimaryKeyConstraint("thing", name=op.f("pk_working_copies")),
    )
    op.create_index("ix_working_copies_about", "working_copies", ["about"], unique=False)
    op.create_index("ix_working_copies_type", "working_copies", ["type", "organisation"], unique=False)
    op.create_index("ix_working_copies_state", "working_copies", ["state", "organisation"], unique=False)
    op.create_table(
        "idempotent_requests",
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("idempotency_key", PLAIN, nullable=False),
        sa.Column("request_hash", PLAIN, nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("fk_idempotent_requests_actor")),
        sa.PrimaryKeyConstraint("actor", "idempotency_key", name=op.f("pk_idempotent_requests")),
    )
    op.create_index("ix_idempotent_requests_created_at", "idempotent_requests", ["created_at"], unique=False)


def _create_audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("address", PLAIN, nullable=False),
        sa.Column("request", PLAIN, nullable=False),
        sa.Column("action", PLAIN, nullable=False),
        sa.Column("type", PLAIN, nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("after", sa.LargeBinary(), nullable=True),
        sa.Column("reason", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index("ix_audit_entries_thing", "audit_entries", ["thing", "id"], unique=False)
    op.create_index("ix_audit_entries_actor", "audit_entries", ["actor", "id"], unique=False)
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"], unique=False)


def downgrade() -> None:
    """The tables as they were, with the keys in them; accounts, holdings and the audit trail are gone."""
    old = {name: _rows(name) for name in ("actors", "keys", "grants", "working_copies", "idempotent_requests")}
    tables = ("idempotent_requests", "working_copies", "audit_entries", "holdings", "grants", "accounts", "keys")
    for name in (*tables, "actors"):
        op.drop_table(name)
    _create_old()
    holders = {actor["id"]: actor["holder"] for actor in old["actors"]}
    roles = {grant["actor"]: grant["role"] for grant in old["grants"]}
    _put("keys", [{**key, "holder": holders[key["id"]], "role": roles[key["id"]]} for key in old["keys"]])
    keys = {key["id"] for key in old["keys"]}
    covers = [
        {"key": grant["actor"], "thing": grant["covers"]}
        for grant in old["grants"]
        if grant["covers"] and grant["actor"] in keys
    ]
    _put("key_covers", covers)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('keys_id_seq', coalesce((SELECT max(id) FROM keys), 0) + 1, false)")
    _put("working_copies", [_as_before(copy) for copy in old["working_copies"] if copy["created_by"] in keys])
    requests = [row for row in old["idempotent_requests"] if row["actor"] in keys]
    _put(
        "idempotent_requests",
        [{**{k: v for k, v in row.items() if k != "actor"}, "key": row["actor"]} for row in requests],
    )


def _as_before(copy: dict[str, Any]) -> dict[str, Any]:
    added = (
        "entered_by",
        "entered_capacity",
        "note",
        "withdrawal",
        "publish_at",
        "hold_reason",
        "released_at",
        "released_by",
    )
    kept = {name: value for name, value in copy.items() if name not in added}
    if kept["state"] == "clean":
        return {**kept, "submitted_at": None, "submitted_by": None}
    return {**kept, "state": "draft", "submitted_at": None, "submitted_by": None}


def _create_old() -> None:
    op.create_table(
        "keys",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("secret_hash", PLAIN, nullable=False),
        sa.Column("holder", PLAIN, nullable=False),
        sa.Column("role", PLAIN, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.CheckConstraint(ROLES, name=op.f("ck_keys_role")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_keys_expiry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_keys_secret_hash")),
    )
    op.create_table(
        "key_covers",
        sa.Column("key", BIG_ID, nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.ForeignKeyConstraint(["key"], ["keys.id"], name=op.f("fk_key_covers_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "thing", name=op.f("pk_key_covers")),
    )
    op.create_index("ix_key_covers_thing", "key_covers", ["thing"], unique=False)
    op.create_table(
        "working_copies",
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("type", PLAIN, nullable=False),
        sa.Column("about", PLAIN, nullable=False),
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", PLAIN, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'submitted') = (submitted_at IS NOT NULL)", name=op.f("ck_working_copies_submitted_at")
        ),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'clean')", name=op.f("ck_working_copies_state")),
        sa.CheckConstraint(TYPES, name=op.f("ck_working_copies_type")),
        sa.CheckConstraint(
            "(submitted_at IS NULL) = (submitted_by IS NULL)", name=op.f("ck_working_copies_submitted_by")
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_working_copies_revision")),
        sa.ForeignKeyConstraint(["changed_by"], ["keys.id"], name=op.f("fk_working_copies_changed_by")),
        sa.ForeignKeyConstraint(["created_by"], ["keys.id"], name=op.f("fk_working_copies_created_by")),
        sa.ForeignKeyConstraint(["submitted_by"], ["keys.id"], name=op.f("fk_working_copies_submitted_by")),
        sa.PrimaryKeyConstraint("thing", name=op.f("pk_working_copies")),
    )
    op.create_index("ix_working_copies_about", "working_copies", ["about"], unique=False)
    op.create_index("ix_working_copies_state", "working_copies", ["state", "organisation"], unique=False)
    op.create_table(
        "idempotent_requests",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("idempotency_key", PLAIN, nullable=False),
        sa.Column("request_hash", PLAIN, nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["key"], ["keys.id"], name=op.f("fk_idempotent_requests_key")),
        sa.PrimaryKeyConstraint("key", "idempotency_key", name=op.f("pk_idempotent_requests")),
    )
    op.create_index("ix_idempotent_requests_created_at", "idempotent_requests", ["created_at"], unique=False)
