"""Whether a hold before an election stands, in what the clock says. No hold was ever published before this."""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clock_spans", sa.Column("in_hold", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("clock_spans", "in_hold")
