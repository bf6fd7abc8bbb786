"""A file as it is asked for: which one of the spool it is, and how it is made where it is not there."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from api.core.problems import Problem
from api.open_data.files import File, files
from api.open_data.scopes import scope_of
from api.open_data.spool import Spool, Spooled, compress
from api.settings import settings
from api.status.kept import made_by
from db.queries import moments, publications
from db.queries.moments import Moment
from db.session import take_as_long_as_needed

FORM = 1  # of the files: another number where what is written of the same record changes


@dataclass(frozen=True)
class Asked:
    """A file that somebody asks for: of an assembly, of an organisation or of everything, today or as of a day; as it
    is, or compressed with gzip.
    """

    file: File
    type: str = ""
    id: str = ""
    as_of: date | None = None
    zipped: bool = False


class Stand(NamedTuple):
    """What a file stands for: up to which publication, judged on which day, since when that is so; and until which
    publication what was erased is known to be.
    """

    sequence: int
    day: date
    since: datetime
    hash: str
    erased: int


class Found(NamedTuple):
    """A file of the spool, and what it stands for."""

    spooled: Spooled
    stand: Stand


def file_of(name: str, *, whole: bool) -> File:
    """The file of a name. Raises 404 with the names of those that there are."""
    known = files(whole=whole)
    if name not in known:
        raise Problem("not-found", f"There is no file '{name[:80]}' here. There are: {', '.join(known)}.")
    return known[name]


def moment_of(session: Session, asked: Asked) -> Moment:
    """The moment that a file is of."""
    return moments.current(session) if asked.as_of is None else moments.at_end_of(session, asked.as_of)


def stand_of(session: Session, moment: Moment) -> Stand:
    """What a file of a moment stands for."""
    end = publications.end(session, moment.sequence)
    midnight = datetime.combine(moment.day, time(), UTC)
    since = max(midnight, end.published_at) if end and moment.is_now else end.published_at if end else midnight
    return Stand(moment.sequence, moment.day, since, end.hash if end else "", publications.last_erasure(session))


def kept(spool: Spool, session: Session, asked: Asked) -> Found | None:
    """The file as it is in the spool for what the record says now; None where it is not there."""
    stand = stand_of(session, moment_of(session, asked))
    spooled = spool.kept(_name(asked, stand))
    return Found(spooled, stand) if spooled else None


def made(spool: Spool, read: Callable[[], AbstractContextManager[Session]], asked: Asked) -> Found:
    """The file, made where it is not there: from one snapshot, which ends with it. Raises 503 where no room is left."""
    with ExitStack() as opened:
        session = opened.enter_context(read())
        take_as_long_as_needed(session)
        moment = moment_of(session, asked)
        stand = stand_of(session, moment)
        write = partial(_written, session, moment, asked)
        try:
            spool.forget(stand.erased)
            if not asked.zipped:
                return Found(spool.made(_name(asked, stand), write), stand)
            plain = spool.made(_name(replace(asked, zipped=False), stand), write)
            opened.close()
            return Found(spool.made(_name(asked, stand), partial(compress, plain.file)), stand)
        except OSError as error:
            detail = "There is no room to write this file at the moment. Nothing is wrong with the record."
            raise Problem("unavailable", detail, headers={"Retry-After": "300"}) from error


def _written(session: Session, moment: Moment, asked: Asked, path: Path) -> None:
    asked.file.write(path, scope_of(session, moment, asked.type, asked.id))


def _name(asked: Asked, stand: Stand) -> str:
    """What a file is called in the spool: by all that its bytes hang on."""
    ours = (FORM, made_by(), settings().base_url, settings().tongues)  # the first two of all words and codes too
    whose = (asked.type, asked.id, asked.file.name, asked.zipped)
    hangs_on = sha256(repr((*ours, *whose, stand.sequence, stand.hash, stand.day)).encode()).hexdigest()
    return f"{stand.erased}-{hangs_on[:40]}"
