"""The desk in a browser: sessions, the links by which people sign in, and forms that outlived a session."""

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "desk_sessions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("secret_hash", PLAIN, nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("language", PLAIN, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("fk_desk_sessions_actor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_sessions")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_desk_sessions_secret_hash")),
    )
    op.create_index("ix_desk_sessions_actor", "desk_sessions", ["actor"], unique=False)
    op.create_table(
        "sign_in_links",
        sa.Column("secret_hash", PLAIN, nullable=False),
        sa.Column("account", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code_hash", PLAIN, nullable=False),
        sa.Column("minted_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.CheckConstraint("uses_left >= 0 AND tries_left >= 0", name=op.f("ck_sign_in_links_left")),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_sign_in_links_account")),
        sa.PrimaryKeyConstraint("secret_hash", "account", name=op.f("pk_sign_in_links")),
    )
    op.create_index("ix_sign_in_links_account", "sign_in_links", ["account", "minted_at"], unique=False)
    op.create_table(
        "kept_forms",
        sa.Column("actor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("path", PLAIN, nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("fk_kept_forms_actor")),
        sa.PrimaryKeyConstraint("actor", "path", name=op.f("pk_kept_forms")),
    )


def downgrade() -> None:
    op.drop_table("kept_forms")
    op.drop_index("ix_sign_in_links_account", "sign_in_links")
    op.drop_table("sign_in_links")
    op.drop_index("ix_desk_sessions_actor", "desk_sessions")
    op.drop_table("desk_sessions")
