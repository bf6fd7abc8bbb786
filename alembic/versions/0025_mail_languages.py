"""In which languages a mailbox is written to."""

import sqlalchemy as sa

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "mail_languages",
        sa.Column("mailbox", PLAIN, nullable=False),
        sa.Column("languages", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("mailbox", name=op.f("pk_mail_languages")),
    )


def downgrade() -> None:
    op.drop_table("mail_languages")
