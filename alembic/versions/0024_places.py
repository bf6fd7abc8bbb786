"""Places: which lies in which, and which came after which."""

import sqlalchemy as sa

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "places",
        sa.Column("code", PLAIN, nullable=False),
        sa.Column("name", PLAIN, nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_places")),
    )
    op.create_table(
        "place_parents",
        sa.Column("place", PLAIN, nullable=False),
        sa.Column("parent", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("place", "parent", name=op.f("pk_place_parents")),
    )
    op.create_table(
        "place_predecessors",
        sa.Column("place", PLAIN, nullable=False),
        sa.Column("predecessor", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("place", "predecessor", name=op.f("pk_place_predecessors")),
    )
    op.create_table(
        "places_loaded",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_places_loaded_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places_loaded")),
    )


def downgrade() -> None:
    for table in ("places_loaded", "place_predecessors", "place_parents", "places"):
        op.drop_table(table)
