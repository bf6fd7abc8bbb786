"""What groups see and say of what asks them, by a link to the mailbox that they published."""

import sqlalchemy as sa

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "group_links",
        sa.Column("secret_hash", PLAIN, nullable=False),
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("recipient", PLAIN, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sent_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sent_by"], ["actors.id"], name=op.f("fk_group_links_sent_by")),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_group_links")),
    )
    op.create_index("ix_group_links_organisation", "group_links", ["organisation"])
    op.create_table(
        "group_answers",
        sa.Column("engagement", PLAIN, nullable=False),
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("answer", PLAIN, nullable=False),
        sa.Column("text", PLAIN, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("engagement", "organisation", name=op.f("pk_group_answers")),
    )
    op.create_table(
        "group_terms",
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("per_year", sa.Integer(), nullable=True),
        sa.Column("text", PLAIN, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("per_year IS NULL OR per_year >= 0", name=op.f("ck_group_terms_per_year")),
        sa.PrimaryKeyConstraint("organisation", name=op.f("pk_group_terms")),
    )


def downgrade() -> None:
    for table in ("group_terms", "group_answers", "group_links"):
        op.drop_table(table)
