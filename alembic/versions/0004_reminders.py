"""Reminders: what was sent to whom, and the links that answer them."""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("about", PLAIN, nullable=False),
        sa.Column("kind", PLAIN, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("step", PLAIN, nullable=False),
        sa.Column("recipient", PLAIN, nullable=False),
        sa.Column("state", PLAIN, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('update', 'delivery', 'answer')", name=op.f("ck_reminders_kind")),
        sa.CheckConstraint(
            "step IN ('coming', 'due', 'deputy', 'reporting', 'political_lead')", name=op.f("ck_reminders_step")
        ),
        sa.CheckConstraint("state IN ('claimed', 'sent', 'unknown', 'failed')", name=op.f("ck_reminders_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    op.create_index("uq_reminders_once", "reminders", ["about", "kind", "due", "step", "recipient"], unique=True)
    op.create_index("ix_reminders_recipient", "reminders", ["recipient", "tried_at"], unique=False)
    op.create_table(
        "answer_tokens",
        sa.Column("secret_hash", PLAIN, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recipient", PLAIN, nullable=False),
        sa.Column("post", PLAIN, nullable=False),
        sa.Column("about", PLAIN, nullable=False),
        sa.Column("kind", PLAIN, nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('update', 'delivery', 'answer')", name=op.f("ck_answer_tokens_kind")),
        sa.CheckConstraint("number > 0", name=op.f("ck_answer_tokens_number")),
        sa.PrimaryKeyConstraint("secret_hash", "number", name=op.f("pk_answer_tokens")),
    )
    op.create_index("ix_answer_tokens_expires_at", "answer_tokens", ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_table("answer_tokens")
    op.drop_table("reminders")
