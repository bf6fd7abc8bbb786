"""The clock: how it stood when it was last noted, and where an administrator said to go on."""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "clock_readings",
        sa.Column("boot", PLAIN, nullable=False),
        sa.Column("ahead", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("boot", name=op.f("pk_clock_readings")),
    )
    op.create_table(
        "clock_decisions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("boot", PLAIN, nullable=False),
        sa.Column("ahead", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_decisions")),
    )


def downgrade() -> None:
    op.drop_table("clock_decisions")
    op.drop_table("clock_readings")
