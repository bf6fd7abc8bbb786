"""What is still to be purged from the files, and audit entries whose text was taken away.

Erasures made before this were called done without a look at the files: they are looked at now.
"""

import sqlalchemy as sa

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "purges",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("cause", PLAIN, nullable=False),
        sa.Column("erased", sa.BigInteger(), nullable=True),
        sa.Column("state", PLAIN, nullable=False),
        sa.Column("marks", PLAIN, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.CheckConstraint("cause IN ('erasure', 'discard', 'redaction', 'forget')", name=op.f("ck_purges_cause")),
        sa.CheckConstraint("state IN ('pages', 'log', 'done')", name=op.f("ck_purges_state")),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_purges_done")),
        sa.CheckConstraint("(cause = 'erasure') = (erased IS NOT NULL)", name=op.f("ck_purges_erased")),
        sa.ForeignKeyConstraint(["erased"], ["publications.sequence"], name=op.f("fk_purges_erased")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purges")),
    )
    op.create_index("ix_purges_state", "purges", ["state"], unique=False)
    op.create_index("uq_purges_erased", "purges", ["erased"], unique=True)
    op.execute(
        "INSERT INTO purges (at, cause, erased, state, marks)"
        " SELECT published_at, 'erasure', erases, 'pages', '' FROM publications WHERE erases IS NOT NULL"
    )
    op.add_column("audit_entries", sa.Column("redacted_by", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("audit_entries", "redacted_by")
    op.drop_table("purges")
