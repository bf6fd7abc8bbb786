"""Commands as processes of their own, forked from one that imported everything and did nothing else.

A process that begins anew takes two seconds of processor before its command begins. A few tests still start the real
command (`served.COMMAND`): those of how it begins.
"""

import atexit
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NoReturn, Self

from api.core.shared_folder import shared_counts

ROOT = Path(__file__).parent.parent


class Forked:
    """A command in a process of its own, much as `subprocess.Popen` has it.

    Its first word is the name of the program. What it says has to be read before it fills a pipe.
    """

    def __init__(self, words: Sequence[object], env: Mapping[str, str]) -> None:
        self.returncode: int | None = None
        address = _began(counting="TRACKER_METRICS" in env)
        self._asked = socket.socket(socket.AF_UNIX)
        self._asked.connect(address)
        (ours_out, out), (ours_err, err) = os.pipe(), os.pipe()
        self.stdout, self.stderr = (os.fdopen(one, encoding="utf-8") for one in (ours_out, ours_err))
        socket.send_fds(self._asked, [b"."], [out, err])
        for one in (out, err):
            os.close(one)
        self._told = self._asked.makefile("rw", encoding="utf-8")
        print(json.dumps([[*map(str, words)], dict(env)]), file=self._told, flush=True)
        self.pid = int(self._told.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()
        for one in (self.stdout, self.stderr, self._told, self._asked):
            one.close()

    def wait(self, timeout: float | None = None) -> int:
        """How it ended: its status, or less than nothing where a signal ended it. Raises `TimeoutExpired`."""
        if self.returncode is None:
            if not select.select([self._asked], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("assembly-tracker", timeout or 0)
            self.returncode = int(self._told.readline())
        return self.returncode

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


@cache
def _began(*, counting: bool) -> str:
    """Where a process listens that forks, until this one ends. One that has imported what is `counting` together with
    other processes cannot be made to count alone.
    """
    folder = tempfile.mkdtemp(prefix="tracker-forks-")
    atexit.register(shutil.rmtree, folder)
    env = os.environ | ({"TRACKER_METRICS": "127.0.0.1:9100"} if counting else {})
    words, pipe = [sys.executable, "-m", "tests.forked", f"{folder}/socket"], subprocess.PIPE
    forks = subprocess.Popen(words, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, start_new_session=True)
    atexit.register(forks.communicate)
    assert forks.stdout
    assert forks.stdout.readline()
    return f"{folder}/socket"


def _fork_for_ever(address: str) -> None:
    """Import everything, compile the templates, and fork for whoever asks, until nobody is left who could."""
    with shared_counts():
        for name in ("api.cli.commands", "api.main"):
            importlib.import_module(name)
        templates = importlib.import_module("api.pages.environment").TEMPLATES
    for template in templates.list_templates():
        templates.get_template(template)
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            if sys.stdin in select.select([listening, sys.stdin], [], [])[0]:
                return
            asked, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _run(asked)
            asked.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _run(asked: socket.socket) -> NoReturn:
    """Run what is asked for in a child; say the child's number, and how it ended."""
    from api.cli import app
    from api.settings import settings

    _, ends, *_ = socket.recv_fds(asked, 1, 2)
    told = asked.makefile("rw", encoding="utf-8")
    words, env = json.loads(told.readline())
    child = os.fork()
    if child:
        print(child, file=told, flush=True)
        for end in ends:
            os.close(end)
        _, status = os.waitpid(child, 0)
        with suppress(BrokenPipeError):  # whoever asked is gone
            print(os.waitstatus_to_exitcode(status), file=told, flush=True)
        os._exit(0)
    told.close()
    asked.close()
    os.setsid()
    for end, place in zip(ends, (1, 2), strict=True):
        os.dup2(end, place)
        os.close(end)
    os.environ.clear()
    os.environ.update(env)
    settings.cache_clear()
    sys.argv = words
    sys.exit(app(prog_name=Path(words[0]).name))


if __name__ == "__main__":
    _fork_for_ever(sys.argv[1])
