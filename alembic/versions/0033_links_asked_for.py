"""Links that a partner asks for itself, beside those that whoever declared has sent it."""

import sqlalchemy as sa

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

PARTNER = ["declaration", "partner"]


def upgrade() -> None:
    with op.batch_alter_table("partner_links") as table:
        table.add_column(sa.Column("asked_for", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.drop_constraint("pk_partner_links", type_="primary")
        table.create_primary_key("pk_partner_links", [*PARTNER, "asked_for"])
    with op.batch_alter_table("partner_links") as table:
        table.alter_column("asked_for", server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM partner_links WHERE asked_for")
    with op.batch_alter_table("partner_links") as table:
        table.drop_constraint("pk_partner_links", type_="primary")
        table.create_primary_key("pk_partner_links", PARTNER)
        table.drop_column("asked_for")
