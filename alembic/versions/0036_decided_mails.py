"""Whoever runs an occasion is told by mail what somebody else decided about it."""

import sqlalchemy as sa

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ONCE = ["thing", "news", "at", "recipient"]


def upgrade() -> None:
    op.add_column("release_mails", sa.Column("about", PLAIN, nullable=False, server_default=""))
    op.drop_index("uq_release_mails_once", "release_mails")
    op.create_index("uq_release_mails_once", "release_mails", ["thing", "about", *ONCE[1:]], unique=True)


def downgrade() -> None:
    op.execute("DELETE FROM release_mails WHERE about <> ''")
    op.drop_index("uq_release_mails_once", "release_mails")
    op.create_index("uq_release_mails_once", "release_mails", ONCE, unique=True)
    op.drop_column("release_mails", "about")
