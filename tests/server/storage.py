"""A disk that stops taking what is written, and a folder in which nothing can be changed."""

import os
import resource
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


@contextmanager
def nothing_written(processes: Sequence[int], beyond: int = 0) -> Iterator[None]:
    """In the block, the system refuses whatever these processes write to a file, beyond so many bytes of it."""
    for process in processes:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (beyond, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for process in processes:
            resource.prlimit(process, resource.RLIMIT_FSIZE, NO_LIMIT)


class ReadOnly:
    """A folder in which nothing can be made or changed by whoever looks at it at `seen`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mounts = os.geteuid() == 0  # as no mode keeps root out
        self.seen = folder.with_name("seen") if self.mounts else folder

    @contextmanager
    def closed(self) -> Iterator[Path]:
        """In the block it is so; where to look at it."""
        if self.mounts:
            self.seen.mkdir()
            subprocess.run(["mount", "--bind", self.folder, self.seen], check=True)
            subprocess.run(["mount", "-o", "remount,ro,bind", self.seen], check=True)
        else:
            self._may_write(may=False)
        try:
            yield self.seen
        finally:
            if self.mounts:
                subprocess.run(["umount", "--lazy", self.seen], check=True)
            else:
                self._may_write(may=True)

    @contextmanager
    def changed_by_others(self) -> Iterator[Path]:
        """In the block somebody else may write to it, at this path."""
        if not self.mounts:
            self._may_write(may=True)
        yield self.folder
        if not self.mounts:
            self._may_write(may=False)

    def _may_write(self, *, may: bool) -> None:
        for path in (self.folder, *self.folder.iterdir()):
            path.chmod(path.stat().st_mode | 0o200 if may else path.stat().st_mode & ~0o222)
