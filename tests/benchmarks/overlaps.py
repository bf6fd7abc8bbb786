"""How long a check for overlaps takes: `python -m tests.benchmarks.overlaps`; `--engagements` says of how many.

A record of so many engagements, a tenth of them in reach of what is planned and in its ward, and a table of so many
wards. What is told is time of one processor, the median of some rounds, and how many times that of reading one page of
the list of engagements it is, asked in the same run; and how much memory a check takes at its most. The tests try the
same small, by what is read (`tests/workbench/test_overlaps.py`).
"""

import argparse
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine

from db.queries import places
from db.session import open_engine, writing
from db.vocabulary import Role
from tests.api.test_query_counts import nothing_given_again
from tests.builders import COUNCIL, clock, engagement, organisation, put
from tests.conftest import client_of, key_of, migrate

AT = "/v1/admin/overlap-checks"
ENGAGEMENTS, WARDS, ROUNDS, IN_REACH = 10_000, 9_000, 15, 10
_AT_ONCE = 500
_TOPICS = ("parks", "streets", "housing", "health", "libraries_culture")
WARD = {"scheme": "test", "code": "castle", "name": {"en": "Castle ward"}}
PLANNED: dict[str, Any] = {
    "id": f"{COUNCIL}-parks",
    "form": "survey",
    "name": "Parks and paths",
    "commissioned_by": COUNCIL,
    "begins": "2027-03-01",
    "ends": "2027-04-15",
    "places": [WARD],
    "audiences": [{"code": "over_65"}],
    "topics": [{"code": "parks"}],
    "questions": [{"number": 1, "text": "Which parks do you use?", "topics": [{"code": "parks"}]}],
}


def surveys(number: int) -> Iterator[Any]:
    """So many surveys of one council in one ward; of ten one is near in time."""
    for one in range(number):
        year = 2027 if one % IN_REACH == 0 else 2000 + one % 20
        yield engagement(
            f"survey-{one}",
            begins=f"{year}-01-{1 + one % 28:02}",
            ends=f"{year}-02-{1 + one % 28:02}",
            places=[WARD],
            audiences=[{"code": "over_65"}],
            topics=[{"code": _TOPICS[one % len(_TOPICS)]}],
        )


def wards(engine: Engine, number: int) -> None:
    """So many wards, thirty in each council, and what is planned in one of them."""
    codes = ["test:castle", *(f"test:w{one}" for one in range(number - 1))]
    parents = [(code, f"test:council-{one // 30}") for one, code in enumerate(codes)]
    with writing(engine) as session:
        places.keep(session, [(code, "A ward", None) for code in codes], parents, [], instead=True)


def measured(engine: Engine, rounds: int) -> tuple[float, float, float]:
    """Seconds of processor for a check and for a page of the list, and megabytes that a check takes at its most."""
    client, key = client_of(engine), key_of(engine, Role.editor, COUNCIL)

    def check() -> None:
        assert client.post(AT, json={"engagement": PLANNED}, headers=key).status_code == 200

    def page() -> None:
        assert client.get("/v1/engagements?limit=50").status_code == 200

    check(), page()
    took = [(_seconds(check), _seconds(page)) for _ in range(rounds)]
    tracemalloc.start()
    check()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return median(one for one, _ in took), median(other for _, other in took), most / 1e6


def _seconds(do: Callable[[], None]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--engagements", type=int, default=ENGAGEMENTS)
    asked.add_argument("--wards", type=int, default=WARDS)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, clock("2026-12-01"):
        engine = open_engine(f"sqlite:///{Path(folder)}/overlaps.sqlite3", create=True)
        migrate(engine)
        put(engine, organisation())
        things = surveys(given.engagements)
        while some := [*islice(things, _AT_ONCE)]:
            put(engine, *some)
        wards(engine, given.wards)
        with redirect_stdout(None), nothing_given_again():  # where the log goes, and what was asked for before is kept
            check, page, megabytes = measured(engine, given.rounds)
        engine.dispose()
    print(f"{given.engagements:,} engagements, {given.wards:,} wards, SQLite, {given.rounds} rounds:")
    print(f"a check takes {check * 1000:.0f} ms of processor, {check / page:.1f} times what a page of 50 of them takes")
    print(f"({page * 1000:.1f} ms), and {megabytes:.1f} MB at its most")


if __name__ == "__main__":
    main()
