"""Numbered sheets on which people who took part answer about a declaration, through a facilitator."""

import sqlalchemy as sa

from alembic import op
from db.guards import create_code_guards, drop_code_guards

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
CODED = {"sheets": {"answers_as": "answers_as"}}


def upgrade() -> None:
    op.create_table(
        "sheet_links",
        sa.Column("secret_hash", PLAIN, nullable=False),
        sa.Column("declaration", PLAIN, nullable=False),
        sa.Column("facilitator", PLAIN, nullable=False),
        sa.Column("recipient", PLAIN, nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.CheckConstraint("first > 0 AND first <= last", name=op.f("ck_sheet_links_numbers")),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_sheet_links")),
    )
    op.create_index("ix_sheet_links_declaration", "sheet_links", ["declaration", "facilitator"])
    op.create_table(
        "sheets",
        sa.Column("declaration", PLAIN, nullable=False),
        sa.Column("facilitator", PLAIN, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_hash", PLAIN, nullable=False),
        sa.Column("answers_as", PLAIN, nullable=True),
        sa.Column("answers", PLAIN, nullable=True),
        sa.Column("by_code", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("replaced", sa.Integer(), server_default="0", nullable=False),
        sa.Column("entered_at", MOMENT, nullable=True),
        sa.Column("is_told", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("(entered_at IS NULL) = (answers IS NULL)", name=op.f("ck_sheets_entered")),
        sa.CheckConstraint("(entered_at IS NULL) = (answers_as IS NULL)", name=op.f("ck_sheets_answers_as")),
        sa.PrimaryKeyConstraint("declaration", "facilitator", "number", name=op.f("pk_sheets")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_sheets_code_hash")),
    )
    op.create_table(
        "gatherings",
        sa.Column("declaration", PLAIN, nullable=False),
        sa.Column("facilitator", PLAIN, nullable=False),
        sa.Column("testimony", PLAIN, nullable=False),
        sa.Column("came_back", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("declaration", "facilitator", name=op.f("pk_gatherings")),
    )
    create_code_guards(op.get_bind(), CODED)


def downgrade() -> None:
    drop_code_guards(op.get_bind(), CODED)
    for table in ("gatherings", "sheets", "sheet_links"):
        op.drop_table(table)
