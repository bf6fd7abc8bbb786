"""Where the record ended as each witness was last told."""

import sqlalchemy as sa

from alembic import op
from db.guards import create_code_guards, drop_code_guards

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
CODED = {"witness_mails": {"state": "reminder_state"}}


def upgrade() -> None:
    op.create_table(
        "witness_mails",
        sa.Column("recipient", PLAIN, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", PLAIN, nullable=False),
        sa.Column("state", PLAIN, nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_witness_mails_sequence")),
        sa.PrimaryKeyConstraint("recipient", name=op.f("pk_witness_mails")),
    )
    create_code_guards(op.get_bind(), CODED)


def downgrade() -> None:
    drop_code_guards(op.get_bind(), CODED)
    op.drop_table("witness_mails")
