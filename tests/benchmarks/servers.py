"""What the benchmark starts, all on one core: nginx, what does the least, peers, PostgreSQL and this project."""

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.benchmarks.peers import plain
from tests.conftest import ANY_NUMBER, AT_ONCE, get_server
from tests.documents import ROOT
from tests.served import COMMAND, free_port, listening, until

SERVES, ASKS = 0, (os.cpu_count() or 1) - 1  # the cores that serve and that ask
PEERS = Path(plain.__file__).parent
_NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
_TICKS = os.sysconf("SC_CLK_TCK")


class MissingError(Exception):
    """Something cannot be had here; says what."""


@contextmanager
def running(words: Sequence[str | Path], port: int, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server as a process on its core, from when it listens to the end of the block."""
    pinned = ["setpriv", "--pdeathsig", "KILL", "taskset", "-c", str(SERVES), *map(str, words)]  # it ends with us
    inherited = {name: value for name, value in os.environ.items() if name not in AT_ONCE}  # which is for tests alone
    told = inherited | {"PYTHONPATH": str(ROOT), **env}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(pinned, env=told, cwd=PEERS, start_new_session=True, **quiet) as process:
        try:
            until(lambda: process.poll() is not None or listening(port))
            if process.poll() is not None:
                raise MissingError(f"{Path(words[0]).name} ended at once with {process.returncode}")
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            until(lambda: not listening(port))  # its workers end a little later


def get(port: int, path: str) -> tuple[bytes, str]:
    """The body of an answer, and its ETag."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=600) as answer:
        return answer.read(), str(answer.headers["ETag"] or "")


def peers_installed(folder: Path) -> Path:
    """The folder of commands of an environment with the peers' packages, installed into `folder` where it is not yet.

    Raises MissingError where the registry does not give them.
    """
    wanted, stamp = (PEERS / "requirements.txt").read_text(encoding="utf-8"), folder / "installed.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
        done = subprocess.run([*pip, "-r", PEERS / "requirements.txt"], check=False, capture_output=True, text=True)
        if done.returncode:
            raise MissingError(f"pip could not install them: {done.stderr.strip().splitlines()[-1]}")
        stamp.write_text(wanted, encoding="utf-8")
    return folder / "bin"


class Servers:
    """Those that run to the end of the benchmark; each method starts one and returns its port."""

    def __init__(self, until_the_end: ExitStack, folder: Path, peers: Path | None) -> None:
        self.kept, self.folder, self.peers = until_the_end, folder, peers
        self.plain = folder / "plain.sqlite3"

    def lean(self, name: str) -> int:
        """An application of `lean.py`: `hello`, `in_memory` or `from_sqlite`."""
        here, how = (self.peers, "httptools") if self.peers else (Path(sys.executable).parent, "auto")
        words = ["-m", "uvicorn", f"lean:{name}", "--loop", "uvloop", "--http", how, "--no-access-log"]
        return self._start(here / "python", *words, "--port")

    def orm(self) -> int:
        """FastAPI with SQLAlchemy's ORM."""
        words = ["-m", "uvicorn", "orm:app", "--loop", "uvloop", "--http", "httptools", "--no-access-log"]
        return self._start(self._peer("python"), *words, "--port")

    def drf(self) -> int:
        """Django REST framework."""
        return self._start(self._peer("granian"), "--interface", "wsgi", "--no-access-log", "drf:app", "--port")

    def datasette(self) -> int:
        """Datasette, with the same questions as queries."""
        named = self.folder / "datasette.json"
        named.write_text(json.dumps({"databases": {"plain": {"queries": plain.QUERIES}}}), encoding="utf-8")
        return self._start(self._peer("datasette"), "serve", "-i", self.plain, "--metadata", named, "--port")

    def nginx(self, files: dict[str, bytes], ours: int) -> int:
        """A server of these files by nginx, which is a cache before the server at port `ours` for all else."""
        if _NGINX is None:
            raise MissingError("nginx is not installed")
        port = free_port()
        folder = self.folder / f"nginx-{port}"
        folder.mkdir()
        for path, body in files.items():
            (folder / "static" / path.strip("/")).parent.mkdir(parents=True, exist_ok=True)
            (folder / "static" / path.strip("/")).write_bytes(body)
        places = "".join(f"location = {path} {{ root {folder}/static; }} " for path in files)
        (folder / "nginx.conf").write_text(
            f"""
            daemon off; master_process off; pid {folder}/pid; error_log stderr; user root;
            events {{ }}
            http {{
              access_log off; default_type application/json; keepalive_requests 1000000000;
              open_file_cache max=100; sendfile on; tcp_nopush on;
              proxy_cache_path {folder}/cache keys_zone=all:10m; proxy_temp_path {folder}/proxy;
              server {{
                listen 127.0.0.1:{port}; {places}
                location / {{ proxy_cache all; proxy_cache_valid 1h; proxy_pass http://127.0.0.1:{ours}; }}
              }}
            }}
            """,
            encoding="utf-8",
        )
        words = [_NGINX, "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"]
        self.kept.enter_context(running(words, port))
        return port

    def postgresql(self) -> str:
        """The address of a database on a PostgreSQL server of our own, which flushes what it commits."""
        allowed = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {SERVES})
        try:
            server = get_server(self.folder / "postgresql", cleanup_mode="stop")
        finally:
            os.sched_setaffinity(0, allowed)
        self.kept.callback(server.cleanup)
        return str(server.get_uri())

    def _peer(self, command: str) -> Path:
        if self.peers is None:
            raise MissingError("its packages are not installed")
        return self.peers / command

    def _start(self, *words: str | Path) -> int:
        port = free_port()
        self.kept.enter_context(running([*words, str(port)], port, PEERS=str(self.plain)))
        return port


class Project:
    """The application on one database, at one port, and what it took to its first answer."""

    def __init__(self, until_the_end: ExitStack, database: str) -> None:
        self.kept, self.database, self.port = until_the_end, database, free_port()
        self.running: ExitStack | None = None
        self.first_answer: list[float] = []  # seconds of processor, each time it was started

    def restart(self, first: str) -> None:
        """Start it anew, and ask for this path until it is answered."""
        if self.running:
            self.running.close()
        self.running = self.kept.enter_context(ExitStack())
        here = f"http://127.0.0.1:{self.port}"
        words = [sys.executable, COMMAND, "serve", "--port", str(self.port)]
        told = ANY_NUMBER | {"TRACKER_DATABASE_URL": self.database, "TRACKER_BASE_URL": here}
        process = self.running.enter_context(running(words, self.port, **told))
        get(self.port, first)
        self.first_answer.append(_processor(process.pid))


def _processor(pid: int) -> float:
    """Seconds of processor that a process and all that came of it have taken so far."""
    # After the name, which may hold blanks: utime, stime, cutime and cstime are the 12th to 15th.
    taken = sum(map(int, Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[11:15]))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    return taken / _TICKS + sum(_processor(int(child)) for child in children)
