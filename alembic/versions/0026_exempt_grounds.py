"""On which ground a draft is exempt from publication."""

import sqlalchemy as sa

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("working_copies", sa.Column("exempt_ground", PLAIN, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("working_copies", "exempt_ground")
