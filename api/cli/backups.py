"""Backups: a file that holds all of a database, and an empty database that gets all that another one holds."""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import Engine, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session, aliased

from api.core.principal import SERVER
from api.core.refusals import KEEPS
from api.http.readiness import of_a_later_version
from api.privacy.erasures import erase
from api.privacy.redaction import redact_entry, redact_mailbox
from api.privacy.words_removed import redact_as
from api.publishing.verify import faults_of_record
from api.record.index_version import other_version
from db import migrations
from db.copying import Show, copy_file, copy_rows, count_rows, holds, without_log
from db.models.audit import AuditEntry
from db.models.record import Body, Publication, RecordHead
from db.models.reminders import NO_MAILBOX, Reminder
from db.publications import chain_faults
from db.queries.publications import told_by
from db.session import begin_write, open_engine, reading, take_as_long_as_needed, writing
from db.sqlite import open_to_read
from db.unavailable import DatabaseUnavailableError, Why, telling_unavailable


class RefusedError(Exception):
    """Why something was not done, and what to do. Nothing has changed."""


class Copied(NamedTuple):
    """Where the record ends in a copy, and the first fault in it, if any."""

    sequence: int
    hash: str
    fault: str | None = None

    @property
    def sentence(self) -> str:
        if not self.sequence:
            return "The record is empty."
        return f"The record ends with publication {self.sequence}, whose hash is {self.hash}."


class Restored(NamedTuple):
    """What was copied, and what was erased in the copy because other databases say so, where any was asked."""

    copied: Copied
    asked: bool
    erased: list[str]

    @property
    def sentence(self) -> str:
        if not self.asked:
            return (
                "Whether anything was erased since is not known here, and if so it stands again. Erase it anew; or"
                " restore into an empty database with `--erasures` and what knows: the database that is replaced, or a"
                " later backup."
            )
        if not self.erased:
            return "Nothing was erased since."
        return f"Erased since, and here too: {', '.join(self.erased)}."


def back_up(engine: Engine, file: Path, show: Show) -> Copied:
    """Write all of a database into a file that is not there yet, which gets its name when it is whole.

    Raises `RefusedError`; whatever ends the process before leaves a folder whose name ends in `.part`.
    """
    _refuse_existing(file)
    try:
        with TemporaryDirectory(prefix=f".{file.name}.", suffix=".part", dir=file.absolute().parent) as folder:
            part = Path(folder) / "part"
            _write(engine, part, show)
            part.chmod(0o600)
            show("Verifying it", 0, 0)
            copied = _look(part)
            _sync(part)
            _refuse_existing(file)
            part.rename(file)
            _sync(file.absolute().parent)
    except OSError as error:
        raise RefusedError(f"{file} was not made: {error.strerror}.") from None
    except DatabaseUnavailableError as error:
        full = "there may be no room left where it was to be"
        why = full if error.why in {Why.full, Why.failing} else KEEPS[error.why].words
        raise RefusedError(f"{file} was not made: {why}.") from None
    return copied


def _refuse_existing(file: Path) -> None:
    if file.exists():
        raise RefusedError(f"{file} is there already, and nothing is written over: name another file.")


def _write(engine: Engine, part: Path, show: Show) -> None:
    if engine.dialect.name == "sqlite":
        show("Copying", 0, 0)
        copy_file(engine, part)
        return
    with migrated_file(part) as target:
        with reading(engine) as source, writing(target) as session:
            begin_write(session)
            copy_rows(source, session, show)
        without_log(target)


def _look(file: Path) -> Copied:
    engine = open_to_read(file)
    try:
        with reading(engine) as session:
            head = session.scalars(select(RecordHead)).one()
            return Copied(head.sequence, head.hash, _fault(session))
    finally:
        engine.dispose()


def _fault(session: Session) -> str | None:
    faults = faults_of_record(session) if other_version(session) is None else chain_faults(session)
    return next(faults, None)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def migrated_file(path: Path) -> Iterator[Engine]:
    """A SQLite database as this version has it, made or migrated at a path, until the end of the block."""
    engine = open_engine(f"sqlite:///{path}", create=True)
    try:
        with telling_unavailable(), engine.connect() as connection:
            migrations.upgrade(connection)
            connection.commit()
        yield engine
    finally:
        engine.dispose()


@contextmanager
def to_copy(file: Path) -> Iterator[Engine]:
    """What a backup holds, as this version has it; the file is left as it is. Raises `RefusedError`."""
    engine = open_to_read(file)
    try:
        with telling_unavailable(), engine.connect() as connection:
            at = migrations.at(connection)
    except SQLAlchemyError:
        at = None
    try:
        if at is None:
            raise RefusedError(f"{file} is no backup: name a file that `assembly-tracker backup` made.")
        if of_a_later_version(at):
            raise RefusedError(
                f"{file} is of a later version, at migration {at}, which this one does not know: restore it with that."
            )
        with TemporaryDirectory() as folder:
            if at == migrations.known()[-1]:
                yield engine
                return
            copy = Path(folder) / "copy"
            copy_file(engine, copy)
            with migrated_file(copy) as migrated:
                yield migrated
    finally:
        engine.dispose()


