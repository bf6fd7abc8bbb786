"""Where engagements stand, day by day: of the index, which is made anew after this."""

import sqlalchemy as sa

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "state_spans",
        sa.Column("entry", NUMBER, nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("state", PLAIN, nullable=False),
        sa.CheckConstraint("ends > begins", name=op.f("ck_state_spans_span")),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_state_spans_entry"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry", "begins", name=op.f("pk_state_spans")),
    )


def downgrade() -> None:
    op.drop_table("state_spans")
