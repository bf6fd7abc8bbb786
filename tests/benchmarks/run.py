"""How fast it is beside others, in one run on one machine: `make bench`, or `python -m tests.benchmarks.run`.

Everything serves on one core and is asked from another. What is told are ratios to an application that answers 1 KB and
does nothing ("hello"), asked just before, round after round, so that a machine that is busy otherwise slows both. A
figure is the median of the rounds, with the lowest and the highest of them.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

from sqlalchemy import select

from db.models.record import RecordHead
from db.session import open_engine, reading
from tests.benchmarks import results
from tests.benchmarks.client import Asked, ask
from tests.benchmarks.contenders import Asking, Bench, Size, others, ours, status, things_of
from tests.benchmarks.generate import RECOMMENDATIONS, UPDATES_EACH, documents, load
from tests.benchmarks.peers import plain
from tests.benchmarks.results import OURS, Paced, Results
from tests.benchmarks.servers import ASKS, MissingError, Project, Servers, peers_installed
from tests.conftest import migrate
from tests.documents import ROOT

PACED, PACED_CONNECTIONS = 5_000, 300


def bench(size: Size, folder: Path, databases: Mapping[str, str], peers: Path | None, ask: Asking) -> Results:
    """Load the record into each database (by name), start everything there is, and `ask` it round by round.

    `peers` is where the commands of the peers are, if they could be installed.
    """
    things = things_of(size)
    with ExitStack() as until_the_end:
        servers = Servers(until_the_end, folder, peers)
        if not servers.plain.exists():
            plain.make(servers.plain, documents(size.recommendations, size.updates_each))
        one = Bench(size, things, ask, servers.lean("hello"))
        one.found.loaded = {name: _loaded(url, size) for name, url in databases.items()}
        projects = {name: Project(until_the_end, url) for name, url in databases.items()}
        for project in projects.values():
            project.restart(status(things.shuffled[0]))
        contenders = [*others(one, servers, next(iter(projects.values()))), *ours(one, projects)]
        for number in range(size.rounds):
            print(f"Round {number + 1} of {size.rounds}", file=sys.stderr)
            for row, questions in contenders:
                one.measure(row, questions())
        one.found.megabytes = {name: _megabytes(url) for name, url in databases.items()}
        one.found.first_answer = {name: project.first_answer for name, project in projects.items()}
        for name, project in projects.items():
            _paced(one, name, project)
    return one.found


def _loaded(url: str, size: Size) -> float | None:
    """Things a second at which the record was loaded; None where the database holds it already."""
    engine = open_engine(url, create=True)
    migrate(engine)
    with reading(engine) as session:
        empty = session.scalars(select(RecordHead.sequence)).one() == 0
    began, added = time.monotonic(), 0
    if empty:
        for one in load(engine, documents(size.recommendations, size.updates_each)):
            added += one.added
            print(f"{engine.dialect.name}: {added:,} things loaded", file=sys.stderr)
    engine.dispose()
    return added / (time.monotonic() - began) if empty else None


def _megabytes(url: str) -> float:
    """How much room a database takes on the disk."""
    engine = open_engine(url)
    pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    asked = pages if engine.dialect.name == "sqlite" else "SELECT pg_database_size(current_database())"
    with engine.connect() as connection:
        size = int(connection.exec_driver_sql(asked).scalar_one())
    engine.dispose()
    return size / 1e6


def _paced(one: Bench, name: str, project: Project) -> None:
    """How late the slowest of 100 is at a fixed rate over many connections, beside hello's at the same rate."""
    warm = median(one.found.ratios[f"{OURS}, {name}, warm", "E1"]) * median(one.found.hello)
    rate = min(PACED, warm / 2)
    asked = Asked(project.port, [status(one.things.shuffled[-1])], 5 * one.size.seconds, PACED_CONNECTIONS, rate=rate)
    hello = one.ask(replace(asked, port=one.hello, paths=["/"]))
    one.found.paced[name] = Paced(rate, one.ask(asked).p99_ms, hello.p99_ms)


def main() -> None:
    """Measure, print the tables, and write them into the guide if asked to."""
    told = argparse.ArgumentParser(prog="python -m tests.benchmarks.run", description=__doc__)
    told.add_argument("--recommendations", type=int, default=RECOMMENDATIONS)
    told.add_argument("--updates-each", type=int, default=UPDATES_EACH)
    told.add_argument("--seconds", type=float, default=5, help="of each question in all; at least one in each round")
    told.add_argument("--rounds", type=int, default=5)
    told.add_argument("--connections", type=int, default=16)
    told.add_argument("--folder", type=Path, help="keeps the databases, and takes those that are there")
    told.add_argument("--packages", type=Path, default=ROOT / ".bench", help="keeps the peers' packages")
    told.add_argument("--write", action="store_true", help="write the tables into the guide")
    asked = told.parse_args()
    each = max(1, asked.seconds / asked.rounds)
    size = Size(asked.recommendations, asked.updates_each, asked.rounds, each, asked.connections)
    with ExitStack() as until_the_end:
        folder = asked.folder or Path(until_the_end.enter_context(tempfile.TemporaryDirectory()))
        kept = folder / f"{size.recommendations}-{size.updates_each}"
        kept.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # PostgreSQL runs as somebody else
        databases = {"SQLite": f"sqlite:///{kept}/record.sqlite3"}
        databases["PostgreSQL"] = Servers(until_the_end, kept, None).postgresql()
        try:
            peers = peers_installed(asked.packages)
        except MissingError as missing:
            peers = None
            print(f"Without the peers: {missing}", file=sys.stderr)
        found = bench(size, kept, databases, peers, partial(ask, cpu=ASKS))
        told_in_all = results.written(found, size.recommendations, size.updates_each, peers=peers is not None)
    print(told_in_all)
    if asked.write:
        results.keep(results.GUIDE, told_in_all)


if __name__ == "__main__":
    main()
