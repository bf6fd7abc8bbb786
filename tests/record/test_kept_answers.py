"""Answers are kept: what is read is what composing it from the bodies would give, on any day and after any change."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, select, update
from starlette.testclient import TestClient

from api.core.gaps import written
from api.publishing.keeping import AT_ONCE, by_these_rules, keep_the_rest
from api.publishing.verify import faults_of_record
from api.reading.lists import lines
from api.reading.statuses import STATED
from api.record.graph import load, load_around, load_named
from api.record.lines import line
from api.schemas.kinds import LISTED
from api.settings import settings
from api.status.composed import status_answer
from api.status.kept import filled
from api.text.languages import Texts, tag_for
from db.models.index import Entry
from db.models.kept import KeptAnswer, ToKeep
from db.queries.moments import Moment, current
from db.session import begin_write, reading, writing
from tests.api.test_query_counts import counted
from tests.builders import ASSEMBLY, clock, gone, groundwork, item, organisation, put, recommendation, response
from tests.builders import update as news
from tests.conftest import client_of, nothing_given_again, said

DAYS = 400


def composed(engine: Engine, id_: str, day: date) -> bytes:
    """The status as composed from the bodies, on a day from which on nothing was published."""
    with reading(engine) as session:
        moment = Moment(current(session).sequence, day)
        return written(status_answer(load_around(session, moment, [id_]), id_))


def kept(engine: Engine) -> dict[str, list[KeptAnswer]]:
    found: dict[str, list[KeptAnswer]] = {}
    with reading(engine) as session:
        for row in session.scalars(select(KeptAnswer).order_by(KeptAnswer.thing, KeptAnswer.begins)):
            found.setdefault(row.thing, []).append(row)
        session.expunge_all()
    return found


def standing(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return set(session.scalars(select(Entry.thing).where(Entry.to_sequence.is_(None))))


def days_of(rows: list[KeptAnswer], every: int) -> Iterator[tuple[date, KeptAnswer]]:
    """The first and last day of each span, and every so many days, of those that are to be tried."""
    first = rows[0].begins
    for row in rows:
        last = min(row.ends - timedelta(days=1), first + timedelta(days=DAYS))
        step = row.begins
        while step <= last:
            yield step, row
            step = last if step < last < step + timedelta(days=every) else step + timedelta(days=every)


@pytest.mark.parametrize("every", [40, pytest.param(1, marks=pytest.mark.long)])
def test_what_is_kept_of_the_examples_is_what_is_composed_on_every_day(engine: Engine, every: int) -> None:
    found = kept(engine)
    assert found.keys() == standing(engine)
    host = settings().base_url
    with reading(engine) as session:
        sequence = current(session).sequence
        graph = load_around(session, Moment(sequence, date.min), found)
        for id_, rows in found.items():
            assert [row.begins for row in rows[1:]] == [row.ends for row in rows[:-1]]
            for day, row in days_of(rows, every) if rows[0].status else ():
                answer = STATED[graph.nodes[id_].type](graph.at(Moment(sequence, day)), id_)
                assert filled(row.status or b"", day, host) == written(answer), (id_, day)


@pytest.mark.parametrize("plural", [kind.plural for kind in LISTED])
def test_a_list_says_the_same_whether_its_lines_are_kept_or_not(engine: Engine, plural: str) -> None:
    client = client_of(engine)
    first = client.get(f"/v1/{plural}?limit=200&total=true")
    with writing(engine) as session:
        begin_write(session)
        session.execute(delete(KeptAnswer))
    assert len(said(first, 200)["items"]) > 2
    assert client_of(engine).get(f"/v1/{plural}?limit=200&total=true").content == first.content


def test_what_is_kept_is_given_in_the_same_language_as_what_is_composed(engine: Engine) -> None:
    with reading(engine) as session:
        moment = current(session)
        found = list(session.scalars(select(Entry).where(Entry.to_sequence.is_(None))))
        graph = load(session, moment, [entry.thing for entry in found])
        load_named(session, graph)
        for entry, kept_ in zip(found, lines(session, moment, found), strict=True):
            for path, text in texts_of(line(graph, graph.nodes[entry.thing])):
                for language in ("en", "cy", "fr", "de", "it"):
                    assert tag_for(dict(texts_of(kept_))[path], language) == tag_for(text, language), path


def texts_of(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """The texts by language in an answer, each with where it stands."""
    if isinstance(value, Texts):
        yield path, value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from texts_of(one, f"{path}/{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from texts_of(one, f"{path}/{number}")


def test_what_is_kept_is_what_is_read(empty: Engine) -> None:
    put(empty, *groundwork(), recommendation(1))
    client = client_of(empty)
    address = f"/v1/recommendations/{item(1)}/status"
    said(client.get(address), 200)
    with nothing_given_again(), counted(empty) as sent:
        read = said(client.get(address), 200)
    assert len(sent) <= 3, sent  # one of them begins the transaction
    assert written(read) == composed(empty, item(1), date.fromisoformat(read["day"]))
    with writing(empty) as session:
        session.execute(update(KeptAnswer).values(line=b'{"short":true}', status=b'{"kept":true}'))
    client = client_of(empty)  # whose front has kept nothing yet
    assert said(client.get(address), 200) == {"kept": True}
    (listed,) = said(client.get("/v1/recommendations"), 200)["items"]
    assert (listed["short"], listed["status"]) == (True, {"kept": True})


def test_what_happens_to_what_a_status_tells_of_is_told(empty: Engine) -> None:
    client = client_of(empty)
    with clock("2024-02-01"):
        put(empty, *groundwork(), recommendation(1), recommendation(2))
        (answer,) = put(empty, response("answer", "accepted", "2024-01-31"))
        (told,) = put(empty, news(item(1), "under_way", "2024-01-31"))
        for act in (
            lambda: put(empty, organisation(name={"en": "Westmere City Council"})),
            lambda: gone(empty, told),
            lambda: gone(empty, answer),
        ):
            before = statuses(client)
            act()
            after = statuses(client)
            assert after != before
            for number, status in enumerate(after, 1):
                assert written(status) == composed(empty, item(number), date(2024, 2, 1))


def statuses(client: TestClient) -> list[dict[str, object]]:
    return [said(client.get(f"/v1/recommendations/{item(number)}/status"), 200) for number in (1, 2)]


def test_of_what_bears_on_many_most_are_kept_later_and_composed_meanwhile(empty: Engine) -> None:
    many = AT_ONCE + 7
    with clock("2024-02-01"):
        put(empty, *groundwork(), *(recommendation(number) for number in range(1, many + 1)))
        put(empty, organisation(name={"en": "Westmere City Council"}))
        client = client_of(empty)
        late = sorted(id_ for id_ in standing(empty) - kept(empty).keys() if id_.startswith(f"{ASSEMBLY}-"))
        assert len(late) > 1
        for id_ in [*late, item(1)]:
            answer = said(client.get(f"/v1/recommendations/{id_}/status"), 200)
            assert written(answer) == composed(empty, id_, date(2024, 2, 1))
        page = said(client.get("/v1/recommendations?limit=200"), 200)
        listed = page["items"] + said(client.get(page["next"]), 200)["items"]
        assert {one["id"] for one in listed} == {item(number) for number in range(1, many + 1)}

        assert list(keep_the_rest(empty)) == [0]
        assert kept(empty).keys() == standing(empty)
        assert not list(keep_the_rest(empty))
        with reading(empty) as session:
            assert not list(faults_of_record(session))


def test_what_other_rules_or_words_made_is_not_read_and_is_made_anew(empty: Engine) -> None:
    with clock("2024-02-01"):
        put(empty, *groundwork(), recommendation(1), recommendation(2))
        own = kept(empty)
        with writing(empty) as session:
            begin_write(session)
            session.execute(
                update(KeptAnswer).where(KeptAnswer.thing == item(1)).values(made_by="another", status=b'{"old":true}')
            )
        client = client_of(empty)
        answer = said(client.get(f"/v1/recommendations/{item(1)}/status"), 200)
        assert written(answer) == composed(empty, item(1), date(2024, 2, 1))

        by_these_rules(empty)
        with reading(empty) as session:
            assert list(session.scalars(select(ToKeep.thing))) == [item(1)]
        assert list(keep_the_rest(empty)) == [0]
        assert [[vars_of(row) for row in rows] for rows in kept(empty).values()] == [
            [vars_of(row) for row in rows] for rows in own.values()
        ]


def vars_of(row: KeptAnswer) -> tuple[object, ...]:
    return row.thing, row.begins, row.ends, row.made_by, row.line, row.status


def test_a_kept_status_that_the_record_does_not_bear_out_is_found(empty: Engine) -> None:
    put(empty, *groundwork(), recommendation(1))
    with reading(empty) as session:
        assert not list(faults_of_record(session))
    with writing(empty) as session:
        begin_write(session)
        session.execute(update(KeptAnswer).values(line=func.substr(KeptAnswer.line, 2)))
    with reading(empty) as session:
        assert f"another answer of '{item(1)}' is kept than the record makes" in list(faults_of_record(session))
    with writing(empty) as session:
        begin_write(session)
        session.execute(delete(KeptAnswer))
    with reading(empty) as session:
        assert f"another answer of '{item(1)}' is kept than the record makes" in list(faults_of_record(session))
    answer = said(client_of(empty).get(f"/v1/recommendations/{item(1)}/status"), 200)
    assert answer["id"] == item(1)