def copy_all(engine: Engine, target: Engine, show: Show, later: Sequence[str] = ()) -> Restored:
    """Copy all that a database holds into an empty one, and erase there what these others (files, addresses) did.

    Raises `RefusedError` and `ClockInDoubt`; then the target is as it was.
    """
    with _opened(later) as others, reading(engine) as source, writing(target) as session:
        head = begin_write(session)
        if table := holds(session):
            raise RefusedError(
                f"The database holds something already ({table}), and nothing is written over. Make an empty one beside"
                " it, name that, and run `assembly-tracker migrate`. To restore in place of this one, name this one"
                " with `--erasures`, so that what was erased here stays erased."
            )
        take_as_long_as_needed(session)
        copy_rows(source, session, show)
        copied = Copied(head.sequence, head.hash)
        if fault := next(chain_faults(session), None):
            raise RefusedError(f"Nothing was copied, because the record is not whole: {fault}. Take another backup.")
        erased = [done for name, other in others.items() for done in _erase_as(session, head, name, other)]
    count_rows(target)
    return Restored(copied, bool(later), erased)


@contextmanager
def _opened(names: Sequence[str]) -> Iterator[dict[str, Session]]:
    """Sessions that read these files and databases, by name."""
    with ExitStack() as stack:
        found = {}
        for name in names:
            try:
                engine = _open(name)
                stack.callback(engine.dispose)
                found[name] = stack.enter_context(reading(engine))
                found[name].execute(select(Publication.sequence).limit(1))
            except SQLAlchemyError as error:
                raise RefusedError(
                    f"What was erased in {name} cannot be read ({error.__class__.__name__}): name a database with a"
                    " record, or a backup."
                ) from None
        yield found


def _open(name: str) -> Engine:
    return open_engine(database_at(name)) if "://" in name else open_to_read(Path(name))


def database_at(address: str) -> str:
    """The address, which must be one of a database of either kind. Raises `RefusedError`."""
    with suppress(ArgumentError):
        if make_url(address).get_backend_name() in {"sqlite", "postgresql"}:
            return address
    raise RefusedError(f"{address} is no address of a database: write postgresql://USER@HOST/NAME, or sqlite:///FILE.")


def _erase_as(session: Session, head: RecordHead, name: str, other: Session) -> Iterator[str]:
    """Erase and redact what was erased and redacted in another database of the same record; what that was."""
    first = select(Publication.hash).where(Publication.sequence == 1)
    if session.scalar(first) != other.scalar(first):
        raise RefusedError(f"{name} is of another record: what was erased there says nothing of this one.")
    yield from _erase_bodies(session, head, other)
    yield from _redact_entries(session, other)
    yield from _redact_mailboxes(session, head, other)


def _erase_bodies(session: Session, head: RecordHead, other: Session) -> Iterator[str]:
    """Of those publications up to which both have the same chain."""
    gone = aliased(Publication)
    rows = select(Publication.sequence, Publication.hash, gone).join(gone, gone.erases == Publication.sequence)
    for sequence, hash_, by in other.execute(rows.order_by(gone.sequence)):
        same = select(Publication).join(Body, Body.sequence == Publication.sequence)
        row = session.scalar(same.where(Publication.sequence == sequence, Publication.hash == hash_))
        if row is None or not by.ground:
            continue
        last = told_by(other, [sequence]).get(sequence, 0)
        left = other.scalar(select(Body.body).where(Body.sequence == last))
        if left is None:
            erase(session, head, SERVER, sequence, by.ground, by.entered_by)
        else:
            redact_as(session, head, SERVER, row, other.get_one(Publication, last), left)
        session.flush()
        yield f"publication {sequence}"


def _redact_entries(session: Session, other: Session) -> Iterator[str]:
    act = aliased(AuditEntry)
    redacted = select(AuditEntry.id, AuditEntry.at, act.reason).join(act, act.id == AuditEntry.redacted_by)
    for number, at, ground in other.execute(redacted.order_by(act.id)):
        entry = session.get(AuditEntry, number)
        if entry and entry.at == at and (entry.before or entry.after or entry.reason):
            redact_entry(session, SERVER, number, ground)
            yield f"entry {number} of the audit trail"


def _redact_mailboxes(session: Session, head: RecordHead, other: Session) -> Iterator[str]:
    """Of the reminders that the other database sent to no mailbox any more, which are nobody's there."""
    named = Reminder.recipient.startswith(NO_MAILBOX)
    for number, at in other.execute(select(Reminder.id, Reminder.at).where(named).order_by(Reminder.id)):
        sent = session.get(Reminder, number)
        if sent and sent.at == at and not sent.recipient.startswith(NO_MAILBOX):
            redact_mailbox(session, head, SERVER, sent.recipient, "redacted before what it stands in was restored")
            yield f"the mailbox of reminder {number}"
