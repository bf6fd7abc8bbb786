"""The folder that a copy stands in: what is put into it is whole or not there, and what is no longer in the copy goes.

Everything in it that is ours is named by `manifest.json`; or by `manifest.part`, where a run was killed.
"""

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

MANIFEST, JOURNAL = "manifest.json", "manifest.part"
_PART = ".part"  # of one file, until it is whole
_MADE_BY = "assembly-tracker publish"
_BLOCK = 1 << 20  # bytes


class FolderError(Exception):
    """Why nothing can be written into a folder, and what to do."""


class Folder:
    """A folder with a copy in it, of which one run at a time holds the lock.

    `before`: what the manifest that is there says of the copy as a whole; empty where there is none.
    """

    def __init__(self, root: Path, before: dict[str, Any], left: sqlite3.Connection) -> None:
        self.root = root
        self.before = before
        self.written = self.deleted = self.files = 0
        self._left = left  # the names of what was there before, and was not put there again
        self._left.execute("CREATE TABLE files (name TEXT PRIMARY KEY) WITHOUT ROWID")
        self._journal: IO[bytes] | None = None
        self._parents: set[Path] = {root}

    def begin(self, head: dict[str, Any]) -> None:
        """Begin to write a copy of which the manifest says this as a whole."""
        named = ((entry["file"],) for entry in _entries(self.root / MANIFEST))
        self._left.executemany("INSERT OR IGNORE INTO files VALUES (?)", named)
        for entry in _entries(self.root / JOURNAL):  # of a run that was killed: what only it put there goes
            if not self._left.execute("SELECT 1 FROM files WHERE name = ?", [entry["file"]]).fetchone():
                self._delete(entry["file"])
        self._journal = self._opened(JOURNAL)
        self._journal.write(_line({"made_by": _MADE_BY, **head, "files": []})[:-2] + b"\n")

    def put(self, name: str, content: IO[bytes], **told: object) -> None:
        """Put a file where it is not as it is to be; and say of it what is `told` in the manifest."""
        assert self._journal  # noqa: S101 - it was begun
        size = content.tell()
        content.seek(0)
        digest = sha256()
        for block in iter(lambda: content.read(_BLOCK), b""):
            digest.update(block)
        entry = {**told, "file": name, "size": size, "sha256": digest.hexdigest()}
        self._journal.write((b",\n" if self.files else b"") + _line(entry))
        self._left.execute("DELETE FROM files WHERE name = ?", [name])
        self.files += 1
        if not self._is_there(name, content, size):
            self._journal.flush()  # so that a run that is killed now leaves nothing that is not named
            self._write(name, content)

    def end(self) -> None:
        """Take away what is no longer in the copy, and make what was said of each file the manifest."""
        assert self._journal  # noqa: S101 - it was begun
        for (name,) in self._left.execute("SELECT name FROM files"):
            self._delete(name)
        self._journal.write(b"\n]}\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())
        self._journal.close()
        with (self.root / JOURNAL).open("rb") as made:
            size = made.seek(0, os.SEEK_END)
            same = self._is_there(MANIFEST, made, size)
        if same:
            (self.root / JOURNAL).unlink()
        else:
            (self.root / JOURNAL).replace(self.root / MANIFEST)

    def _is_there(self, name: str, content: IO[bytes], size: int) -> bool:
        """Whether a file is there with this content."""
        path = self._path(name)
        if path.is_symlink() or not path.is_file() or path.stat().st_size != size:
            return False
        content.seek(0)
        with path.open("rb") as there:
            return all(block == content.read(_BLOCK) for block in iter(lambda: there.read(_BLOCK), b""))

    def _write(self, name: str, content: IO[bytes]) -> None:
        path = self._path(name)
        content.seek(0)
        with self._opened(_PART) as part:
            shutil.copyfileobj(content, part, _BLOCK)
        if path.exists():  # a web server tells two contents apart by their second and size
            after = max(int((self.root / _PART).stat().st_mtime), int(path.stat().st_mtime) + 1)
            os.utime(self.root / _PART, (after, after))
        (self.root / _PART).replace(path)
        self.written += 1

    def _delete(self, name: str) -> None:
        path = self._path(name)
        path.unlink(missing_ok=True)
        self.deleted += 1
        with suppress(OSError):  # that is not empty
            for parent in path.parents:
                if parent == self.root:
                    break
                parent.rmdir()
                self._parents.discard(parent)

    def _opened(self, name: str) -> IO[bytes]:
        """A file of ours in the folder itself, opened to be written anew; never one that a link leads to."""
        (self.root / name).unlink(missing_ok=True)
        return (self.root / name).open("xb")

    def _path(self, name: str) -> Path:
        """Where a file is, in a folder that is there. Raises `FolderError` where that would be outside."""
        steps = PurePosixPath(name).parts
        if "\0" in name or "\\" in name or not steps or {"..", "/"} & {*steps}:
            raise FolderError(f"{name!r} is no name of a file in a copy.")
        parent = self.root
        for step in steps[:-1]:
            parent = parent / step
            if parent in self._parents:
                continue
            if parent.is_symlink():
                raise FolderError(f"{parent} leads elsewhere: take this link away.")
            parent.mkdir(exist_ok=True)
            self._parents.add(parent)
        return parent / steps[-1]


@contextmanager
def opened(path: Path) -> Iterator[Folder]:
    """The folder at a path, made where there is none, until the end of the block.

    Raises `FolderError` where it holds anything that is not of a copy, or where another run writes into it.
    """
    path.mkdir(exist_ok=True)
    root = path.resolve()
    lock = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderError(f"Another run is writing into {path}: wait for it.") from None
        found = {name: _head(root / name) for name in (MANIFEST, JOURNAL)}
        if not any(found.values()) and {entry.name for entry in root.iterdir()} - {JOURNAL}:
            raise FolderError(f"{path} is not empty, and holds no copy: name a folder of its own. Nothing was written.")
        with closing(sqlite3.connect("")) as left:  # on the disk where it is much, and gone at the end
            yield Folder(root, found[MANIFEST] or {}, left)
    finally:
        os.close(lock)


def _head(path: Path) -> dict[str, Any] | None:
    """What a manifest says of a copy as a whole; None where it is none of ours."""
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file, suppress(ValueError):
        head = json.loads(file.readline(_BLOCK).rstrip(b"\n") + b"]}")
        if isinstance(head, dict) and head.pop("made_by", None) == _MADE_BY:
            return head
    return None


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    """What a manifest says of each file, as far as it goes."""
    if _head(path) is None:
        return
    with path.open("rb") as file, suppress(ValueError):
        file.readline()
        for line in file:
            if not line.startswith(b"]"):
                yield json.loads(line.rstrip(b",\n"))


def _line(entry: dict[str, object]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
