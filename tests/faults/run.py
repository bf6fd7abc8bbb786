"""What it survives, at length: `make faults`, or `python -m tests.faults.run`. In short the tests here try the same."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from sqlalchemy import Engine

from db.clock import today
from tests.benchmarks.results import keep, machine, table
from tests.documents import ROOT
from tests.faults import outages
from tests.faults.cluster import Cluster, loaded, running
from tests.faults.flushing import flushes_of_writes
from tests.faults.killing import Round, rounds
from tests.faults.outages import Outage, seen
from tests.writing.given import officer

GUIDE = ROOT / "api" / "pages" / "guides" / "faults.md"
FILE = {
    "its disk is full": outages.full,
    "its disk has become read-only": outages.read_only_disk,
    "its disk fails to keep what is flushed": outages.failing_disk,
}
POSTGRESQL = {
    "its disk is full": outages.full,
    "it may only be read": outages.read_only,
    "it is stopped, and started": outages.stopped,
    "its disk fails to keep what is flushed": outages.failing_disk,
}


class Found(NamedTuple):
    """What was found on one database."""

    killed: list[Round]
    flushes: list[int]
    outages: dict[str, Outage]


def on_sqlite(many: int, writes: int, chance: Random) -> Found:
    """Everything on a file, which is killed so many times."""
    with outages.on_sqlite() as victim:
        befell = {name: seen(victim, fault) for name, fault in FILE.items()}
    with tempfile.TemporaryDirectory() as folder, loaded(f"sqlite:///{folder}/record.sqlite3") as engine:
        counted = flushes_of_writes(engine, writes, Path(folder))
        return Found(_killed("SQLite", engine, many, chance), counted, befell)


def on_postgresql(many: int, writes: int, chance: Random) -> Found:
    """Everything on a server of PostgreSQL, which is killed so many times."""
    with outages.on_postgresql() as victim:
        befell = {name: seen(victim, fault) for name, fault in POSTGRESQL.items()}
    with tempfile.TemporaryDirectory() as folder, running() as cluster, loaded(cluster.url) as engine:
        counted = flushes_of_writes(engine, writes, Path(folder), cluster)
        return Found(_killed("PostgreSQL", engine, many, chance, cluster), counted, befell)


def _killed(name: str, engine: Engine, many: int, chance: Random, cluster: Cluster | None = None) -> list[Round]:
    found = list[Round]()
    with closing(rounds(engine, officer(engine), chance, cluster)) as killed:
        for one in islice(killed, many):
            found.append(one)
            print(f"{name}: killed {len(found)} of {many} times", file=sys.stderr)
    return found


def written(found: dict[str, Found], seed: int) -> str:
    """The tables, with what they were found on."""
    killed: dict[str, Callable[[Found], float]] = {
        "times that it was killed": lambda one: len(one.killed),
        "of these, the database alone, and the server went on": lambda one: sum(each.went_on for each in one.killed),
        "writes acknowledged before a kill": lambda one: sum(each.acknowledged for each in one.killed),
        "of these lost": lambda one: sum(len(each.lost) for each in one.killed),
        "faults found by `verify`": lambda one: sum(len(each.faults) for each in one.killed),
        "writes whose flushes were counted": lambda one: len(one.flushes),
        "flushes before one was acknowledged, at least": lambda one: min(one.flushes),
        "flushes for each, on average": lambda one: sum(one.flushes) / len(one.flushes),
    }
    befell = [
        [f"{name}: {what}", *map(str, (one.refusal.status, one.kept, one.other, one.ready)), _afterwards(one)]
        for name, each in found.items()
        for what, one in each.outages.items()
    ]
    heads = ["what befalls it", "a write", "what was read before", "what was not", "`/readyz`", "afterwards"]
    parts = [
        f"On {today().isoformat()}, on {machine()}, by `make faults`, with moments from the seed {seed}.",
        table(["", *found], [[text, *(_number(cell(one)) for one in found.values())] for text, cell in killed.items()]),
        table(heads, befell),
    ]
    return "\n\n".join(parts)


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def _afterwards(outage: Outage) -> str:
    whole = not (outage.lost or outage.unsaid or outage.faults)
    return f"{'went on' if outage.went_on else 'was started anew'}, {'nothing lost' if whole else 'NOT WHOLE'}"


def main() -> None:
    """Try everything, print what was found, and write it into the guide if asked to."""
    told = argparse.ArgumentParser(prog="python -m tests.faults.run", description=__doc__)
    told.add_argument("--sqlite", type=int, default=200, help="how many times it is killed on SQLite")
    told.add_argument("--postgresql", type=int, default=50, help="and on PostgreSQL")
    told.add_argument("--writes", type=int, default=300, help="whose flushes are counted on each")
    told.add_argument("--seed", type=int, default=1, help="what the moments come from")
    told.add_argument("--write", action="store_true", help="write the tables into the guide")
    asked = told.parse_args()
    with ThreadPoolExecutor(2) as both:
        file = both.submit(on_sqlite, asked.sqlite, asked.writes, Random(asked.seed))
        server = both.submit(on_postgresql, asked.postgresql, asked.writes, Random(asked.seed))
        found = {"SQLite": file.result(), "PostgreSQL": server.result()}
    tables = written(found, asked.seed)
    print(tables)
    if asked.write:
        keep(GUIDE, tables)
    if "NOT WHOLE" in tables or any(one.lost or one.faults for each in found.values() for one in each.killed):
        sys.exit("Not everything that was acknowledged is there, or the record is not whole.")


if __name__ == "__main__":
    main()
