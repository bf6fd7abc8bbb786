"""Mails about releases: who was told that something waits for theirs, and who is to be told what became of their own."""

import sqlalchemy as sa

from alembic import op
from db.guards import create_code_guards, drop_code_guards

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CODED = {"release_mails": {"news": "release_news", "state": "reminder_state"}}


def upgrade() -> None:
    op.create_table(
        "release_mails",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("news", PLAIN, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("writer", sa.BigInteger()),
        sa.Column("recipient", PLAIN, nullable=False),
        sa.Column("state", PLAIN),
        sa.Column("tried_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(state IS NULL) = (tried_at IS NULL)", name=op.f("ck_release_mails_tried")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_mails")),
    )
    op.create_index("uq_release_mails_once", "release_mails", ["thing", "news", "at", "recipient"], unique=True)
    op.create_index("ix_release_mails_state", "release_mails", ["state"])
    create_code_guards(op.get_bind(), CODED)


def downgrade() -> None:
    drop_code_guards(op.get_bind(), CODED)
    op.drop_table("release_mails")
