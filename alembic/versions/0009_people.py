"""People as rows, which keys, accounts and posts point at; and a reply address with a secret of its own.

A link in a reminder ends with the term of office it was sent in, so when each was sent and when each holder was noted is
kept too. A link that was sent before works on; what it was sent with as a reply address does not.
"""

import unicodedata
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
ANSWERABLE_FOR = timedelta(days=60)
APOSTROPHES = dict.fromkeys(map(ord, "’‘‛`´ʹʻʼ′＇"), "'")

PEOPLE = sa.table("people", sa.column("id"), sa.column("name"))
ACTORS = sa.table("actors", *map(sa.column, ("id", "kind", "holder", "person", "mailbox")))
KEYS = sa.table("keys", sa.column("id"))
ACCOUNTS = sa.table("accounts", sa.column("id"), sa.column("login"))
HOLDINGS = sa.table(
    "holdings",
    *map(sa.column, ("id", "post", "holder", "person")),
    sa.column("begins", sa.Date()),
    sa.column("ends", sa.Date()),
    sa.column("noted_at", MOMENT),
)
AUDIT = sa.table("audit_entries", sa.column("action"), sa.column("thing"), sa.column("at", MOMENT))
TOKENS = sa.table(
    "answer_tokens", sa.column("secret_hash"), sa.column("minted_at", MOMENT), sa.column("expires_at", MOMENT)
)


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    _point_at_people("actors")
    _point_at_people("holdings")
    op.add_column("actors", sa.Column("mailbox", PLAIN, nullable=True))
    op.add_column(
        "holdings", sa.Column("noted_at", MOMENT, server_default=sa.text(f"'{LONG_AGO:%F %T}'"), nullable=False)
    )
    op.add_column("answer_tokens", sa.Column("reply_hash", PLAIN, nullable=True))
    op.add_column(
        "answer_tokens", sa.Column("minted_at", MOMENT, server_default=sa.text(f"'{LONG_AGO:%F %T}'"), nullable=False)
    )
    op.create_index("ix_answer_tokens_reply_hash", "answer_tokens", ["reply_hash"], unique=False)
    op.drop_index("uq_holdings_current", "holdings")
    _name_mailboxes()
    _make_people()
    _say_when()
    _index_current("person")
    op.drop_column("actors", "holder")
    op.drop_column("holdings", "holder")


def downgrade() -> None:
    op.drop_index("uq_holdings_current", "holdings")
    for table in (ACTORS, HOLDINGS):
        op.add_column(table.name, sa.Column("holder", PLAIN, server_default="", nullable=False))
        named = sa.select(PEOPLE.c.name).where(PEOPLE.c.id == table.c.person).scalar_subquery()
        op.execute(table.update().where(table.c.person.is_not(None)).values(holder=named))
    op.execute(ACTORS.update().where(ACTORS.c.mailbox.is_not(None)).values(holder=ACTORS.c.mailbox))
    other = HOLDINGS.alias()
    namesake = sa.exists().where(
        other.c.post == HOLDINGS.c.post, other.c.holder == HOLDINGS.c.holder, other.c.id < HOLDINGS.c.id
    )
    numbered = HOLDINGS.c.holder + sa.literal(" ") + sa.cast(HOLDINGS.c.person, sa.Text())
    op.execute(HOLDINGS.update().where(HOLDINGS.c.ends.is_(None), namesake).values(holder=numbered))
    _index_current("holder")
    op.drop_index("ix_answer_tokens_reply_hash", "answer_tokens")
    for table, column in (("answer_tokens", "minted_at"), ("answer_tokens", "reply_hash"), ("actors", "mailbox")):
        op.drop_column(table, column)
    op.drop_column("holdings", "noted_at")
    for name in ("actors", "holdings"):
        op.drop_index(f"ix_{name}_person", name)
        op.drop_column(name, "person")
    op.drop_table("people")


def _point_at_people(table: str) -> None:
    name = op.f(f"fk_{table}_person")
    column = sa.Column("person", sa.BigInteger(), sa.ForeignKey("people.id", name=name), nullable=True)
    op.add_column(table, column, inline_references=True)
    op.create_index(f"ix_{table}_person", table, ["person"], unique=False)


def _index_current(column: str) -> None:
    """Nobody holds a post twice at once."""
    current = sa.text("ends IS NULL")
    op.create_index(
        "uq_holdings_current", "holdings", ["post", column], unique=True, sqlite_where=current, postgresql_where=current
    )


def _name_mailboxes() -> None:
    """Whoever acted and has neither a key nor an account was a mailbox that answered."""
    mailbox = ACTORS.c.id.not_in(sa.select(KEYS.c.id)) & ACTORS.c.id.not_in(sa.select(ACCOUNTS.c.id))
    op.execute(ACTORS.update().where(mailbox & (ACTORS.c.kind == "key")).values(mailbox=ACTORS.c.holder))


def _make_people() -> None:
    """One for each name: of keys and holders first, so that an account is known by its login where it was so far."""
    connection, known = op.get_bind(), {}

    def person(*names: str) -> int:
        found = next((known[one] for one in map(_folded, names) if one in known), None)
        if found is None:
            found = known[_folded(names[0])] = len(known) + 1
            connection.execute(PEOPLE.insert().values(id=found, name=names[0]))
        return found

    actors = sa.select(ACTORS.c.id, ACTORS.c.holder, ACCOUNTS.c.login)
    actors = actors.outerjoin(ACCOUNTS, ACCOUNTS.c.id == ACTORS.c.id).where(ACTORS.c.mailbox.is_(None))
    rows = connection.execute(actors.where(ACTORS.c.holder != "").order_by(ACTORS.c.id)).all()
    for row in [row for row in rows if row.login is None]:
        connection.execute(ACTORS.update().where(ACTORS.c.id == row.id).values(person=person(row.holder)))
    current = set()
    for row in connection.execute(sa.select(HOLDINGS).where(HOLDINGS.c.holder != "").order_by(HOLDINGS.c.id)).all():
        holds = person(row.holder)
        if row.ends is None and (row.post, holds) in current:  # the same person, in other letters
            connection.execute(HOLDINGS.delete().where(HOLDINGS.c.id == row.id))
            continue
        current |= {(row.post, holds)} if row.ends is None else set()
        connection.execute(HOLDINGS.update().where(HOLDINGS.c.id == row.id).values(person=holds))
    for row in [row for row in rows if row.login is not None]:
        whose = person(row.holder, *filter(None, [row.login]))
        connection.execute(ACTORS.update().where(ACTORS.c.id == row.id).values(person=whose))
    if connection.dialect.name == "postgresql":
        op.execute("SELECT setval('people_id_seq', coalesce((SELECT max(id) FROM people), 0) + 1, false)")


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFKC", name.translate(APOSTROPHES)).casefold()
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _say_when() -> None:
    """When a post was last handed over is in the audit trail; when a link was sent follows from when it expires."""
    handed = sa.select(sa.func.max(AUDIT.c.at)).where(AUDIT.c.action == "hand_over", AUDIT.c.thing == HOLDINGS.c.post)
    op.execute(HOLDINGS.update().values(noted_at=sa.func.coalesce(handed.scalar_subquery(), HOLDINGS.c.noted_at)))
    connection = op.get_bind()
    expiries = connection.execute(sa.select(TOKENS.c.expires_at).distinct()).scalars().all()
    for expires_at in expiries:
        sent = TOKENS.update().where(TOKENS.c.expires_at == expires_at)
        connection.execute(sent.values(minted_at=expires_at - ANSWERABLE_FOR))
