"""What whoever plans an engagement should know first: what people were promised, and what else asks them or knows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest
from itertools import groupby

from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.overlaps.groups import Requests, are_organisations, asking_these, requests_of
from api.overlaps.plans import drafts_shown
from api.reading.tallies import number_of, tally_of_assemblies
from api.record.graph import parsed
from api.record.reader import RecordReader
from api.schemas.assemblies import Assembly
from api.schemas.engagements import Engagement
from api.settings import settings
from api.status.overlap import WHOLE, Answer, Occasion, Overlap, Planned, order, overlap, people_of, place_of
from api.status.overlap_topics import likely_topics
from api.workbench import working_copies
from db.queries import occasions, places
from db.queries.contents import OWED_OF_ASSEMBLY
from db.queries.occasions import LATE, Row
from db.queries.versions import held as versions_of
from db.queries.versions import parts
from db.words import words_of

MOST = 20  # that are told; of the rest, how many there are
_WEIGHED = 200  # of those that come first by relation and by days, so that words put equals in order
_AT_ONCE = 500
_ANSWERS = 50  # of one assembly, of which no more are needed to say that it has some


@dataclass(frozen=True)
class Found:
    """An occasion that overlaps: its own facts, whether they are a draft's, how it overlaps, and which groups both
    ask.
    """

    facts: Engagement | Assembly
    draft: bool
    overlap: Overlap
    compared: Occasion


@dataclass(frozen=True)
class Owed:
    """An occasion of which people were promised something that is late: an engagement's results, or something on so
    many recommendations of an assembly.
    """

    facts: Engagement | Assembly
    recommendations: int = 0


@dataclass(frozen=True)
class Checked:
    """All that is told, in the order in which it is: of what overlaps the first, and how many more."""

    planned: Planned
    owed: Sequence[Owed]
    found: Sequence[Found]
    more: int
    groups: Sequence[Requests]
    topics: Sequence[str] = ()  # what it may be about, where it does not say


def check(record: RecordReader, principal: Principal, thing: Engagement, groups: Collection[str]) -> Checked:
    """What somebody should know who plans this engagement, and to ask these groups.

    Raises 403 where it is not theirs to plan, 409 for a group that is no organisation of this record.
    """
    record.load_named_by([thing])
    working_copies.may_own(record, principal, thing)
    are_organisations(record, groups)
    session, day = record.session, record.moment.day
    planned = planned_of(session, thing, groups)
    drafts = {one.id: one for one in drafts_shown(record, thing.commissioned_by) if one.id != thing.id}
    asking = asking_these(session, groups) if groups else {}
    compared = {id_: occasion_of(facts, asking.get(id_, frozenset())) for id_, facts in drafts.items()}
    rows = _Rows(record, planned, thing.commissioned_by, asking)
    best = nsmallest(_WEIGHED, rows.overlapping(compared.values()), key=lambda one: (order(one[1]), one[0].id))
    found = _facts(record, _by_words(session, thing, best)[:MOST], drafts)
    requests = requests_of(session, groups, day, compared.values(), thing.id) if groups else []
    topics = () if thing.topics else likely_topics(occasions.coded_alike(session, _words(thing)))
    return Checked(planned, _owed(record, rows), found, rows.number - len(found), requests, topics)


def _words(thing: Engagement) -> set[str]:
    return words_of([thing.name, thing.summary, *(one.text for one in thing.questions or ())])


def planned_of(session: Session, thing: Engagement, groups: Collection[str]) -> Planned:
    """What is compared of an engagement that is planned, with what is known of its places."""
    new = occasion_of(thing, frozenset(groups))
    near = places.all_around(session, new.places)
    coded = {one.number: frozenset(topic.key for topic in one.topics or ()) for one in thing.questions or ()}
    questions = {number: topics for number, topics in coded.items() if topics} or {WHOLE: frozenset(new.topics)}
    return Planned(new, questions, frozenset(near), frozenset(places.codes(session)), settings().near_days)


def occasion_of(facts: Engagement | Assembly, groups: frozenset[str] = frozenset()) -> Occasion:
    """What is compared of an engagement or assembly."""
    decision = facts.decision if isinstance(facts, Engagement) else None
    return Occasion(
        facts.id,
        facts.begins.first if facts.begins else None,
        facts.ends.last if facts.ends else None,
        frozenset(one.key for one in facts.places or ()),
        frozenset(one.key for one in facts.topics or ()),
        frozenset(one.code for one in facts.audiences or ()),
        frozenset(one for one in (decision.project, decision.reference) if one) if decision else frozenset(),
        groups,
    )


class _Rows:
    """What of the public record may overlap, gone through once: what does, how many that are, and what is late."""

    def __init__(
        self, record: RecordReader, planned: Planned, organisation: str, asking: Mapping[str, frozenset[str]]
    ) -> None:
        self.organisation = organisation
        self.session, self.moment, self.planned, self.asking = record.session, record.moment, planned, asking
        self.number = 0
        self.late: list[tuple[date, str]] = []
        self.assemblies: list[str] = []

    def overlapping(self, drafts: Iterable[Occasion]) -> Iterator[tuple[Occasion, Overlap]]:
        """Each occasion that overlaps, public or a draft, with how."""
        topics = frozenset[str]().union(*self.planned.questions.values())
        held = dict(_held(self.session, self.moment.sequence, topics)) if topics else {}
        rows = occasions.to_compare(
            self.session, self.moment.day, self._span(), self.planned.occasion.decisions, [*held, *self.asking]
        )
        for row in rows:
            one = self._compared(row)
            if row.thing != self.planned.occasion.id:
                self._note_late(row, one)
                yield from self._overlap(one, [_with(answer, one) for answer in held.get(row.thing, ())])
        for one in drafts:
            yield from self._overlap(one, ())

    def _overlap(self, one: Occasion, held: Collection[Answer]) -> Iterator[tuple[Occasion, Overlap]]:
        found = overlap(self.planned, one, held)
        if found is not None:
            self.number += 1
            yield one, found

    def _compared(self, row: Row) -> Occasion:
        return _occasion(row, self.asking.get(row.thing, frozenset()))

    def _note_late(self, row: Row, one: Occasion) -> None:
        place = place_of(self.planned, one.places)
        ours = self.organisation in row.facets.get("organisation", ())
        there = place == "meets" or (place == "unknown" and ours)
        if not there or people_of(self.planned.occasion.audiences, one.audiences) == "others":
            return
        if row.state == LATE and row.since is not None:
            self.late.append((row.since, row.thing))
        elif row.state is None:
            self.assemblies.append(row.thing)

    def _span(self) -> tuple[date, date] | None:
        new, near = self.planned.occasion, timedelta(days=self.planned.near)
        begins = new.begins or new.ends
        if begins is None:
            return None
        ends = new.ends or date.max
        return begins - near, ends + near if ends < date.max - near else date.max


def _occasion(row: Row, groups: frozenset[str]) -> Occasion:
    begins, ends = (next(iter(row.facets.get(axis, ())), None) for axis in ("begins", "ends"))
    return Occasion(
        row.thing,
        date.fromisoformat(begins) if begins else None,
        date.fromisoformat(ends) if ends else None,
        row.facets.get("place", frozenset()),
        row.facets.get("topic", frozenset()),
        row.facets.get("audience", frozenset()),
        row.facets.get("decision", frozenset()),
        groups,
    )


def _held(session: Session, sequence: int, topics: Collection[str]) -> Iterator[tuple[str, list[Answer]]]:
    """What is known about these topics, by the occasion that holds it: adopted recommendations, and findings."""
    for assembly, rows in groupby(occasions.recommendations_about(session, topics), key=lambda row: row.assembly):
        of = [_occasion(row, frozenset()) for _, row in zip(range(_ANSWERS), rows, strict=False)]
        yield assembly, [Answer(one.id, one.places, one.topics, one.audiences) for one in of]
    for part in parts(occasions.found_out_about(session, topics), _AT_ONCE):
        for row in versions_of(session, sequence, part):
            own = parsed(row.type, row.body)
            if isinstance(own, Engagement):
                yield own.id, list(_findings(own))


def _findings(own: Engagement) -> Iterator[Answer]:
    """The findings of an engagement, each of its own places, topics and people, or else of the engagement's."""
    whole = occasion_of(own)
    for one in own.findings or ():
        yield Answer(
            own.id,
            frozenset(place.key for place in one.places or ()) or whole.places,
            frozenset(topic.key for topic in one.topics or ()) or whole.topics,
            frozenset(people.code for people in one.audiences or ()) or whole.audiences,
            one.relied_on_until,
        )


