"""Clients that ask a server the same questions over and over, and count: `wrk`, and one of our own.

Ours is a process of its own too (`python -m tests.benchmarks.client`): it takes an `Asked` as JSON on standard input
and prints a `Counted`. It asks what `wrk` cannot: each path once only; and at a fixed rate, where each request has the
time at which it was to be sent, and its answer is as late as it is after that, whether or not the client got to send
it in time.
"""

import asyncio
import json
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import uvloop

HERE = Path(__file__).parent
WRK = shutil.which("wrk")
_QUICK = 1_000  # answers a second
_PATIENCE = 300  # seconds for the last answers


@dataclass(frozen=True)
class Asked:
    """What to ask of a server: these paths in turn, from so many connections, for so many seconds."""

    port: int
    paths: list[str]
    seconds: float
    connections: int
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    once: bool = False  # each path only once, and no longer than that takes
    rate: float = 0  # so many a second, and no more; 0 as many as can be


@dataclass(frozen=True)
class Counted:
    """What came of it: the answers a second, how many were no success, and by when 99 of 100 had come."""

    a_second: float
    failed: int
    p99_ms: float


def ask(asked: Asked, cpu: int) -> Counted:
    """Ask from one core: what is quick with `wrk`, which would not count the last answers of what is slow."""
    pinned = ["taskset", "-c", str(cpu)]
    if WRK and not asked.rate and not asked.once:
        tried = _by_ours(replace(asked, seconds=0.1), pinned)
        if tried.a_second > _QUICK:
            return _by_wrk(asked, pinned)
    return _by_ours(asked, pinned)


def _by_ours(asked: Asked, pinned: list[str]) -> Counted:
    words = [*pinned, sys.executable, "-m", "tests.benchmarks.client"]
    done = subprocess.run(
        words, input=json.dumps(asdict(asked)), cwd=HERE.parent.parent, capture_output=True, text=True, check=True
    )
    return Counted(**json.loads(done.stdout))


def _by_wrk(asked: Asked, pinned: list[str]) -> Counted:
    with NamedTemporaryFile("w", suffix=".requests") as requests, NamedTemporaryFile("w", suffix=".head") as head:
        requests.write("\n".join(asked.paths))
        requests.flush()
        head.write(_head(asked) + asked.body)
        head.flush()
        seconds = max(1, round(asked.seconds))
        how = ["-t1", f"-c{asked.connections}", f"-d{seconds}s", "--timeout", "60s", "-s", HERE / "requests.lua"]
        what = [f"http://127.0.0.1:{asked.port}", "--", asked.method, requests.name, head.name]
        done = subprocess.run([*pinned, str(WRK), *how, *what], capture_output=True, text=True, check=True)
    return Counted(**json.loads(done.stdout.splitlines()[-1]))


def _head(asked: Asked) -> str:
    """A request without its first line and its body."""
    more = {"Content-Length": str(len(asked.body.encode()))} if asked.body else {}
    told = {"Host": f"127.0.0.1:{asked.port}", **asked.headers, **more}
    return "".join(f"{name}: {value}\r\n" for name, value in told.items()) + "\r\n"


class _Connection(asyncio.Protocol):
    """One connection, which asks the next question once the last is answered."""

    def __init__(self, load: "_Load") -> None:
        self.load = load
        self.due = 0.0
        self.got = b""
        self.whole = -1  # how long the answer is in all; -1 where its head has not come, 0 where it comes in chunks

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.load.is_free(self)

    def send(self, request: bytes, due: float) -> None:
        self.due = due
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.got += data
        if self.whole < 0 and (end := self.got.find(b"\r\n\r\n")) >= 0:
            self.status, self.whole = int(self.got[9:12]), _whole(self.got[: end + 4].lower())
        ended = self.got.endswith(b"\r\n0\r\n\r\n") if self.whole == 0 else len(self.got) >= self.whole > 0
        if ended:
            self.got, self.whole = b"", -1
            self.load.answered(self, self.status)

    def connection_lost(self, _: Exception | None) -> None:
        """An answer that will not come; or the end, when nobody waits for one any more."""
        self.load.lost += 1
        if self.load.lost == self.load.asked.connections:
            self.load.closed.set()


def _whole(head: bytes) -> int:
    """How long an answer with this head is, in lower case; 0 where it comes in chunks."""
    place = head.find(b"\r\ncontent-length:")
    if place >= 0:
        return len(head) + int(head[place + 17 :].split(b"\r\n", 1)[0])
    return 0 if b"\r\ntransfer-encoding:" in head else len(head)


class _Load:
    """All connections together: which question comes next, and how long each took."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        head = _head(asked) + asked.body
        self.requests = [f"{asked.method} {path} HTTP/1.1\r\n{head}".encode() for path in asked.paths]
        self.began, self.next = time.perf_counter(), 0
        self.free: deque[_Connection] = deque()
        self.took: list[float] = []
        self.failed = self.lost = 0
        self.done, self.closed = asyncio.Event(), asyncio.Event()

    def is_free(self, connection: _Connection) -> None:
        if self.asked.rate:
            self.free.append(connection)
        else:
            self._send(connection, time.perf_counter())

    def _send(self, connection: _Connection, due: float) -> None:
        if self._is_over():
            return
        connection.send(self.requests[self.next % len(self.requests)], due)
        self.next += 1

    def _is_over(self) -> bool:
        """Whether nothing more is to be sent; and all that was is answered, where it is done."""
        over = time.perf_counter() - self.began > self.asked.seconds
        over = over or (self.asked.once and self.next >= len(self.requests))
        if over and len(self.took) + self.lost >= self.next:
            self.done.set()
        return over

    def answered(self, connection: _Connection, status: int) -> None:
        self.took.append(time.perf_counter() - connection.due)
        self.failed += status >= 400
        self.is_free(connection)
        self._is_over()

    async def paced(self) -> None:
        """Send each request at its time, or as soon as a connection is free."""
        self.began = time.perf_counter()
        while not self._is_over():
            by_now = int((time.perf_counter() - self.began) * self.asked.rate)
            while self.next <= by_now and self.free:
                self._send(self.free.popleft(), self.began + self.next / self.asked.rate)
            await asyncio.sleep(0)  # a clock of whole milliseconds would add one to each

    async def run(self) -> Counted:
        loop = asyncio.get_running_loop()
        opened = [
            (await loop.create_connection(lambda: _Connection(self), "127.0.0.1", self.asked.port))[0]
            for _ in range(self.asked.connections)
        ]
        if self.asked.rate:
            await self.paced()
        async with asyncio.timeout(self.asked.seconds + _PATIENCE):
            await self.done.wait()
        elapsed = time.perf_counter() - self.began
        counted = Counted(len(self.took) / elapsed, self.failed + self.lost, _nearest(self.took, 0.99) * 1000)
        for transport in opened:
            transport.abort()
        await self.closed.wait()
        return counted


def _nearest(values: Iterable[float], share: float) -> float:
    found = sorted(values)
    return found[min(len(found) - 1, int(len(found) * share))] if found else 0.0


def ask_here(asked: Asked) -> Counted:
    """Ask with our own client in this process, on a thread of its own: another may have an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: uvloop.run(_Load(asked).run())).result()


if __name__ == "__main__":
    print(json.dumps(asdict(ask_here(Asked(**json.load(sys.stdin))))))
