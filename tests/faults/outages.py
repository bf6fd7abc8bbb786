"""What may befall the database of a server that runs, and what is seen of it meanwhile and afterwards."""

import errno
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import Engine, select

from api.publishing.verify import faults_of_record
from db.models.record import Publication
from db.session import reading
from tests.coroutines import run
from tests.faults.cluster import Cluster, loaded, running
from tests.faults.killing import PUBLISHED
from tests.faults.traced import traced
from tests.served import Server, started, until
from tests.server import clients
from tests.server.clients import Answer
from tests.writing.given import UPDATES, officer

KEPT, NOT_KEPT = clients.STATUS, "/v1/recommendations/camden-climate-2019-9/status"
_MOST = 300  # writes for which there may be some room yet


class Victim(NamedTuple):
    """A server that runs, on a database with the examples, for which somebody has a key; and what may befall it."""

    engine: Engine
    server: Server
    key: dict[str, str]
    disk: Path | None  # where there is one of its own
    cluster: Cluster | None


Fault = Callable[[Victim], AbstractContextManager[object]]


class Outage(NamedTuple):
    """How a server answered while its database could not do all it should, and what was found once it could again.

    `refusal` is of a write; `kept` was read before by somebody, `other` by nobody. `went_on` says whether the same
    processes answered all of it, `lost` names what was acknowledged and is not there, `unsaid` how much is there of
    which it was said that it is not, and `faults` what `verify` finds.
    """

    refusal: Answer
    kept: int
    other: int
    ready: int
    went_on: bool
    lost: list[str]
    unsaid: int
    faults: list[str]


def seen(victim: Victim, fault: Fault) -> Outage:
    """What is seen of a fault: writes are asked for until one is refused, and afterwards until one is acknowledged."""
    engine, server, key, *_ = victim
    acknowledged, unknown = list[str](), 0

    def write() -> Answer:
        nonlocal unknown
        answer = run(clients.post(server.address, UPDATES, PUBLISHED, **key))
        if answer.status == 201:
            acknowledged.append(json.loads(answer.body)["id"])
        unknown += "not known" in answer.body
        return answer

    def get(path: str) -> int:
        return run(clients.get(server.address, path)).status

    def is_kept() -> bool:
        told = len(server.lines)
        return get(KEPT) == 200 and any('"kept": true' in line for line in server.lines[told:])

    before, workers = _published(engine), server.workers
    assert write().status == 201
    until(is_kept)
    with fault(victim):
        refusal = next(answer for answer in (write() for _ in range(_MOST)) if answer.status != 201)
        during = get(KEPT), get(NOT_KEPT), get("/readyz")
    until(lambda: write().status == 201)
    until(lambda: get("/readyz") == get(KEPT) == get(NOT_KEPT) == 200)
    engine.dispose()
    new = _published(engine) - before
    with reading(engine) as session:
        faults = list(faults_of_record(session))
    unsaid = max(0, len(new) - len(acknowledged) - unknown)
    return Outage(refusal, *during, server.workers == workers, sorted(set(acknowledged) - new), unsaid, faults)


def _published(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return set(session.scalars(select(Publication.thing)))


def _refused(calls: str, error: str) -> Fault:
    """The system refuses these calls of whoever writes to the disk: of the server, or of its PostgreSQL."""

    def fault(victim: Victim) -> AbstractContextManager[object]:
        processes = victim.cluster.processes if victim.cluster else victim.server.workers
        return traced(processes, calls, "-o", os.devnull, "-e", f"inject={calls}:error={error}")

    return fault


read_only_disk = _refused("pwrite64,pwritev,ftruncate,fallocate,fsync,fdatasync", "EROFS")
failing_disk = _refused("fsync,fdatasync", "EIO")  # what is flushed does not reach it


@contextmanager
def on_sqlite() -> Iterator[Victim]:
    """A server on a file."""
    with (
        _folder(40) as (folder, disk),
        loaded(f"sqlite:///{folder}/record.sqlite3") as engine,
        _serving(engine) as server,
    ):
        yield Victim(engine, server, officer(engine), disk, None)


@contextmanager
def on_postgresql() -> Iterator[Victim]:
    """A server on a PostgreSQL of its own."""
    with (
        _folder(400) as (folder, disk),
        running(folder / "postgresql") as cluster,
        loaded(cluster.url) as engine,
        _serving(engine) as server,
    ):
        yield Victim(engine, server, officer(engine), disk, cluster)


def _serving(engine: Engine) -> AbstractContextManager[Server]:
    return started(engine, TRACKER_TICK="3600", TRACKER_LOG_KEPT="true")


@contextmanager
def _folder(megabytes: int) -> Iterator[tuple[Path, Path | None]]:
    """A folder until the end of the block, and as which small disk it is mounted; None where only root may have one."""
    with TemporaryDirectory(prefix="tracker-") as folder:  # into which PostgreSQL's own user may look
        if os.geteuid() != 0:
            yield Path(folder), None
            return
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "small", folder], check=True)
        try:
            yield Path(folder), Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def full(victim: Victim) -> Iterator[None]:
    """Something else takes all the room that is left on its disk."""
    assert victim.disk, "only root may have a disk of its own here, which can be full"
    if victim.cluster:  # there is room in its log, but the tables need some
        victim.cluster.tell("SELECT pg_switch_wal()")
        victim.cluster.tell("CHECKPOINT")
    ballast = victim.disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for chunk in (1 << 20, 4096):
            while _takes(file.fileno(), chunk):
                pass
    try:
        yield
    finally:
        ballast.unlink()


def _takes(file: int, many: int) -> bool:
    """Whether so many bytes more can be written to a file."""
    try:
        return os.write(file, bytes(many)) > 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False


@contextmanager
def stopped(victim: Victim) -> Iterator[None]:
    """PostgreSQL is stopped, and started again."""
    assert victim.cluster
    victim.cluster.stop()
    try:
        yield
    finally:
        victim.cluster.start()


@contextmanager
def read_only(victim: Victim) -> Iterator[None]:
    """PostgreSQL is told to be read only, as some who run it for others do where their disk is nearly full."""
    assert victim.cluster
    victim.cluster.told("default_transaction_read_only", "on")
    try:
        yield
    finally:
        victim.cluster.told("default_transaction_read_only", "off")
