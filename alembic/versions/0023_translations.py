"""Text with translators: the languages of an organisation, who translates, and what is under way."""

import sqlalchemy as sa

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "translation_rules",
        sa.Column("organisation", PLAIN, nullable=False),
        sa.Column("languages", PLAIN, nullable=False),
        sa.Column("post", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("organisation", name=op.f("pk_translation_rules")),
    )
    op.create_table(
        "translations",
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("language", PLAIN, nullable=False),
        sa.Column("secret_hash", PLAIN, nullable=False),
        sa.Column("recipient", PLAIN, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("submit", sa.Boolean(), nullable=False),
        sa.Column("back_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["actors.id"], name=op.f("fk_translations_asked_by")),
        sa.PrimaryKeyConstraint("thing", "language", name=op.f("pk_translations")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_translations_secret_hash")),
    )


def downgrade() -> None:
    op.drop_table("translations")
    op.drop_table("translation_rules")
