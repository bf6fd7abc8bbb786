"""What becomes of a form that writes a thing: looked at, gone back to, kept, released at once or for a time."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from typing import Protocol

from fastapi import Request
from fastapi.responses import Response

from api.core.problems import Problem
from api.desk.previews import EASY
from api.desk.times import chosen_moment, offers
from api.http.desk import DESK, ONCE, AtDesk, Sent, see
from api.http.mailing import can_be_mailed, mailed
from api.publishing.policy import is_gated
from api.record.reader import RecordReader, RecordWriter, read_now
from api.reminders.reminders import held_until
from api.reminders.translation_mails import translation_mail
from api.routers.desk.once import made_before, remember
from api.sign_in import sessions
from api.status.holds import is_held
from api.text.localizer import localizer
from api.workbench import release, translation, translation_rules, working_copies
from api.workbench.releasers import is_nobody_told
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy

Faults = Mapping[str, str]
RELEASES = {"publish", "submit", "schedule", "translate"}
_STATES = {"clean": "published", "submitted": "submitted", "scheduled": "scheduled", "translating": "translating"}


def nothing_beside(_record: RecordWriter) -> list[WorkingCopy]:
    """Nothing is released with it."""
    return []


class Preview(Protocol):
    """The page on which somebody sees what residents would read; all that was done to find out is undone."""

    def __call__(self, record: RecordWriter, copy: WorkingCopy, faults: Faults) -> Response: ...


@dataclass(frozen=True)
class Writing:
    """A form that writes a thing, with what was typed in it."""

    path: str  # of the form
    listed: str  # where it leads once the thing is on its way; it may have a gap for its id too
    drafts: str  # the address of a draft, with a gap for its id
    faults: Faults  # what is wrong with what was typed, by field
    stage: Callable[[RecordWriter], WorkingCopy]
    form: Callable[[RecordReader, int, Faults], Response]  # again, with what was typed
    preview: Preview
    refused: Callable[[RecordReader, Problem], Response]  # the form, with why the workbench does not take it
    beside: Callable[[RecordWriter], list[WorkingCopy]] = nothing_beside  # what is released with it
    was_overtaken: bool = False  # whether others spoke of the same after whoever writes had looked

    def after(self, does: str, copy: WorkingCopy) -> str:
        """Where what was done leads."""
        if does == "save":
            return f"{self.drafts.format(id=copy.thing)}?done=saved"
        done = _STATES.get(copy.state, "saved")
        return f"{self.listed.format(id=copy.thing)}{'&' if '?' in self.listed else '?'}done={done}"


def outcome(request: Request, record: RecordWriter, desk: AtDesk, form: Sent, writing: Writing) -> Response:
    """What became of a form: of one that was sent before, what became of it then."""
    does, before = form.one("do"), made_before(request, record, desk, form)
    if before is not None:
        copy = record.session.get(WorkingCopy, before.partition(" ")[0])
        return see(writing.after(does, copy) if copy is not None else writing.listed)
    if does == "change":
        return writing.form(record, 200, {})
    if writing.faults:
        return writing.form(record, 422, writing.faults)
    try:
        return _acted(request, record, desk, form, writing)
    except Problem as problem:
        record.session.rollback()
        return writing.refused(read_now(record.session), problem)


def _acted(request: Request, record: RecordWriter, desk: AtDesk, form: Sent, writing: Writing) -> Response:
    does = form.one("do")
    copy = writing.stage(record)
    at = chosen_moment(record, copy, form) if does == "schedule" else None
    faults = {"at_day": localizer(desk.language).t("item.need_time")} if does == "schedule" and at is None else {}
    if does not in {*RELEASES, "save"} or faults or (does in RELEASES and writing.was_overtaken):
        return writing.preview(record, copy, faults)
    mails = _released(record, desk, form, at, copy, writing) if does in RELEASES else []
    sessions.drop_form(record.session, desk.principal.actor, writing.path)
    remember(request, record, desk, form, copy.thing)
    answer = see(writing.after(does, copy))
    answer.background = mailed(mails)
    return answer


def _released(
    record: RecordWriter, desk: AtDesk, form: Sent, at: datetime | None, copy: WorkingCopy, writing: Writing
) -> list[EmailMessage]:
    """Release it with what is beside it, or have it translated first; returns the mails that ask for that."""
    submit = form.one("do") == "submit"
    if form.one("do") == "translate":
        can_be_mailed("translator")
        asked = translation.send(record, desk.principal, copy, submit=form.one("then") == "submit")
        return [translation_mail(record, copy, one) for one in asked]
    told = release.Asked(at, submit=submit, one_language=form.one("one_language"))
    release.release(record, desk.principal, [copy, *writing.beside(record)], told)
    return []


def held_back(record: RecordReader, copy: WorkingCopy) -> date | None:
    """The last day of the hold before an election that keeps something back now; None where none does."""
    thing = facts_of(copy)
    record.load_named_by([thing])
    return held_until(record.around([copy.organisation]), [copy.organisation]) if is_held(thing, record) else None


def ending(record: RecordWriter, copy: WorkingCopy, form: Sent) -> dict[str, object]:
    """What the end of a preview says: who releases it, what holds it back, what is still to be translated."""
    return {
        "gated": is_gated(record, copy.organisation),
        "nobody_told": is_nobody_told(record, copy.organisation),
        "held": held_back(record, copy),
        "lacking": translation_rules.lacking(record, copy),
        "easy": EASY,
        "offers": offers(record, copy),
        "at_day": form.one("at_day"),
        "at_time": form.one("at_time"),
        "once": form.one(ONCE) or secrets.token_hex(16),
    }


def put_away(record: RecordWriter, desk: AtDesk, form: Sent, copy: WorkingCopy) -> Response | None:
    """Throw a draft away, or take it back from whoever was to release it; None where neither was pressed."""
    if form.one("do") == "discard":
        working_copies.discard(record, desk.principal, copy)
        return see(f"{DESK}?done=thrown_away")
    if form.one("do") == "take_back":
        release.send_back(record, desk.principal, copy, localizer(desk.language).t("item.taken_back"))
        return see(f"{DESK}/drafts/{copy.thing}")
    return None
