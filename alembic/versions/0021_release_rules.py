"""Who releases at an organisation, in which order; which posts are away; and what its writer released alone."""

import sqlalchemy as sa

from alembic import op
from db.guards import create_code_guards, drop_code_guards

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CODED = {"release_rules": {"bank_holidays": "bank_holidays"}}


def upgrade() -> None:
    op.create_table(
        "release_rules",
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("posts", PLAIN, nullable=False),
        sa.Column("next_after", sa.Integer()),
        sa.Column("minutes_after", sa.Integer()),
        sa.Column("call_in_days", sa.Integer()),
        sa.Column("bank_holidays", PLAIN),
        sa.CheckConstraint("next_after > 0", name=op.f("ck_release_rules_next_after")),
        sa.PrimaryKeyConstraint("organisation", name=op.f("pk_release_rules")),
    )
    op.create_table(
        "absences",
        sa.Column("post", PLAIN, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("post", name=op.f("pk_absences")),
    )
    op.add_column("working_copies", sa.Column("by_writer", sa.Boolean(), nullable=False, server_default=sa.false()))
    create_code_guards(op.get_bind(), CODED)


def downgrade() -> None:
    drop_code_guards(op.get_bind(), CODED)
    op.drop_column("working_copies", "by_writer")
    op.drop_table("absences")
    op.drop_table("release_rules")
