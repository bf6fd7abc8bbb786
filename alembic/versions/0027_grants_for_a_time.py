"""The last day of what somebody may do who acts for a time."""

import sqlalchemy as sa

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("grants", sa.Column("until", sa.Date()))


def downgrade() -> None:
    op.drop_column("grants", "until")
