"""The spool of a server, from which what was erased goes whether or not anybody asks for it again."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import Engine

from api.core.background import background
from api.open_data.spool import Spool, own_folder
from api.settings import settings
from db.queries import publications
from db.session import reading

log = structlog.get_logger("assembly_tracker")


@contextmanager
def spooling(engine: Engine, shared: Path | None) -> Iterator[Spool]:
    """In the block there is a spool, from which what was erased is deleted every few moments: in the folder that is
    set, in one that the processes of a server have `shared`, or in one of its own.
    """
    given = settings()
    with ExitStack() as opened:
        folder = Path(given.spool) if given.spool else shared or opened.enter_context(own_folder())
        spool = Spool(folder, given.spool_bytes)
        opened.enter_context(background("spool", partial(_clean, spool, engine, given.tick)))
        yield spool


def _clean(spool: Spool, engine: Engine, every: float, stop: threading.Event) -> None:
    while not stop.wait(every):
        try:
            with reading(engine) as session:
                erased = publications.last_erasure(session)
            spool.forget(erased)
        except Exception:  # such as a database that is away for a while; it goes on
            log.exception("spool")
