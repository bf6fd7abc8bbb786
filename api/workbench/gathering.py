"""What people who took part, and belong to no group, answer about a declaration on numbered sheets.

Whoever declares asks for so many of a facilitator, an organisation that is neither it nor its own, and sees nothing
before it is public. Each sheet has a number, and a code that opens it without the facilitator. Every sheet that comes
back counts: none can be left out, and one that is put right is counted as that.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from api.core.principal import Principal
from api.core.problems import refused
from api.reading.panels import load_holders
from api.record.graph import standing_as
from api.record.reader import RecordReader, RecordWriter
from api.schemas.actions import MOST_SHEETS
from api.schemas.assemblies import SMALLEST_BASE
from api.schemas.declarations import Declaration
from api.schemas.organisations import Organisation
from api.sign_in.auth import secret_hash
from api.status import gathered
from api.status.declared import Matter
from api.status.sides import belongs_to
from api.workbench import audit, own_mailboxes
from api.workbench.by_link import MOST, NotWantedError, asking, declared_to, publish_by_link, testimony
from db.clock import now
from db.models.gathering import Gathering, Sheet, SheetLink

_LETTERS = "BCDFGHJKMNPQRSTVWXZ23456789"  # no vowels, and nothing that looks like another
_LONG = 8


@dataclass(frozen=True)
class Sent:
    """A link on its way to a facilitator, with its secret, which is kept nowhere."""

    declaration: Declaration
    facilitator: Organisation
    link: SheetLink
    secret: str


@dataclass(frozen=True)
class Opened:
    """What a link opens: the sheets of a facilitator about a declaration, by number, and what was published of them."""

    declaration: Declaration
    facilitator: Organisation
    link: SheetLink
    sheets: Sequence[Sheet]
    published: Gathering | None

    @property
    def back(self) -> list[Sheet]:
        """Those that came back."""
        return [one for one in self.sheets if one.entered_at is not None]

    @property
    def replaced(self) -> int:
        """How often one was put right."""
        return sum(one.replaced for one in self.sheets)

    @property
    def may_be_told(self) -> bool:
        """Whether what came back may be published now; nothing may where nothing did."""
        before = self.published.came_back if self.published else None
        since = sum(not one.is_told for one in self.back)
        return bool(self.back) and gathered.may_be_told(before, len(self.back), since)


@dataclass(frozen=True)
class OneSheet:
    """What a code opens: one sheet, by whoever holds it."""

    declaration: Declaration
    facilitator: Organisation
    sheet: Sheet


@dataclass(frozen=True)
class Entered:
    """What somebody answered on a sheet, in which capacity; and whether it replaces what was entered of it before."""

    answers_as: str
    answers: Mapping[str, str]  # a code by what is asked
    replaces: bool


def ask(
    record: RecordWriter, principal: Principal, declaration: str, facilitator: str, mailbox: str, many: int
) -> Sent:
    """A link by which a facilitator prints so many sheets; those that it had go on, with the sheets they were for.

    Raises what `asking` does, and 409 for a facilitator that is none here, declares itself or is owned or appointed by
    whoever does, was written to three times, or would have too many sheets.
    """
    session = record.session
    record.load([declaration, facilitator])
    own, asked = asking(record, principal, declaration), standing_as(record, facilitator, Organisation)
    if asked is None:
        raise refused("/facilitator", "no-facilitator", "fault.no_facilitator", facilitator=facilitator)
    load_holders(session, record.graph)
    organisations = record.graph.of_kind(Organisation)
    if asked.id == own.by or belongs_to(asked.id, own.by, organisations):
        raise refused("/facilitator", "not-independent", "fault.facilitator_bound", facilitator=facilitator, by=own.by)
    before = session.scalars(_links(declaration, facilitator)).all()
    if len(before) >= MOST:
        raise refused("/facilitator", "asked-often", "fault.asked_often", number=MOST)
    first = max((one.last for one in before), default=0) + 1
    if first - 1 + many > MOST_SHEETS:
        raise refused("/sheets", "too-many", "fault.sheets_too_many", number=MOST_SHEETS, before=first - 1)
    secret = secrets.token_hex(24)
    link = SheetLink(
        secret_hash=secret_hash(secret),
        declaration=declaration,
        facilitator=facilitator,
        recipient=mailbox.lower(),
        is_own=own_mailboxes.is_own(record, facilitator, mailbox),
        first=first,
        last=first + many - 1,
        asked_at=now(),
    )
    session.add(link)
    session.add_all(
        Sheet(declaration=declaration, facilitator=facilitator, number=number, code_hash=_code_hash(code))
        for number, code in printed(link, secret)
    )
    audit.note(session, principal, "ask_for_sheets", "declaration", declaration, organisation=own.by)
    session.flush()
    return Sent(own, asked, link, secret)


def asked_for(session: Session, declaration: str) -> Sequence[SheetLink]:
    """The links that were asked for about a declaration, with the numbers of their sheets, the first first."""
    links = select(SheetLink).where(SheetLink.declaration == declaration)
    return session.scalars(links.order_by(SheetLink.facilitator, SheetLink.first)).all()


def printed(link: SheetLink, secret: str) -> list[tuple[int, str]]:
    """The sheets of a link by number, each with its code; they follow from the secret, so that nothing keeps them."""
    return [(number, _code(secret, number)) for number in range(link.first, link.last + 1)]


def opened(record: RecordReader, secret: str) -> Opened:
    """What a facilitator's link opens. Raises `NotWantedError`."""
    link = record.session.get(SheetLink, secret_hash(secret))
    declaration, facilitator = _wanted(record, link)
    session, about = record.session, (declaration.id, facilitator.id)
    sheets = select(Sheet).where(Sheet.declaration == declaration.id, Sheet.facilitator == facilitator.id)
    found = session.scalars(sheets.order_by(Sheet.number)).all()
    assert link is not None  # noqa: S101 - else nothing is wanted
    return Opened(declaration, facilitator, link, found, session.get(Gathering, about))


