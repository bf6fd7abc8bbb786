"""What somebody says works: of the index, which is made anew after this."""

import sqlalchemy as sa

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "works",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("about", PLAIN, nullable=False),
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("enablers", PLAIN, nullable=False),
        sa.Column("words", PLAIN, nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["publications.sequence"], name=op.f("fk_works_sequence")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_works")),
    )
    op.create_index("ix_works_about", "works", ["about"])
    op.create_index("ix_works_day", "works", ["day", "sequence"])


def downgrade() -> None:
    op.drop_table("works")
