"""The folder that a copy stands in: what is put into it is whole or not there, and what is no longer in the copy goes.

Everything in it that is ours is named by `manifest.json`; or by `manifest.part`, where a run was killed.
"""

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

MANIFEST = "manifest.json"
_JOURNAL, _PART = "manifest.part", ".part"  # the manifest, and one file, until they are whole
_MADE_BY = "assembly-tracker publish"
_BLOCK = 1 << 20  # bytes
_REMEMBERED = 1_000  # folders that are known to be there


class FolderError(Exception):
    """Why nothing can be written into a folder, and what to do."""


class Folder(NamedTuple):
    """A folder for a copy, of which one run at a time holds the lock."""

    root: Path
    before: Mapping[str, Any]  # what its manifest says of the copy as a whole; empty where there is none


@contextmanager
def opened(path: Path) -> Iterator[Folder]:
    """The folder at a path, made where there is none, until the end of the block.

    Raises `FolderError` where it holds anything that is not of a copy, or where another run writes into it.
    """
    path.mkdir(exist_ok=True)
    root = path.resolve()
    lock = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        whole, begun = _head(root / MANIFEST), _head(root / _JOURNAL)
        if whole is None and begun is None and {entry.name for entry in root.iterdir()} - {_JOURNAL}:
            raise FolderError(f"{path} is not empty, and holds no copy: name a folder of its own. Nothing was written.")
        yield Folder(root, whole or {})
    except BlockingIOError:
        raise FolderError(f"Another run is writing into {path}: wait for it.") from None
    finally:
        os.close(lock)


class Writing:
    """A copy that is being written into a folder."""

    def __init__(self, root: Path, journal: IO[bytes], files: sqlite3.Connection) -> None:
        self.files = self.written = self.deleted = 0
        self._root = root
        self._journal = journal
        self._files = files  # what was there before, and what was put since
        self._parents = {root}  # folders that are there, and inside

    def put(self, name: str, content: IO[bytes], **told: object) -> None:
        """Put a file where it is not as it is to be; and say of it what is `told` in the manifest."""
        once = "INSERT INTO files VALUES (?, 1) ON CONFLICT DO UPDATE SET put = 1 WHERE put = 0"
        if not self._files.execute(once, [name]).rowcount:
            raise FolderError(f"Two addresses would have the file {name}.")
        size, digest = content.tell(), sha256()
        content.seek(0)
        for block in _blocks(content):
            digest.update(block)
        entry = {**told, "file": name, "size": size, "sha256": digest.hexdigest()}
        self._journal.write((b",\n" if self.files else b"") + _line(entry))
        self.files += 1
        path = self._path(name)
        if not _holds(path, content, size):
            self._journal.flush()  # so that a run that is killed now leaves nothing that is not named
            content.seek(0)
            with _anew(self._root / _PART) as part:
                shutil.copyfileobj(content, part, _BLOCK)
            _replace(self._root / _PART, path)
            self.written += 1

    def end(self) -> None:
        """Take away what is no longer in the copy, and make what was said of each file the manifest."""
        for (name,) in self._files.execute("SELECT name FROM files WHERE put = 0"):
            _delete(self._root, self._path(name))
            self.deleted += 1
        self._journal.write(b"\n]}\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())
        part, manifest = self._root / _JOURNAL, self._root / MANIFEST
        with part.open("rb") as whole:
            same = _holds(manifest, whole, part.stat().st_size)
        if same:
            part.unlink()
        else:
            _replace(part, manifest)

    def _path(self, name: str) -> Path:
        """Where a file is, in folders that are there. Raises `FolderError` where that would be outside."""
        path = _named(self._root, name)
        for folder in [*reversed(path.parents)][len(self._root.parents) + 1 :]:
            if folder not in self._parents:
                if folder.is_symlink():
                    raise FolderError(f"{folder} leads elsewhere: take this link away.")
                folder.mkdir(exist_ok=True)
                if len(self._parents) > _REMEMBERED:
                    self._parents = {self._root}
                self._parents.add(folder)
        return path


@contextmanager
def writing(folder: Folder, head: Mapping[str, Any]) -> Iterator[Writing]:
    """Write a copy of which the manifest says this as a whole; it ends with the block, unless that fails."""
    with closing(sqlite3.connect("")) as files:  # on the disk where it is much, and gone at the end
        files.execute("CREATE TABLE files (name TEXT PRIMARY KEY, put INTEGER) WITHOUT ROWID")
        before = ((entry["file"],) for entry in _entries(folder.root / MANIFEST))
        files.executemany("INSERT OR IGNORE INTO files VALUES (?, 0)", before)
        for entry in _entries(folder.root / _JOURNAL):  # of a run that was killed: what only it put there goes
            if not files.execute("SELECT 1 FROM files WHERE name = ?", [entry["file"]]).fetchone():
                _delete(folder.root, _named(folder.root, entry["file"]))
        with _anew(folder.root / _JOURNAL) as journal:
            journal.write(_line({"made_by": _MADE_BY, **head, "files": []})[:-2] + b"\n")
            copy = Writing(folder.root, journal, files)
            yield copy
            copy.end()


def _named(root: Path, name: str) -> Path:
    """The path of a file by its name in the manifest. Raises `FolderError` for a name that would lead outside."""
    steps = PurePosixPath(name).parts
    if not steps or {"..", "/"} & {*steps} or "\0" in name:
        raise FolderError(f"{name!r} is no name of a file in a copy.")
    return root.joinpath(*steps)


def _holds(path: Path, content: IO[bytes], size: int) -> bool:
    """Whether a file is there with this content."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size != size:
        return False
    content.seek(0)
    with path.open("rb") as there:
        return all(block == content.read(_BLOCK) for block in _blocks(there))


def _anew(path: Path) -> IO[bytes]:
    """A file of ours that is written anew; never one that a link leads to."""
    path.unlink(missing_ok=True)
    return path.open("xb")


def _replace(part: Path, path: Path) -> None:
    """Give a file its name, and a time of another second: web servers tell two contents apart by that and the size."""
    if path.exists():
        after = max(int(part.stat().st_mtime), int(path.stat().st_mtime) + 1)
        os.utime(part, (after, after))
    part.replace(path)


def _delete(root: Path, path: Path) -> None:
    """Delete a file, and the folders that it leaves empty."""
    path.unlink(missing_ok=True)
    with suppress(OSError):  # of one that is not empty
        for folder in path.parents:
            if folder == root:
                break
            folder.rmdir()


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


def _blocks(content: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: content.read(_BLOCK), b"")


def _line(entry: dict[str, object]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
