"""The folder in which the processes of a server count together what is measured.

It has to be known before anything is measured, and so before almost anything else is imported.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where `prometheus_client` looks for it
_WANTED = "TRACKER_METRICS"


@contextmanager
def shared_counts() -> Iterator[None]:
    """In the block, processes that begin count in files of one folder, where `TRACKER_METRICS` asks for it."""
    if not any(value for name, value in os.environ.items() if name.upper() == _WANTED):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="assembly-tracker-") as folder:
        os.environ[FOLDER] = folder
        yield
