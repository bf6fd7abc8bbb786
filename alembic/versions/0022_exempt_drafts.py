"""Drafts that are exempt from publication until a day, and the posts that alone see them."""

import sqlalchemy as sa

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("working_copies", sa.Column("exempt_until", sa.Date()))
    op.add_column("working_copies", sa.Column("exempt_posts", PLAIN, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("working_copies", "exempt_posts")
    op.drop_column("working_copies", "exempt_until")