def enter(record: RecordWriter, secret: str, number: int, entered: Entered) -> None:
    """Enter a sheet that came back to the facilitator.

    Raises `NotWantedError`; 409 for a number that is none, for what cannot be counted, for one that came back before,
    unless this replaces it, and for one that was answered by its code.
    """
    found = opened(record, secret)
    sheet = next((one for one in found.sheets if one.number == number), None)
    if sheet is None:
        raise refused("/number", "no-sheet", "fault.no_sheet", number=len(found.sheets))
    if sheet.by_code:
        raise refused("/number", "answered-by-code", "fault.sheet_by_code", number=number)
    _keep(sheet, entered, by_code=False)


def sheet_of(record: RecordReader, code: str) -> OneSheet:
    """What a code opens, however its letters are written. Raises `NotWantedError`."""
    found = select(Sheet).where(Sheet.code_hash == _code_hash(code))
    sheet = record.session.scalars(found).one_or_none()
    if sheet is None:
        raise NotWantedError("unknown")
    links = _links(sheet.declaration, sheet.facilitator)
    link = record.session.scalars(links.where(SheetLink.first <= sheet.number, SheetLink.last >= sheet.number)).first()
    return OneSheet(*_wanted(record, link), sheet)


def answer(record: RecordWriter, code: str, entered: Entered) -> None:
    """Keep what the person answers who holds a sheet.

    Raises `NotWantedError`; 409 for what cannot be counted, and for a sheet that came back before, unless this replaces
    it.
    """
    _keep(sheet_of(record, code).sheet, entered, by_code=True)


def publish(record: RecordWriter, secret: str, sentence: str, language: str, address: str, request: str) -> str:
    """Publish what came back, every sheet of it, in place of what was published before; returns the testimony's id.

    Raises `NotWantedError`; 409 where nothing came back, too little since it was published last, or where the record
    does not take it.
    """
    found = opened(record, secret)
    if not found.back:
        raise refused("/all", "nothing-back", "fault.no_sheet_back")
    if not found.may_be_told:
        raise refused("/all", "too-few-since", "fault.sheets_wait", number=SMALLEST_BASE)
    session, before = record.session, found.published
    stands = before is not None and record(before.testimony) is not None
    id_ = before.testimony if before is not None and stands else None
    counted = gathered.gathered(len(found.sheets), [_as_counted(one) for one in found.back], found.replaced)
    facts = {"gathered": counted} | ({"text": {language: sentence}, "language": language} if sentence else {})
    is_own = _all_own(session, found)
    thing = testimony(record, found.declaration, found.facilitator.id, id_, facts, is_own=is_own)
    publish_by_link(record, found.link.recipient, found.facilitator.id, thing, address, request)
    session.merge(
        Gathering(
            declaration=found.declaration.id,
            facilitator=found.facilitator.id,
            testimony=thing.id,
            came_back=len(found.back),
        )
    )
    for one in found.back:
        one.is_told = True
    return thing.id


