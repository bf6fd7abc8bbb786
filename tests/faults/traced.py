"""What processes ask of the system, as strace sees it: when they flush, when they answer, and what they are refused."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.served import until

SEEN = "fsync,fdatasync,recvfrom,writev"
_CALL = re.compile(r"(?P<process>\d+) +(?P<call>\w+)\(\d+<(?P<path>[^>]*)>(?P<rest>.*)")
_ENDED = re.compile(r"(?P<process>\d+) +<\.\.\. (?P<call>\w+) resumed>(?P<rest>.*)")


def flushes(trace: Path, log: str) -> list[int]:
    """How often a log was flushed for each write that was acknowledged: after it was asked for, before it was answered.

    One is asked for after the other. `log` is a part of the path of every file of the log.
    """
    found, since, flushing = list[int](), 0, set[str]()
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        begun, ended = _CALL.match(line), _ENDED.match(line)
        if begun and begun["rest"].startswith(', "POST '):
            since = 0
        elif begun and '"HTTP/1.1 201' in begun["rest"]:
            found.append(since)
        elif begun and log in begun["path"] and begun["rest"].endswith("<unfinished ...>"):
            flushing.add(begun["process"])
        elif begun and log in begun["path"]:
            since += begun["rest"].endswith("= 0")
        elif ended and ended["process"] in flushing:
            flushing.discard(ended["process"])
            since += ended["rest"].endswith("= 0")
    return found


@contextmanager
def traced(processes: Sequence[int], calls: str, *options: str | Path) -> Iterator[None]:
    """In the block, strace looks at these calls of these processes, and of those that they begin."""
    named = [word for process in processes for word in ("-p", str(process))]
    words = ["strace", "-f", "-y", "-qq", "-s", "20", "-e", f"trace={calls}", *map(str, options), *named]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as tracer:
        until(lambda: tracer.poll() is not None or all(_is_traced(process, tracer.pid) for process in processes))
        assert tracer.poll() is None, f"strace may not look at other processes here: {tracer.communicate()[1]}"
        try:
            yield
        finally:
            tracer.terminate()
            tracer.communicate()


def _is_traced(process: int, tracer: int) -> bool:
    tasks = Path(f"/proc/{process}/task").glob("*/status")
    return all(f"TracerPid:\t{tracer}\n" in one.read_text(encoding="utf-8") for one in tasks)
