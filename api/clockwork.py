"""What the server does by itself: publishing what was released for later at its time, and forgetting once a day."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from api.principal import ADMIN, Principal
from api.services.forget import forget
from api.services.release import publish_due
from db.queries.moments import today
from db.session import begin_write, writing

# Acts for the server itself; whoever released a thing is kept with it.
SERVER = Principal(0, frozenset({ADMIN}), "the server")

log = structlog.get_logger("assembly_tracker")


def publish_all_due(engine: Engine) -> list[str]:
    """Publish everything that was released and whose time has come; returns the ids, one transaction each.

    Any number of processes may do this at once: each thing is published by one of them, once.
    """
    found: list[str] = []
    while True:
        with writing(engine) as session:
            copies = publish_due(session, begin_write(session), SERVER)
        if not copies:
            return found
        found += [copy.thing for copy in copies]


@contextmanager
def running(engine: Engine, every: float) -> Iterator[None]:
    """Look for what is due every so many seconds, on a thread of its own, until the end of the block."""
    stop = threading.Event()
    thread = threading.Thread(target=_tick, args=(engine, every, stop), name="clockwork", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _tick(engine: Engine, every: float, stop: threading.Event) -> None:
    forgot_on = None
    while True:
        try:
            for thing in publish_all_due(engine):
                log.info("published at its time", thing=thing)
            if forgot_on != today():
                log.info("forgot", **forget(engine))
                forgot_on = today()
        except SQLAlchemyError:  # such as a database that is away for a while
            log.exception("clockwork")
        if stop.wait(every):
            return
