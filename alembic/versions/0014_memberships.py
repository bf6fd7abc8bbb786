"""What belongs to the record of an assembly, as a fact of its own.

Of what is there already nobody wrote that down: it is what an export finds now, by what names what.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

import sqlalchemy as sa

from alembic import op
from db.guards import create_guards_of_memberships

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# By which relation a thing says that it belongs to an assembly, and what leads from one of its things to a project.
OF_ASSEMBLY = {"assembly", "in_assembly"}
TO_PROJECTS = {("contribution", "project"), ("lineage", "became"), ("project", "successor")}
ASSEMBLIES = "SELECT thing FROM versions WHERE type = 'assembly' AND state = 'standing' AND to_sequence IS NULL"
THINGS = "SELECT thing FROM versions WHERE to_sequence IS NULL"
LINKS = (
    "SELECT versions.thing, versions.type, links.relation, links.target FROM versions"
    " JOIN links ON links.sequence = versions.sequence WHERE versions.to_sequence IS NULL"
)
MEMBERSHIPS = sa.table("memberships", sa.column("assembly"), sa.column("thing"), sa.column("since"))


def upgrade() -> None:
    op.create_table(
        "memberships",
        sa.Column("assembly", PLAIN, nullable=False),
        sa.Column("thing", PLAIN, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["since"], ["publications.sequence"], name=op.f("fk_memberships_since")),
        sa.PrimaryKeyConstraint("assembly", "thing", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_thing", "memberships", ["thing"], unique=False)
    create_guards_of_memberships(op.get_bind())
    _fill(op.get_bind())


def downgrade() -> None:
    op.drop_table("memberships")


def _fill(connection: sa.Connection) -> None:
    things = set(connection.scalars(sa.text(THINGS)))
    naming, named = defaultdict(list), defaultdict(list)
    for thing, type_, relation, target in connection.execute(sa.text(LINKS)):
        if target in things:  # and is no theme
            naming[target].append((thing, relation))
            named[thing].append((type_, relation, target))
    head = connection.scalar(sa.text("SELECT sequence FROM record_head"))
    for assembly in connection.scalars(sa.text(ASSEMBLIES)).all():

        def said_of(thing: str, assembly: str = assembly) -> Iterator[str]:
            yield from (one for one, relation in naming[thing] if relation == "about")
            yield from (one for one, relation in naming[thing] if thing == assembly and relation in OF_ASSEMBLY)
            yield from (one for type_, relation, one in named[thing] if (type_, relation) in TO_PROJECTS)

        found = _reached({assembly}, said_of)
        found = _reached(found, lambda thing: (one for _, _, one in named[thing]))
        rows = [{"assembly": assembly, "thing": thing, "since": head} for thing in sorted(found)]
        connection.execute(sa.insert(MEMBERSHIPS), rows)


def _reached(begin: set[str], following: Callable[[str], Iterator[str]]) -> set[str]:
    found, rest = set(begin), list(begin)
    while rest:
        new = set(following(rest.pop())) - found
        found |= new
        rest += new
    return found
