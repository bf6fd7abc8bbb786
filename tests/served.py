"""The command line as processes of their own, on the database of a test; and a server that runs meanwhile."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from db.session import open_engine
from tests.conftest import AT_ONCE, load_examples, migrate
from tests.forked import Forked

COMMAND = Path(sys.executable).parent / "assembly-tracker"


def environment(engine: Engine) -> dict[str, str]:
    """What a process is told: nothing of how this one is."""
    inherited = {name: value for name, value in os.environ.items() if name not in AT_ONCE}
    return inherited | {"TRACKER_DATABASE_URL": engine.url.render_as_string(hide_password=False)}


@contextmanager
def serving(engine: Engine, *options: str, anew: bool = False, **settings: str) -> Iterator[str]:
    """A server that listens until the end of the block, and then stops cleanly when it is told to; its address."""
    with started(engine, *options, anew=anew, **settings) as server:
        yield server.address
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=30) == 0


def _program(words: list[str], told: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(words, env=told, stderr=subprocess.PIPE, text=True, start_new_session=True)


class Server(NamedTuple):
    """A server that runs: where it listens, the process that was started, and what it has logged so far."""

    address: str
    process: "subprocess.Popen[str] | Forked"
    lines: list[str]

    @property
    def workers(self) -> list[int]:
        """The numbers of the processes that answer requests, as they are now."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="utf-8")
        return [int(number) for number in children.split()]


@contextmanager
def started(engine: Engine, *options: str, port: int = 0, anew: bool = False, **settings: str) -> Iterator[Server]:
    """A server that listens, at this port or a free one, which is killed at the end of the block if it still runs.

    It is forked, or `anew`: the program itself, as it is started by hand.
    """
    port = port or free_port()
    words = [str(COMMAND), "serve", "--port", str(port), *options]
    here = f"http://127.0.0.1:{port}"
    told = environment(engine) | {"TRACKER_BASE_URL": here} | settings  # so that its links lead to itself
    with _program(words, told) if anew else Forked(words, told) as server:
        try:
            assert server.stderr
            lines = iter(server.stderr.readline, "")
            logged: list[str] = []
            while "Started worker" not in "".join(logged[-1:]):
                logged.append(next(lines))
            until(lambda: listening(port))
            drained = threading.Thread(target=logged.extend, args=(lines,))  # or it would stop when the pipe is full
            drained.start()
            yield Server(here, server, logged)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)  # with what it began, which would keep the pipe open
            drained.join()


def until(holds: Callable[[], object]) -> None:
    """Look again and again, until it holds."""
    for _ in range(6_000):
        if holds():
            return
        threading.Event().wait(0.02)
    raise AssertionError("it does not come to hold")


def listening(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving_examples() -> Iterator[str]:
    """A server with the example records, for tools that are run by hand; its address."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/examples.sqlite3", create=True)
        migrate(engine)
        load_examples(engine)
        with serving(engine) as base:
            yield base
        engine.dispose()
