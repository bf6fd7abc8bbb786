"""Keeping a draft from publication until a day, seen by some posts alone; and ending that."""

import secrets

from fastapi.responses import Response

from api.core.faults import Fault
from api.core.problems import Problem
from api.core.routing import Router
from api.desk.filled import Faults, faults_of, field_of
from api.desk.offices import posts_of
from api.desk.pages import Page, signed_in_page
from api.desk.today import drafts_of
from api.desk.typed import taken
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.record.reader import RecordReader, begin, read_now
from api.routers.desk.done import told
from api.schemas.base import Slug
from api.schemas.workbench import Exemption
from api.text.markup import words_as_html
from api.workbench import exemptions, working_copies

router = Router(prefix=f"{DESK}/exemptions", include_in_schema=False)


@router.get("/{id}")
def show_exemption(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """Until when a draft is exempt, on which ground and for whom; and what can be done about that."""
    return _page(read_now(session), desk, id, done=told(desk.language, done))


@router.post("/{id}")
def set_exemption(session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Have it seen by the posts that were ticked until a day, or by everybody who works on it again."""
    record, ends = begin(session), form.one("do") == "end"
    try:
        copy = working_copies.find_any(record, desk.principal, id)
        typed = {"until": form.one("until") or None, "posts": form.all("posts"), "ground": form.one("ground") or None}
        asked = taken(Exemption, {} if ends else {name: value for name, value in typed.items() if value is not None})
        _is_whole(desk, asked, ends=ends)
        exemptions.set_exemption(record, desk.principal, copy, asked.day, asked.posts, asked.ground or "")
    except _NotWholeError as lacking:
        session.rollback()
        return _page(read_now(session), desk, id, 422, form=form, faults=lacking.faults)
    except Problem as problem:
        session.rollback()
        if problem.name not in {"conflict", "invalid-body"}:
            raise
        return _page(
            read_now(session), desk, id, problem.status, form=form, faults=faults_of(problem, desk.language, _place)
        )
    return see(f"{DESK}/exemptions/{id}?done={'not_exempt' if ends else 'exempt'}")


class _NotWholeError(Exception):
    def __init__(self, faults: Faults) -> None:
        super().__init__("not whole")
        self.faults = faults


def _is_whole(desk: AtDesk, asked: Exemption, *, ends: bool) -> None:
    faults = Faults(desk.language)
    if not ends and not asked.until:
        faults.say("until", "exempt.need_day")
    if not ends and not asked.posts:
        faults.say("posts", "exempt.need_posts")
    if faults:
        raise _NotWholeError(faults)


def _place(fault: Fault) -> str:
    return field if (field := field_of(fault)) in {"until", "posts", "ground"} else ""


def _page(
    record: RecordReader,
    desk: AtDesk,
    id_: str,
    status: int = 200,
    *,
    done: str = "",
    form: Sent | None = None,
    faults: Faults | None = None,
) -> Response:
    copy = working_copies.find_any(record, desk.principal, id_)
    working_copies.may_change(record, desk.principal, copy)
    if copy.state == "clean":
        raise Problem("not-found", f"There is no draft '{id_}'.")
    exempt = working_copies.is_exempt(copy)
    html = signed_in_page(
        "exemption",
        desk.seen,
        Page(f"{DESK}/exemptions/{id_}", done, faults or {}),
        copy=copy,
        name=drafts_of(record, [copy])[0].name,
        exempt=exempt,
        until=form.one("until") if form else copy.exempt_until.isoformat() if exempt and copy.exempt_until else "",
        ticked=form.all("posts") if form else copy.exempt_posts.split() if exempt else [],
        ground=form.one("ground") if form else copy.exempt_ground if exempt else "",
        posts=posts_of(record, copy.organisation, desk.language),
        once=secrets.token_hex(16),
        x=words_as_html(desk.language, "exempt"),
    )
    return desk_page(html, desk.language, status)
