"""Which draft a reply to a reminder made, so that its link is spent when that is published, and not before."""

import sqlalchemy as sa

from alembic import op

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answer_tokens", sa.Column("draft", PLAIN, nullable=True))
    op.create_index("ix_answer_tokens_draft", "answer_tokens", ["draft"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_answer_tokens_draft", "answer_tokens")
    op.drop_column("answer_tokens", "draft")