def forget_mailbox(session: Session, mailbox: str) -> int:
    """End the links that were sent to a mailbox, with the sheets that no other link is for; how many links."""
    ended = delete(SheetLink).where(SheetLink.recipient == mailbox).returning(SheetLink.secret_hash)
    gone = session.execute(ended).all()
    _forget_unopened(session)
    return len(gone)


def forget_declaration(session: Session, declaration: str) -> None:
    """Forget the sheets about a declaration, and the links to them."""
    session.execute(delete(SheetLink).where(SheetLink.declaration == declaration))
    _forget_unopened(session)


def forget_before(session: Session, moment: datetime) -> int:
    """Forget the sheets of which every link was sent before a moment; how many."""
    newest = select(SheetLink.declaration, SheetLink.facilitator).group_by(SheetLink.declaration, SheetLink.facilitator)
    for declaration, facilitator in session.execute(newest.having(func.max(SheetLink.asked_at) < moment)).all():
        theirs = (SheetLink.declaration == declaration) & (SheetLink.facilitator == facilitator)
        session.execute(delete(SheetLink).where(theirs))
    return _forget_unopened(session)


def _forget_unopened(session: Session) -> int:
    """Forget what no link opens any more; how many sheets."""

    def gone(table: type[Gathering] | type[Sheet]) -> int:
        theirs = (SheetLink.declaration == table.declaration) & (SheetLink.facilitator == table.facilitator)
        links = select(SheetLink.secret_hash).where(theirs)
        return len(session.execute(delete(table).where(~links.exists()).returning(table.facilitator)).all())

    gone(Gathering)
    return gone(Sheet)


def _wanted(record: RecordReader, link: SheetLink | None) -> tuple[Declaration, Organisation]:
    if link is None:
        raise NotWantedError("unknown")
    return declared_to(record, link.declaration, link.facilitator, link.asked_at)


def _links(declaration: str, facilitator: str) -> Select[SheetLink]:
    return select(SheetLink).where(SheetLink.declaration == declaration, SheetLink.facilitator == facilitator)


def _all_own(session: Session, found: Opened) -> bool:
    """Whether the facilitator owned every mailbox that a link went to, when it did."""
    return all(one.is_own for one in session.scalars(_links(found.declaration.id, found.facilitator.id)))


def _keep(sheet: Sheet, entered: Entered, *, by_code: bool) -> None:
    if entered.answers_as not in gathered.CAPACITIES:
        raise refused("/answers_as", "required", "fault.sheet_needs_capacity")
    known = {**gathered.STAGES, **gathered.SENTENCES}
    answers = {one: code for one, code in entered.answers.items() if code in known.get(one, ())}
    if not answers:
        raise refused("/all", "required", "fault.sheet_empty")
    if sheet.entered_at is not None:
        if not entered.replaces:
            raise refused("/replaces", "twice", "fault.sheet_twice", number=sheet.number)
        sheet.replaced += 1
    sheet.answers_as, sheet.answers = entered.answers_as, json.dumps(answers, sort_keys=True)
    sheet.by_code, sheet.entered_at, sheet.is_told = by_code, now(), False


def _as_counted(sheet: Sheet) -> gathered.Sheet:
    answers = json.loads(sheet.answers or "{}")
    lists = {one: "work_stage" if one in gathered.STAGES else "testimony_question" for one in answers}
    return gathered.Sheet(sheet.answers_as or "", {Matter(lists[one], one): code for one, code in answers.items()})


def _code(secret: str, number: int) -> str:
    """`BCDF-2345`, that nobody can work out without the secret."""
    drawn = int.from_bytes(hmac.digest(secret.encode(), str(number).encode(), "sha256"))
    letters = ""
    for _ in range(_LONG):
        drawn, place = divmod(drawn, len(_LETTERS))
        letters += _LETTERS[place]
    return f"{letters[: _LONG // 2]}-{letters[_LONG // 2 :]}"


def _code_hash(code: str) -> str:
    plain = "".join(filter(str.isalnum, code)).upper()
    return hashlib.sha256(f"sheet {plain}".encode()).hexdigest()