def _with(answer: Answer, one: Occasion) -> Answer:
    """An answer with the places and people of the occasion that holds it, where it says none itself."""
    return Answer(
        answer.id, answer.places or one.places, answer.topics, answer.audiences or one.audiences, answer.holds_until
    )


def _by_words(
    session: Session, thing: Engagement, found: Sequence[tuple[Occasion, Overlap]]
) -> list[tuple[Occasion, Overlap]]:
    """What comes first, of equals that which has more words in common."""
    words = _words(thing)
    common = occasions.words_in_common(session, [one.id for one, _ in found], words) if words and found else {}
    return sorted(found, key=lambda one: (order(one[1]), -common.get(one[0].id, 0), one[0].id))


def _facts(
    record: RecordReader,
    found: Sequence[tuple[Occasion, Overlap]],
    drafts: Mapping[str, Engagement | Assembly],
) -> list[Found]:
    graph = record.load(one.id for one, _ in found)
    told = []
    for one, how in found:
        draft = one.id not in graph.nodes
        facts = drafts[one.id] if draft else graph.nodes[one.id].facts
        if isinstance(facts, Engagement | Assembly):
            told.append(Found(facts, draft, how, one))
    record.load_named_by([one.facts for one in told])
    return told


def _owed(record: RecordReader, rows: _Rows) -> list[Owed]:
    """What is late of what these people were promised: results, what is late for longest first; then assemblies."""
    late = [id_ for _, id_ in nsmallest(MOST, rows.late)]
    ids = sorted(rows.assemblies)
    counted = tally_of_assemblies(record.session, record.moment, ids, {OWED_OF_ASSEMBLY})
    numbers = {id_: number_of(counted, OWED_OF_ASSEMBLY, f"{id_} late") for id_ in ids}
    graph = record.load([*late, *(id_ for id_, number in numbers.items() if number)])
    found = []
    for id_ in [*late, *(id_ for id_ in ids if numbers[id_])]:
        facts = graph.nodes[id_].facts
        if isinstance(facts, Engagement | Assembly):
            found.append(Owed(facts, numbers.get(id_, 0)))
    record.load_named_by([one.facts for one in found])
    return found[:MOST]
