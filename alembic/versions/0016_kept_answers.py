"""What is answered of each listed thing as it is kept, and of which it is to be made: at first of all that stand."""

import sqlalchemy as sa

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("made_by", PLAIN, nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("ends > begins", name=op.f("ck_kept_answers_span")),
        sa.PrimaryKeyConstraint("thing", "begins", name=op.f("pk_kept_answers")),
    )
    op.create_index("ix_kept_answers_made_by", "kept_answers", ["made_by"], unique=False)
    op.create_table(
        "to_keep",
        sa.Column("thing", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("thing", name=op.f("pk_to_keep")),
    )
    op.execute("INSERT INTO to_keep (thing) SELECT thing FROM entries WHERE to_sequence IS NULL")


def downgrade() -> None:
    op.drop_table("to_keep")
    op.drop_table("kept_answers")
