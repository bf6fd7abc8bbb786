"""The record as one request reads it: what was read once is not read again."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy.orm import Session

from api.record.graph import SAID, Graph, Node, add_around
from api.schemas.kinds import ABOUT
from api.schemas.names import names
from api.schemas.record import RecordThing
from api.settings import accounts_since
from db.clock import today
from db.models.record import Publication, RecordHead
from db.queries import moments, publications, versions
from db.queries.access import Rule, live_grants, release_rules
from db.queries.moments import Moment
from db.queries.versions import VersionRow
from db.session import begin_write
from db.vocabulary import Grant

Tie = tuple[str, str]  # a type, and the relation by which its things name others


class RecordReader:
    """What stands at the end of the record, by id, as far as one request asked; and who may act on it.

    It lasts as long as its transaction, in which nobody else changes what it read. Rules that look things up by id are
    given the reader itself.
    """

    def __init__(self, session: Session, moment: Moment) -> None:
        self.session = session
        self.moment = moment
        self.graph = Graph(moment)
        self._missing: set[str] = set()
        self._expected: set[str] = set()
        self._named: set[tuple[str, Tie]] = set()
        self._around: set[str] = set()
        self._live: dict[str, set[Grant]] = {}  # by what they cover
        self._entered: dict[str, str | None] = {}
        self._rules: dict[str, Rule] | None = None

    def __call__(self, id_: str) -> RecordThing | None:
        """The own facts of a thing that stands; None where none does."""
        node = self.node(id_)
        return None if node is None else node.facts

    def node(self, id_: str) -> Node | None:
        """A thing that stands, with the publication that says so; None where none does."""
        return self.load([id_]).nodes.get(id_)

    def load(self, ids: Iterable[str]) -> Graph:
        """What was read, with all of these in it, as far as they stand or stood."""
        wanted = {id_ for id_ in ids if id_ and id_ not in self.graph} - self._missing
        if wanted:
            wanted |= self._expected
            self.graph.add(versions.held(self.session, self.moment.sequence, wanted))
            self._note_missing(wanted)
        return self.graph

    def expect(self, ids: Iterable[str]) -> None:
        """Read these with whatever is read next."""
        self._expected |= set(ids)

    def _note_missing(self, read: Iterable[str]) -> None:
        self._missing |= {id_ for id_ in read if id_ not in self.graph}
        self._expected.clear()

    def load_named_by(self, things: Iterable[RecordThing]) -> Graph:
        """What was read, with all that these things name in it."""
        return self.load(named.id for thing in things for named in names(thing))

    def load_named_around(self, things: Iterable[RecordThing]) -> Graph:
        """What was read, with all in it that an answer calls by its name where it tells of these things."""
        named = {one.id for thing in things for one in names(thing)}
        graph = self.load(named)
        return self.load_named_by(graph.nodes[id_].facts for id_ in named & graph.nodes.keys())

    def naming(self, ids: Iterable[str], ties: Collection[Tie]) -> Graph:
        """What was read, with all in it that name one of these in one of these ways."""
        wanted = {id_ for id_ in ids if any((id_, tie) not in self._named for tie in ties)}
        wanted -= self._around if set(ties) <= set(SAID) else set()
        if wanted:
            self.graph.add(versions.naming(self.session, self.moment.sequence, wanted, ties))
            self._named |= {(id_, tie) for id_ in wanted for tie in ties}
        return self.graph

    def around(self, ids: Iterable[str]) -> Graph:
        """What was read, with all in it that an answer or a rule needs of these."""
        wanted = set(ids) - self._around
        if wanted:
            add_around(self.session, self.graph, wanted, self._expected)
            self._note_missing(wanted | self._expected)
            self._around |= wanted
        return self.graph

    def types(self, ids: Iterable[str]) -> dict[str, str]:
        """Which of these ids were ever published, and as what type: what is gone left a version that says so."""
        return {id_: found.type for id_, found in self.held(ids).items()}

    def held(self, ids: Iterable[str]) -> dict[str, VersionRow]:
        """The last version of each of these that was ever published: what stands, or that it is gone."""
        ids = set(ids)
        graph = self.load(ids)
        standing = {id_: graph.nodes[id_].held for id_ in ids & graph.nodes.keys()}
        return standing | {id_: graph.gone[id_] for id_ in ids & graph.gone.keys()}

    def is_live(self, grant: Grant) -> bool:
        """Whether somebody here holds it now: with a key that is good, or an account that is used and not disabled."""
        self.know_live([grant.covers])
        return grant in self._live[grant.covers]

    def know_live(self, covers: Iterable[str]) -> None:
        """Read at once who holds what of these."""
        wanted = set(covers) - self._live.keys()
        if wanted:
            self._live |= {id_: set() for id_ in wanted}
            for grant in live_grants(self.session, accounts_since(), wanted):
                self._live[grant.covers].add(grant)

    def release_rule(self, organisation: str) -> Rule:
        """Who releases at an organisation; nobody by name where no rule of its says who."""
        if self._rules is None:
            self._rules = release_rules(self.session)
        return self._rules.get(organisation, Rule())

    def last_entered(self, id_: str) -> str | None:
        """In what capacity the last publication of a thing was entered; None where there is none."""
        self.know_entered([id_])
        return self._entered[id_]

    def know_entered(self, ids: Iterable[str]) -> None:
        """Read at once how these were entered."""
        wanted = set(ids) - self._entered.keys()
        if wanted:
            self._entered |= dict.fromkeys(wanted) | publications.last_entered(self.session, wanted)


class RecordWriter(RecordReader):
    """The record as one write finds it, which holds the write lock; and as it is after what it published itself."""

    def __init__(self, session: Session, head: RecordHead) -> None:
        super().__init__(session, Moment(head.sequence, today()))
        self.head = head

    def published(self, rows: Iterable[Publication], bodies: Mapping[int, bytes]) -> None:
        """Take in what this write has just published, whose versions are in the index."""
        self.moment = self.graph.moment = Moment(self.head.sequence, self.moment.day)
        held = list({row.thing: _held(row, bodies.get(row.sequence)) for row in rows}.values())  # the last of each
        for version in held:
            self.graph.drop(version.thing)
            self._entered.pop(version.thing, None)
            self._missing.discard(version.thing)
        self.graph.add(held)
        self._named.clear()
        self._around -= {version.thing for version in held}
        if any(version.type not in _STATEMENTS for version in held):
            self._around.clear()  # what was around one thing may be around others now
        if self._around:
            self.load_named_around(self.graph.nodes[one.thing].facts for one in held if one.state == "standing")


_STATEMENTS = {type_ for type_, _ in ABOUT}


def _held(row: Publication, body: bytes | None) -> VersionRow:
    return VersionRow(row.sequence, row.published_at, row.type, row.thing, versions.state_after(row.nature), body)


def read_now(session: Session) -> RecordReader:
    """A reader of the record as it is now."""
    return RecordReader(session, moments.current(session))


def begin(session: Session) -> RecordWriter:
    """Take the write lock, and read what the write is judged by."""
    return RecordWriter(session, begin_write(session))
