"""The spool: a folder with the files that were written, each once, for as long as there is room.

Whoever shares the folder shares the files: the processes of a server do. A file that is being handed out stays open, so
that nobody who reads slowly keeps anything else from being done; what was erased is no longer handed out from the
moment that this is known, and is deleted with it.
"""

import fcntl
import gzip
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

_LOCKS = 64
_PART = ".part"  # how what is being written ends
_CHUNK = 1 << 20
_REMEMBERED = 10_000


@dataclass(frozen=True)
class Spooled:
    """A file of the spool that is open to be read: how many bytes it has, a tag for them, and when it was made."""

    file: BufferedReader
    size: int
    tag: str
    made_at: float  # seconds since 1970


class Spool:
    """The files in a folder, with at most so many bytes in all but for the one that was written last."""

    def __init__(self, folder: Path, most: int) -> None:
        self._folder, self._most = folder, most
        self._tags: dict[tuple[int, int, int], str] = {}  # by what tells one file from another that had its place
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def kept(self, name: str) -> Spooled | None:
        """The file of this name; None where it is not there."""
        path = self._folder / name
        try:
            found = self._opened(path)
        except FileNotFoundError:
            return None
        with suppress(FileNotFoundError):  # so that it is not among the first to make room
            os.utime(path, ns=(time.time_ns(), os.fstat(found.file.fileno()).st_mtime_ns))
        return found

    def made(self, name: str, write: Callable[[Path], None]) -> Spooled:
        """The file of this name, which `write` writes where it is not there: one of all who ask at once.

        Raises what writing raises, and leaves nothing of it.
        """
        with self._locked(name):
            found = self.kept(name)
            if found is None:
                part = self._folder / f"{name}{_PART}"
                try:
                    write(part)
                    found = self._opened(part)  # as others may delete it from the moment that it has its name
                    part.replace(self._folder / name)
                finally:
                    part.unlink(missing_ok=True)
                self._make_room(name)
        return found

    def forget(self, before: int) -> None:
        """Delete what was written of the record as it was before an erasure: names begin with the last one known.

        What is still being written is left for the next time; what somebody stopped writing is not.
        """
        for one in self._all():
            number = one.name.partition("-")[0]
            if number.isdecimal() and int(number) < before:
                self._delete(one.name)

    def _delete(self, name: str) -> None:
        path = self._folder / name
        if not name.endswith(_PART):
            path.unlink(missing_ok=True)
            return
        with suppress(BlockingIOError), self._locked(name.removesuffix(_PART), fcntl.LOCK_NB):
            path.unlink(missing_ok=True)

    def _opened(self, path: Path) -> Spooled:
        file = path.open("rb")
        state = os.fstat(file.fileno())
        return Spooled(file, state.st_size, self._tag(file, state), state.st_mtime)

    def _tag(self, file: BufferedReader, state: os.stat_result) -> str:
        """A digest of all bytes of a file, which are read once."""
        known = (state.st_ino, state.st_mtime_ns, state.st_size)
        if known not in self._tags:
            if len(self._tags) > _REMEMBERED:
                self._tags.clear()
            self._tags[known] = hashlib.file_digest(file, "sha256").hexdigest()[:32]
        return self._tags[known]

    def _make_room(self, name: str) -> None:
        files = sorted((state.st_atime_ns, one.name, state.st_size) for one, state in self._states())
        over = sum(size for *_, size in files) - self._most
        for _, one, size in files:
            if over <= 0:
                return
            if one != name and not one.endswith(_PART):
                (self._folder / one).unlink(missing_ok=True)
                over -= size

    def _states(self) -> Iterator[tuple["os.DirEntry[str]", os.stat_result]]:
        for one in self._all():
            with suppress(FileNotFoundError):
                yield one, one.stat()

    def _all(self) -> list["os.DirEntry[str]"]:
        with os.scandir(self._folder) as found:
            return [one for one in found if one.is_file(follow_symlinks=False) and not one.name.startswith(".")]

    @contextmanager
    def _locked(self, name: str, at_once: int = 0) -> Iterator[None]:
        """In the block, nobody else writes what has this name, in this process or another.

        Raises `BlockingIOError` where that would have to be waited for and `at_once` is `fcntl.LOCK_NB`.
        """
        number = int(hashlib.sha256(name.encode()).hexdigest(), 16) % _LOCKS
        with (self._folder / f".lock-{number}").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | at_once)
            yield


def compress(source: BufferedReader, path: Path) -> None:
    """Write what a file holds as gzip, the same bytes each time."""
    source.seek(0)
    with source, path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as target:
        shutil.copyfileobj(source, target, _CHUNK)


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for the spool of one process, which is gone at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="assembly-tracker-spool-") as folder:
        yield Path(folder)
