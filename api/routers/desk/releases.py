"""What waits for somebody's release: compared side by side, released one by one or many at once, or sent back."""

import secrets
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response
from pydantic import TypeAdapter, ValidationError

from api.core.problems import Problem
from api.core.routing import Router
from api.desk.pages import Page, signed_in_page
from api.desk.queue import shown, waiting_for
from api.desk.times import chosen_moment, offers
from api.http.dependencies import WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.record.reader import RecordWriter, begin
from api.routers.desk.done import told
from api.routers.desk.once import made_before, remember
from api.routers.desk.written import held_back
from api.schemas.base import Line, Slug
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.workbench import release, releasers
from api.workbench.working_copies import find_any
from db.models.workbench import WorkingCopy

router = Router(prefix=f"{DESK}/release", include_in_schema=False)
_NOTE = TypeAdapter(Line)


@router.get("")
def show_queue(session: WriteSession, desk: Desk, done: str = "") -> Response:
    """Everything that waits for somebody's release, each with what residents read now and then."""
    return _queue(begin(session), desk, done=told(desk.language, done))


@router.post("")
def release_ticked(request: Request, session: WriteSession, desk: Desk, form: SentForm) -> Response:
    """Release what was ticked, in one moment: all of it or none."""
    record = begin(session)
    things = form.all("thing")
    if not things:
        return _queue(record, desk, 422, faults={"all": localizer(desk.language).t("desk.nothing_ticked")})
    if made_before(request, record, desk, form) is None:
        try:
            found = [find_any(record, desk.principal, id_) for id_ in things]
            _are_as_seen(found, form)
            release.release(record, desk.principal, found, release.Asked())
        except Problem as problem:
            session.rollback()
            return _queue(begin(session), desk, problem.status, faults={"all": _why(desk, problem)})
        remember(request, record, desk, form, *things)
    return see(f"{DESK}/release?done=released")


@router.get("/{id}")
def show_waiting(session: WriteSession, desk: Desk, id: Slug) -> Response:
    """One of them, with what to do about it."""
    record = begin(session)
    return _one(record, desk, find_any(record, desk.principal, id))


@router.post("/{id}")
def decide(request: Request, session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Release it, now or at a time, or send it back with a note."""
    record = begin(session)
    copy = find_any(record, desk.principal, id)
    does = form.one("do")
    at = chosen_moment(record, copy, form) if does == "schedule" else None
    faults = _faults(desk, form, at)
    if faults:
        return _one(record, desk, copy, 422, form=form, faults=faults)
    if made_before(request, record, desk, form) is None:
        try:
            _are_as_seen([copy], form)
            if does == "return":
                release.send_back(record, desk.principal, copy, form.one("note"))
            else:
                reason = form.one("hold_reason") if does == "pass_hold" else ""
                release.release(
                    record, desk.principal, [copy], release.Asked(at, reason, as_writer=does == "as_writer")
                )
        except Problem as problem:
            session.rollback()
            again = begin(session)
            found = find_any(again, desk.principal, id)
            place = "hold_reason" if does == "pass_hold" and problem.name == "conflict" else "all"
            return _one(again, desk, found, problem.status, form=form, faults={place: _why(desk, problem)})
        remember(request, record, desk, form, copy.thing)
    done = {"return": "sent_back", "schedule": "scheduled"}.get(does, "released")
    return see(f"{DESK}/release?done={done}")


def _faults(desk: AtDesk, form: Sent, at: datetime | None) -> dict[str, str]:
    words = localizer(desk.language)
    if form.one("do") == "schedule" and at is None:
        return {"at_day": words.t("item.need_time")}
    if form.one("do") == "return" and not _is_line(form.one("note")):
        return {"note": words.t("release.need_note")}
    if form.one("do") == "pass_hold" and not _is_line(form.one("hold_reason")):
        return {"hold_reason": words.t("release.need_hold_reason")}
    return {}


def _is_line(text: str) -> bool:
    try:
        _NOTE.validate_python(text)
    except ValidationError:
        return False
    return True


def _are_as_seen(copies: list[WorkingCopy], form: Sent) -> None:
    """Raises 412 where one of them was changed since it was looked at: nobody releases what they have not seen."""
    for copy in copies:
        if form.one(f"revision-{copy.thing}") != str(copy.revision):
            raise Problem("stale", f"It is at revision {copy.revision} now.")


def _why(desk: AtDesk, problem: Problem) -> str:
    words = localizer(desk.language)
    if problem.name == "stale":
        return words.t("release.changed_since")
    return words.t("answer.refused", detail=problem.said(desk.language))


def _queue(
    record: RecordWriter,
    desk: AtDesk,
    status: int = 200,
    *,
    done: str = "",
    faults: dict[str, str] | None = None,
) -> Response:
    session = record.session
    found = []
    for id_ in waiting_for(record, desk.principal):
        fresh = begin(session)
        copy = find_any(fresh, desk.principal, id_)
        found.append((shown(fresh, copy), session.get_one(WorkingCopy, id_).revision))
    session.rollback()
    html = signed_in_page(
        "releases",
        desk.seen,
        Page(f"{DESK}/release", done, faults or {}),
        waiting=found,
        once=secrets.token_hex(16),
        w=words_as_html(desk.language, "item"),
        r=words_as_html(desk.language, "release"),
    )
    return desk_page(html, desk.language, status)


def _one(
    record: RecordWriter,
    desk: AtDesk,
    copy: WorkingCopy,
    status: int = 200,
    *,
    form: Sent | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    revision, state, id_ = copy.revision, copy.state, copy.thing
    mine = releasers.is_theirs(record.session, copy, desk.principal.actor)
    alone = mine and state == "submitted" and not releasers.others(record, copy)
    held, offered = held_back(record, copy), offers(record, copy)
    found = shown(record, copy)
    record.session.rollback()
    html = signed_in_page(
        "release",
        desk.seen,
        Page(f"{DESK}/release/{id_}", "", faults or {}),
        one=found,
        revision=revision,
        state=state,
        mine=mine,
        alone=alone,
        offers=offered,
        held=held,
        sent=form or Sent(),
        once=secrets.token_hex(16),
        w=words_as_html(desk.language, "item"),
        r=words_as_html(desk.language, "release"),
    )
    return desk_page(html, desk.language, status)
