"""What the server does by itself: publishing what was released for later, sending mail, forgetting, and purging."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Engine

from api.core.background import background
from api.core.mail import send
from api.core.measures import CLOCK_IN_DOUBT, TICK_FAILURES, TICKED
from api.core.principal import SERVER
from api.privacy.forget import forget
from api.publishing.keeping import by_these_rules, keep_the_rest
from api.record.reader import begin
from api.reminders.release_mails import tell_of_releases
from api.reminders.reminders import remind
from api.reminders.witnesses import witnessed
from api.retention.purges import purge
from api.settings import settings
from api.workbench.clock_words import in_doubt
from api.workbench.release import publish_due
from db.clock import now, today
from db.doubt import ClockInDoubt
from db.session import writing

_AGAIN = timedelta(hours=1)
_OF_RELEASES = timedelta(minutes=5)

log = structlog.get_logger("assembly_tracker")


def publish_all_due(engine: Engine) -> list[str]:
    """Publish everything that was released and whose time has come; returns the ids, one transaction each.

    Any number of processes may do this at once: each thing is published by one of them, once. Raises ClockInDoubt.
    """
    found: list[str] = []
    while True:
        with writing(engine) as session:
            copies = publish_due(begin(session), SERVER)
        if not copies:
            return found
        found += [copy.thing for copy in copies]


class Turn:
    """Whose turn it is among the processes of one server: theirs who has it, until they end, and then another's.

    Made before they are forked. Of several servers each has its own, and what one of them does no other does again.
    """

    def __init__(self) -> None:
        self._file = os.memfd_create("turn")  # in memory; open as long as they run, and locked by one of them

    def is_mine(self) -> bool:
        """Whether it is this process's turn now."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def running(engine: Engine, every: float, is_my_turn: Callable[[], bool]) -> Iterator[None]:
    """Do what is due, where it is this process's turn, every so many seconds: on a thread of its own, until the end of
    the block.
    """
    with background("clockwork", partial(_tick, engine, every, is_my_turn)):
        yield


def _tick(engine: Engine, every: float, is_my_turn: Callable[[], bool], stop: threading.Event) -> None:
    works = Clockwork(engine, stop.is_set)
    TICKED.set(now().timestamp())  # or nobody would be told where it never goes well
    while True:
        try:
            if is_my_turn():
                works.tick()
                TICKED.set(now().timestamp())
        except Exception:  # such as a database that is away for a while; the clock goes on
            TICK_FAILURES.inc()
            log.exception("clockwork")
        if stop.wait(every):
            return


class Clockwork:
    """What is done at each tick. It remembers what it did today, and what it said of the clock."""

    def __init__(self, engine: Engine, stopped: Callable[[], bool]) -> None:
        self.engine, self.stopped = engine, stopped
        self.reminders = Reminders()
        self.releases = ReleaseMails()
        self.forgot_on: date | None = None
        self.doubted: tuple[bool, bool] | None = None
        self.looked = False  # whether what is kept was made by the rules of this program

    def tick(self) -> None:
        """Do what is due. What publishes or sends asks whether the clock can be believed; all else goes on."""
        try:
            self._do_what_is_due()
        except ClockInDoubt as doubt:
            state = (doubt.seen.is_ahead, doubt.seen.has_jumped)
            if state != self.doubted:
                log.warning("clock in doubt", why=in_doubt(doubt.seen))
            self.doubted = state
        else:
            if self.doubted:
                log.info("the clock is believed again")
            self.doubted = None
        CLOCK_IN_DOUBT.set(self.doubted is not None)
        self._keep()
        purge(self.engine)

    def _keep(self) -> None:
        if not self.looked:
            by_these_rules(self.engine)
            self.looked = True
        for _ in keep_the_rest(self.engine):
            if self.stopped():
                return

    def _do_what_is_due(self) -> None:
        for thing in publish_all_due(self.engine):
            log.info("published at its time", thing=thing)
        self.reminders.send_once_a_day(self.engine, self.stopped)
        self.releases.send(self.engine, self.stopped)
        if self.forgot_on != today():
            log.info("forgot", **forget(self.engine))
            self.forgot_on = today()


@dataclass
class Reminders:
    """The day's reminders, from their hour on, and the mail to witnesses. What failed is tried again every hour of that
    day.

    Each server does so: what one of them sends no other does, as it was claimed before.
    """

    tried_at: datetime | None = None
    failed: bool = False

    def send_once_a_day(self, engine: Engine, stopped: Callable[[], bool]) -> None:
        """Send them where it is time to and the settings name a mail server."""
        url, hour = settings().smtp_url, settings().remind_at
        if not url or now().hour < hour or not self._is_time(now()):
            return
        self.tried_at, self.failed = now(), True  # until it ends well
        report = remind(engine, partial(send, url), stopped)
        told = witnessed(engine, partial(send, url), stopped)
        self.failed = bool(report.outcomes["failed"] or told.outcomes["failed"])
        log.info("reminded", **report.outcomes)
        if told.outcomes:
            log.info("witnesses told", **told.outcomes)
        for trouble in report.troubles:
            log.warning("not reminded", why=trouble)
        for trouble in told.troubles:
            log.warning("witness", why=trouble)
        for item in report.unreachable:
            log.warning("nobody to remind", thing=item.about, post=item.post)

    def _is_time(self, at: datetime) -> bool:
        if self.tried_at is None or self.tried_at.date() != at.date():
            return True
        return self.failed and at - self.tried_at >= _AGAIN


@dataclass
class ReleaseMails:
    """The mails about releases, looked for every few minutes."""

    looked_at: datetime | None = None

    def send(self, engine: Engine, stopped: Callable[[], bool]) -> None:
        """Send what is to be told, where it is time to look and the settings name a mail server."""
        url = settings().smtp_url
        if not url or (self.looked_at is not None and timedelta() <= now() - self.looked_at < _OF_RELEASES):
            return
        self.looked_at = now()
        report = tell_of_releases(engine, partial(send, url), stopped)
        if report.outcomes:
            log.info("told of releases", **report.outcomes)
        for trouble in report.troubles:
            log.warning("not told of a release", why=trouble)
