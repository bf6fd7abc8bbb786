"""Posts that were asked to sign off an update."""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "sign_off_requests",
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("post", PLAIN, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("note", PLAIN, nullable=False),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name=op.f("ck_sign_off_requests_answered")),
        sa.ForeignKeyConstraint(["asked_by"], ["actors.id"], name=op.f("fk_sign_off_requests_asked_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["actors.id"], name=op.f("fk_sign_off_requests_answered_by")),
        sa.PrimaryKeyConstraint("thing", "post", name=op.f("pk_sign_off_requests")),
    )
    op.create_index("ix_sign_off_requests_post", "sign_off_requests", ["post", "answered_at"])


def downgrade() -> None:
    op.drop_table("sign_off_requests")
