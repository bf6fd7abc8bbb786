"""What is due at a time is done by one of a server's processes, and by another once that one has ended."""

import multiprocessing
import os
import signal
from multiprocessing.connection import Connection

import pytest
from sqlalchemy import Engine

from api.scheduler import Turn
from tests.coroutines import run
from tests.served import Server, started, until
from tests.server import clients


def done(server: Server) -> int:
    """How often a process has done what is due each day, which each does once: at its first turn."""
    return sum('"event": "forgot"' in line for line in server.lines)


def begun(server: Server) -> int:
    return sum("Started worker" in line for line in server.lines)


@pytest.mark.parametrize("database", ["sqlite"])
def test_one_of_three_processes_does_what_is_due(engine: Engine) -> None:
    """Each looks whether it is its turn as it begins, and then not for half a minute."""
    with started(engine, "--workers", "3") as server:
        until(lambda: begun(server) == 3 and done(server))
        for process in server.workers:
            os.kill(process, signal.SIGKILL)
        until(lambda: begun(server) == 6 and done(server) >= 2)
        assert run(clients.get(server.address, "/readyz")).status == 200
        assert done(server) == 2


def _asked(turn: Turn, told: Connection) -> None:
    """A process that says whether it is its turn, whenever it is asked."""
    while told.recv():
        told.send(turn.is_mine())


def test_a_turn_is_somebodys_until_they_end() -> None:
    turn, forked = Turn(), multiprocessing.get_context("fork")

    def forked_one() -> tuple[Connection, multiprocessing.context.ForkProcess]:
        here, there = forked.Pipe()
        process = forked.Process(target=_asked, args=(turn, there))
        process.start()
        there.close()
        return here, process

    def has_turn(told: Connection) -> bool:
        told.send(True)
        return bool(told.recv())

    (one, first), (two, second) = forked_one(), forked_one()
    assert [has_turn(told) for told in (one, two, one, two)] == [True, False, True, False]

    first.kill()
    first.join()

    assert has_turn(two)
    second.kill()
    second.join()
