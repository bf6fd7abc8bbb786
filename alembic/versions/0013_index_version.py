"""Which version of the program made the index.

Of an index that is there already nobody knows that, so it counts as an old one and is made anew.
"""

import sqlalchemy as sa

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "index_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_index_version_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_version")),
    )
    op.execute("INSERT INTO index_version (id, version) SELECT 1, 0 FROM record_head WHERE sequence > 0")


def downgrade() -> None:
    op.drop_table("index_version")
