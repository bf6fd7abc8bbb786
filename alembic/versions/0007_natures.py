"""What sort of publication a working copy is to be, as its writer says."""

import sqlalchemy as sa

from alembic import op

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("working_copies", sa.Column("nature", PLAIN, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("working_copies", "nature")
