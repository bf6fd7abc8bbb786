"""A thread that works beside the server until the end of a block."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def background(name: str, work: Callable[[threading.Event], None]) -> Iterator[None]:
    """In the block, `work` runs on a thread of its own; it ends soon after the event that it is given is set."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
