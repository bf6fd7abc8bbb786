"""Making a copy: every address is asked for once, from one snapshot of the record, on one day."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.core import urls
from api.pages.view import Copied
from api.settings import settings
from api.static_copy import addresses, nginx
from api.static_copy.addresses import Part
from api.static_copy.asking import Answered, Asking, asking
from api.static_copy.folder import Folder, FolderError, Writing, opened, writing
from api.static_copy.lists import whole
from api.static_copy.naming import file_of, file_of_gone
from db.clock import now, stopped
from db.copying import Show
from db.publications import moment_text
from db.queries import moments, publications
from db.session import reading

_OK, _MISSING, _GONE = 200, 404, 410
_LED_ON = frozenset({301, 303})


class Made(NamedTuple):
    """What a copy is of, and what was done to the folder."""

    sequence: int
    day: str
    files: int
    written: int
    deleted: int

    @property
    def sentence(self) -> str:
        return (
            f"The copy is of publication {self.sequence} and of {self.day}: {self.files} files, of which {self.written}"
            f" were written; {self.deleted} were deleted."
        )


def publish(engine: Engine, path: Path, live: str | None, show: Show) -> Made:
    """Bring the copy in a folder to where the record ends now. `live`: the address of the application, for readers.

    Made again at once where something was erased meanwhile. Raises `FolderError` and `DatabaseUnavailableError`.
    """
    try:
        while True:
            with opened(path) as folder, reading(engine) as session:
                made = _made(session, folder, live, show)
            with reading(engine) as session:
                if not publications.erased_after(session, made.sequence):
                    return made
    except OSError as error:
        raise FolderError(f"{error.filename or path}: {error.strerror}. Run it again once that is mended.") from None


def _made(session: Session, folder: Folder, live: str | None, show: Show) -> Made:
    head, at, base = moments.seen(session), now(), settings().base_url
    if folder.before.get("base_url", base) != base:
        other = folder.before["base_url"]
        raise FolderError(f"{folder.root} holds a copy of {other}: name a folder of its own. Nothing was written.")
    day = at.date().isoformat()
    told = {"base_url": base, "live_url": live, "sequence": head.sequence, "hash": head.hash, "day": day}
    if told.items() <= folder.before.items():  # the same state: it was first read at
        at = datetime.fromisoformat(folder.before["read_at"])
    with (
        stopped(at),
        asking(session, Copied(at.date(), live)) as ask,
        writing(folder, {**told, "read_at": moment_text(at)}) as copy,
    ):
        _put_all(session, ask, copy, show)
    return Made(head.sequence, day, copy.files, copy.written, copy.deleted)


def _put_all(session: Session, ask: Asking, copy: Writing, show: Show) -> None:
    """Put what is at every address, and what nginx is to know of it."""
    rules = nginx.Rules()
    parts = addresses.parts(ask.table)
    many = sum(1 for part in parts for _ in addresses.addresses(session, part))
    done = 0
    for part in parts:
        for path in addresses.addresses(session, part):
            with ask.keeping():
                _put(ask, copy, rules, part, path)
            done += 1
            show("Writing the copy", done, many)
    for part in addresses.left_out(ask.table):
        rules.never(part)
    with ask.keeping():
        for refusal in nginx.refusals(ask):
            rules.refuse(refusal)
            copy.put(refusal.file, refusal.answered.body)
    copy.put(nginx.FILE, rules.written())


def _put(ask: Asking, copy: Writing, rules: nginx.Rules, part: Part, path: str) -> None:
    answered = ask(path)
    while answered.status in _LED_ON:  # it has here what is found there
        answered = ask(urls.inside(answered.headers["location"]) or "/")
    if answered.status == _MISSING:  # such as a contact that this instance does not name
        return
    if answered.status == _GONE:
        answered = ask.as_a_page(path)
        copy.put(file_of_gone(path, answered.media_type), answered.body, **_told(path, answered))
    elif answered.status == _OK:
        body = whole(ask, path, answered.body) if part.is_list else answered.body
        copy.put(file_of(path, answered.media_type), body, **_told(path, answered))
        rules.give(part, path, answered.headers)
    else:
        raise FolderError(f"{path} is answered with {answered.status}: the log says why. The copy is not whole.")


def _told(path: str, answered: Answered) -> dict[str, object]:
    """What the manifest says of what is at an address."""
    language = answered.headers.get("content-language")
    told = {"address": path, "status": answered.status, "media_type": answered.media_type}
    return {**told, **({"language": language} if language else {})}
