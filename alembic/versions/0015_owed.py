"""On which grounds something is owed, in what the clock says. The index is made anew after this, which fills it."""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("clock_spans", sa.Column("owed", PLAIN, server_default="", nullable=False))
    op.execute("UPDATE index_version SET version = 0")  # whatever made it, it said nothing of this


def downgrade() -> None:
    op.drop_column("clock_spans", "owed")
