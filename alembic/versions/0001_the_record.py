"""The record, its guards, its index and the workbench."""

import sqlalchemy as sa

from alembic import op
from db.guards import create_guards, drop_guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "accountable_posts",
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("about", PLAIN, nullable=False),
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("post", PLAIN, nullable=False),
        sa.CheckConstraint("length(post) >= 3", name=op.f("ck_accountable_posts_post")),
        sa.PrimaryKeyConstraint("thing", name=op.f("pk_accountable_posts")),
    )
    op.create_index("uq_accountable_posts_one", "accountable_posts", ["about", "organisation"], unique=True)
    op.create_table(
        "entries",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("type", PLAIN, nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("from_sequence", sa.BigInteger(), nullable=False),
        sa.Column("to_sequence", sa.BigInteger(), nullable=True),
        sa.Column("assembly", PLAIN, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "type IN ('assembly', 'recommendation', 'project', 'organisation', 'post')", name=op.f("ck_entries_type")
        ),
        sa.CheckConstraint("to_sequence IS NULL OR to_sequence > from_sequence", name=op.f("ck_entries_span")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
    )
    op.create_index("ix_entries_order", "entries", ["type", "assembly", "position", "thing"], unique=False)
    op.create_index("ix_entries_thing", "entries", ["thing", "from_sequence"], unique=False)
    op.create_index(
        "uq_entries_current",
        "entries",
        ["thing"],
        unique=True,
        sqlite_where=sa.text("to_sequence IS NULL"),
        postgresql_where=sa.text("to_sequence IS NULL"),
    )
    op.create_table(
        "keys",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("secret_hash", PLAIN, nullable=False),
        sa.Column("holder", PLAIN, nullable=False),
        sa.Column("role", PLAIN, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role IN ('admin', 'editor', 'officer', 'convenor', 'panel', 'keeper')", name=op.f("ck_keys_role")
        ),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_keys_expiry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_keys_secret_hash")),
    )
    op.create_table(
        "publications",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", PLAIN, nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("nature", PLAIN, nullable=False),
        sa.Column("said_by", PLAIN, nullable=False),
        sa.Column("said_capacity", PLAIN, nullable=False),
        sa.Column("entered_by", PLAIN, nullable=False),
        sa.Column("entered_capacity", PLAIN, nullable=False),
        sa.Column("format", PLAIN, nullable=False),
        sa.Column("ground", PLAIN, nullable=True),
        sa.Column("erases", sa.BigInteger(), nullable=True),
        sa.Column("body_hash", PLAIN, nullable=False),
        sa.Column("previous_hash", PLAIN, nullable=False),
        sa.Column("hash", PLAIN, nullable=False),
        sa.CheckConstraint("(nature = 'erasure') = (ground IS NOT NULL)", name=op.f("ck_publications_ground")),
        sa.CheckConstraint(
            "entered_capacity IN ('for_itself', 'keeper', 'members', 'project', 'administrator')",
            name=op.f("ck_publications_entered_capacity"),
        ),
        sa.CheckConstraint(
            "erases IS NULL OR (nature = 'erasure' AND erases < sequence)", name=op.f("ck_publications_erases")
        ),
        sa.CheckConstraint(
            "nature IN ('news', 'correction', 'relabelling', 'confirmation', 'withdrawal', 'erasure')",
            name=op.f("ck_publications_nature"),
        ),
        sa.CheckConstraint(
            "said_capacity IN ('for_itself', 'keeper', 'members', 'project', 'administrator')",
            name=op.f("ck_publications_said_capacity"),
        ),
        sa.CheckConstraint(
            "type IN ('organisation', 'post', 'assembly', 'recommendation', 'lineage', 'response', 'project', 'contribution', 'accountability', 'update', 'verdict', 'reply', 'tally')",
            name=op.f("ck_publications_type"),
        ),
        sa.CheckConstraint("length(thing) BETWEEN 3 AND 80", name=op.f("ck_publications_thing")),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_publications_sequence")),
        sa.ForeignKeyConstraint(["erases"], ["publications.sequence"], name=op.f("fk_publications_erases")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_publications")),
    )
    op.create_index("ix_publications_erases", "publications", ["erases"], unique=True)
    op.create_index("ix_publications_published_at", "publications", ["published_at"], unique=False)
    op.create_index("ix_publications_thing", "publications", ["thing", "sequence"], unique=False)
    op.create_table(
        "record_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", PLAIN, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_record_head_one_row")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_record_head_sequence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_head")),
    )
    op.create_table(
        "bodies",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["publications.sequence"], name=op.f("fk_bodies_sequence")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_bodies")),
    )
    op.create_table(
        "clock_spans",
        sa.Column("entry", BIG_ID, nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("response", PLAIN, nullable=True),
        sa.Column("answered_as", PLAIN, nullable=True),
        sa.Column("schedule", PLAIN, nullable=False),
        sa.Column("update_overdue", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "response IS NULL OR response IN ('awaiting', 'no_answer', 'not_held', 'noted', 'accepted', 'accepted_in_part', 'accepted_in_principle', 'other_way', 'already_doing', 'deciding', 'advised', 'passed_on', 'rejected')",
            name=op.f("ck_clock_spans_response"),
        ),
        sa.CheckConstraint(
            "schedule IN ('no_date', 'not_due', 'due_soon', 'late', 'plan_ended', 'finished', 'not_expected')",
            name=op.f("ck_clock_spans_schedule"),
        ),
        sa.CheckConstraint("ends > begins", name=op.f("ck_clock_spans_span")),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_clock_spans_entry"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry", "begins", name=op.f("pk_clock_spans")),
    )
    op.create_table(
        "facets",
        sa.Column("entry", BIG_ID, nullable=False),
        sa.Column("axis", PLAIN, nullable=False),
        sa.Column("value", PLAIN, nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_facets_entry"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry", "axis", "value", name=op.f("pk_facets")),
    )
    op.create_index("ix_facets_value", "facets", ["axis", "value", "entry"], unique=False)
    op.create_table(
        "idempotent_requests",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("idempotency_key", PLAIN, nullable=False),
        sa.Column("request_hash", PLAIN, nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["keys.id"], name=op.f("fk_idempotent_requests_key")),
        sa.PrimaryKeyConstraint("key", "idempotency_key", name=op.f("pk_idempotent_requests")),
    )
    op.create_index("ix_idempotent_requests_created_at", "idempotent_requests", ["created_at"], unique=False)
    op.create_table(
        "key_covers",
        sa.Column("key", BIG_ID, nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.ForeignKeyConstraint(["key"], ["keys.id"], name=op.f("fk_key_covers_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "thing", name=op.f("pk_key_covers")),
    )
    op.create_index("ix_key_covers_thing", "key_covers", ["thing"], unique=False)
    op.create_table(
        "links",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("relation", PLAIN, nullable=False),
        sa.Column("target", PLAIN, nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["publications.sequence"], name=op.f("fk_links_sequence")),
        sa.PrimaryKeyConstraint("sequence", "relation", "target", name=op.f("pk_links")),
    )
    op.create_index("ix_links_target", "links", ["target", "relation"], unique=False)
    op.create_table(
        "versions",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("to_sequence", sa.BigInteger(), nullable=True),
        sa.Column("type", PLAIN, nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("state", PLAIN, nullable=False),
        sa.CheckConstraint("state IN ('standing', 'withdrawn', 'erased')", name=op.f("ck_versions_state")),
        sa.CheckConstraint(
            "type IN ('organisation', 'post', 'assembly', 'recommendation', 'lineage', 'response', 'project', 'contribution', 'accountability', 'update', 'verdict', 'reply', 'tally')",
            name=op.f("ck_versions_type"),
        ),
        sa.CheckConstraint("to_sequence IS NULL OR to_sequence > sequence", name=op.f("ck_versions_span")),
        sa.ForeignKeyConstraint(["sequence"], ["publications.sequence"], name=op.f("fk_versions_sequence")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_versions")),
    )
    op.create_index("ix_versions_thing", "versions", ["thing", "sequence"], unique=False)
    op.create_index(
        "uq_versions_current",
        "versions",
        ["thing"],
        unique=True,
        sqlite_where=sa.text("to_sequence IS NULL"),
        postgresql_where=sa.text("to_sequence IS NULL"),
    )
    op.create_table(
        "working_copies",
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("type", PLAIN, nullable=False),
        sa.Column("about", PLAIN, nullable=False),
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", PLAIN, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'submitted') = (submitted_at IS NOT NULL)", name=op.f("ck_working_copies_submitted_at")
        ),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'clean')", name=op.f("ck_working_copies_state")),
        sa.CheckConstraint(
            "type IN ('organisation', 'post', 'assembly', 'recommendation', 'lineage', 'response', 'project', 'contribution', 'accountability', 'update', 'verdict', 'reply', 'tally')",
            name=op.f("ck_working_copies_type"),
        ),
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
    op.execute(
        "INSERT INTO record_head (id, sequence, published_at, hash) VALUES (1, 0, '1970-01-01 00:00:00.000000', '')"
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_index("ix_working_copies_state", table_name="working_copies")
    op.drop_index("ix_working_copies_about", table_name="working_copies")
    op.drop_table("working_copies")
    op.drop_index(
        "uq_versions_current",
        table_name="versions",
        sqlite_where=sa.text("to_sequence IS NULL"),
        postgresql_where=sa.text("to_sequence IS NULL"),
    )
    op.drop_index("ix_versions_thing", table_name="versions")
    op.drop_table("versions")
    op.drop_index("ix_links_target", table_name="links")
    op.drop_table("links")
    op.drop_index("ix_key_covers_thing", table_name="key_covers")
    op.drop_table("key_covers")
    op.drop_index("ix_idempotent_requests_created_at", table_name="idempotent_requests")
    op.drop_table("idempotent_requests")
    op.drop_index("ix_facets_value", table_name="facets")
    op.drop_table("facets")
    op.drop_table("clock_spans")
    op.drop_table("bodies")
    op.drop_table("record_head")
    op.drop_index("ix_publications_thing", table_name="publications")
    op.drop_index("ix_publications_published_at", table_name="publications")
    op.drop_index("ix_publications_erases", table_name="publications")
    op.drop_table("publications")
    op.drop_table("keys")
    op.drop_index(
        "uq_entries_current",
        table_name="entries",
        sqlite_where=sa.text("to_sequence IS NULL"),
        postgresql_where=sa.text("to_sequence IS NULL"),
    )
    op.drop_index("ix_entries_thing", table_name="entries")
    op.drop_index("ix_entries_order", table_name="entries")
    op.drop_table("entries")
    op.drop_index("uq_accountable_posts_one", table_name="accountable_posts")
    op.drop_table("accountable_posts")
