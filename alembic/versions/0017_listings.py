"""Where what stands is found in lists, and how much of it there is. The index is made anew after this, which fills both;
until then, lists are read without them.
"""

import sqlalchemy as sa

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger()


def upgrade() -> None:
    op.create_table(
        "listings",
        sa.Column("type", PLAIN, nullable=False),
        sa.Column("axis", PLAIN, nullable=False),
        sa.Column("value", PLAIN, nullable=False),
        sa.Column("assembly", PLAIN, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends > begins", name=op.f("ck_listings_span")),
        sa.PrimaryKeyConstraint(
            "type", "axis", "value", "assembly", "position", "thing", "begins", name=op.f("pk_listings")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_listings_thing", "listings", ["thing"], unique=False)
    op.create_table(
        "counts",
        sa.Column("type", PLAIN, nullable=False),
        sa.Column("axis", PLAIN, nullable=False),
        sa.Column("value", PLAIN, nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("type", "axis", "value", "counted", "day", name=op.f("pk_counts")),
    )
    _create_partial_index("ix_counts_none", "counts", ["number"], "number = 0")
    for name, columns in _SORTS.items():
        _create_partial_index(name, "entries", columns, "to_sequence IS NULL")


def downgrade() -> None:
    for name in _SORTS:
        op.drop_index(name, table_name="entries")
    op.drop_table("counts")
    op.drop_table("listings")


_SORTS = {"ix_entries_updated": ["type", "updated_at", "thing"], "ix_entries_due": ["type", "due", "thing"]}


def _create_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    rows = sa.text(where)
    op.create_index(name, table, columns, unique=False, sqlite_where=rows, postgresql_where=rows)
