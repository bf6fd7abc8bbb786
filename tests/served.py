"""The command line as processes of their own, on the database of a test; and a server that runs meanwhile."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from db.session import open_engine
from tests.conftest import load_examples, migrate

COMMAND = Path(sys.executable).parent / "assembly-tracker"


def environment(engine: Engine) -> dict[str, str]:
    return os.environ | {"TRACKER_DATABASE_URL": engine.url.render_as_string(hide_password=False)}


@contextmanager
def serving(engine: Engine, *options: str, **settings: str) -> Iterator[str]:
    """A server that listens until the end of the block, and then stops cleanly when it is told to; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [str(COMMAND), "serve", "--port", str(port), *options]
    here = f"http://127.0.0.1:{port}"
    told = environment(engine) | {"TRACKER_BASE_URL": here} | settings  # so that its links lead to itself
    with subprocess.Popen(words, env=told, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            lines = iter(server.stderr.readline, "")
            assert any("running on" in line for line in lines)  # it says so when it listens
            drained = threading.Thread(target=server.stderr.read)  # or it would stop when the pipe is full
            drained.start()
            yield here
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=30) == 0
            drained.join()
        finally:
            server.kill()


@contextmanager
def serving_examples() -> Iterator[str]:
    """A server with both example records, for tools that are run by hand; its address."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/examples.sqlite3")
        migrate(engine)
        load_examples(engine)
        with serving(engine) as base:
            yield base
        engine.dispose()
