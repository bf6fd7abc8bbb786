"""Which groups engagements ask for their time, and who shows whom what is planned."""

import sqlalchemy as sa

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "groups_asked",
        sa.Column("engagement", PLAIN, nullable=False),
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("paid", sa.Boolean(), nullable=True),
        sa.CheckConstraint("hours IS NULL OR hours >= 0", name=op.f("ck_groups_asked_hours")),
        sa.PrimaryKeyConstraint("engagement", "organisation", name=op.f("pk_groups_asked")),
    )
    op.create_index("ix_groups_asked_organisation", "groups_asked", ["organisation"])
    op.create_table(
        "plans_shown",
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("shown_to", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "shown_to", name=op.f("pk_plans_shown")),
    )


def downgrade() -> None:
    for table in ("plans_shown", "groups_asked"):
        op.drop_table(table)
