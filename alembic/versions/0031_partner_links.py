"""Links by which a partner without a key answers about one declaration."""

import sqlalchemy as sa

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "partner_links",
        sa.Column("declaration", PLAIN, nullable=False),
        sa.Column("partner", PLAIN, nullable=False),
        sa.Column("secret_hash", PLAIN, nullable=False),
        sa.Column("recipient", PLAIN, nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("declined_at", MOMENT, nullable=True),
        sa.Column("testimony", PLAIN, nullable=True),
        sa.PrimaryKeyConstraint("declaration", "partner", name=op.f("pk_partner_links")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_partner_links_secret_hash")),
    )


def downgrade() -> None:
    op.drop_table("partner_links")
