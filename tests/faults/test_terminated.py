"""A server that is told to stop (SIGTERM) finishes what it has begun: whoever was heard is answered, and it stands."""

import json
import signal
import socket
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from api.publishing.verify import faults_of_record
from db.models.record import Publication
from db.session import reading
from tests.faults.killing import PUBLISHED
from tests.served import started, until
from tests.server import clients
from tests.server.locks import locked
from tests.writing.given import UPDATES, officer

WRITES, PLAYS = 6, 5
_ESTABLISHED = "01"


def is_heard(connection: socket.socket) -> bool:
    """Whether the server has taken all that was sent to it on a connection."""
    here, there = (f":{one[1]:04X}" for one in (connection.getsockname(), connection.getpeername()))
    for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]:
        _, local, remote, state, queues, *_, inode = line.split()[:10]
        if (local[-5:], remote[-5:], state) == (there, here, _ESTABLISHED):
            return queues.endswith(":00000000") and inode != "0"  # which one has that nobody has accepted
    return False


def stopped(engine: Engine, key: dict[str, str], workers: int) -> list[tuple[int, str]]:
    """The status and body of each answer to writes of which none could go on before the server was told to stop."""
    with started(engine, "--workers", str(workers)) as server:
        with locked(engine):
            asked = [clients.asking(server.address, UPDATES, PUBLISHED, **key) for _ in range(WRITES)]
            until(lambda: all(map(is_heard, asked)))
            server.process.send_signal(signal.SIGTERM)
            until(lambda: any("Shutting down" in line for line in server.lines))
        answers = [answer(one) for one in asked]
        assert server.process.wait(timeout=60) == 0
    return answers


def answer(connection: socket.socket) -> tuple[int, str]:
    """All that comes on a connection until it is closed."""
    with connection:
        head, _, body = b"".join(iter(lambda: connection.recv(65_536), b"")).decode().partition("\r\n\r\n")
    return int(head.split(" ", 2)[1]), body


@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_begun_is_finished(engine: Engine, workers: int) -> None:
    key = officer(engine)
    for _ in range(PLAYS):
        answers = stopped(engine, key, workers)
        if {status for status, _ in answers} == {201}:
            break
        assert {status for status, _ in answers} <= {201, 503}  # somebody waited for the lock too long: again
    else:
        pytest.fail("each time somebody was refused")
    with reading(engine) as session:
        published = set(session.scalars(select(Publication.thing)))
        assert list(faults_of_record(session)) == []
    assert {json.loads(body)["id"] for _, body in answers} <= published
