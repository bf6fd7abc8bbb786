"""Before people are asked again: what overlaps with an engagement, what is decided about it, which groups it asks."""

import secrets
from email.message import EmailMessage

from fastapi.responses import Response

from api.core.codelists import codes_of
from api.core.problems import Problem
from api.core.routing import Router
from api.desk import things
from api.desk.filled import Faults, faults_of
from api.desk.pages import Page, signed_in_page
from api.desk.staging import be_as_read
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.http.mailing import can_be_mailed, mailed
from api.overlaps import groups, our_group
from api.overlaps.answer import answer
from api.overlaps.checking import check
from api.overlaps.groups import Asked
from api.record.graph import standing_as
from api.record.reader import RecordReader, RecordWriter, begin, read_now
from api.reminders.group_mails import group_mail
from api.routers.desk.done import told
from api.schemas.base import Slug
from api.schemas.engagements import Engagement
from api.schemas.organisations import Organisation
from api.settings import settings
from api.text.languages import languages, said
from api.text.markup import words_as_html
from api.workbench import inputs, working_copies
from api.workbench.working_copies import facts_of
from db.clock import today
from db.models.workbench import WorkingCopy

router = Router(prefix=f"{DESK}/overlaps", include_in_schema=False)
_DONE = {"groups": "groups_set", "invite": "group_invited"}


@router.get("/{id}")
def show_overlaps(session: ReadSession, desk: Desk, id: Slug, done: str = "") -> Response:
    """What people were promised first, what else asks them, what is known; and what was decided about each."""
    return _page(read_now(session), desk, id, done=told(desk.language, done))


@router.post("/{id}")
def decide(session: WriteSession, desk: Desk, id: Slug, form: SentForm) -> Response:
    """Keep in the draft what is decided about one that overlaps; say which groups are asked; send one its link."""
    record, mails = begin(session), list[EmailMessage]()
    try:
        copy = working_copies.find(record, desk.principal, "engagement", id)
        if form.one("do") == "groups":
            groups.ask(record, desk.principal, id, [Asked(one) for one in form.all("groups")])
        elif form.one("do") == "invite":
            can_be_mailed("group")
            mails.append(group_mail(record, our_group.invite(record, desk.principal, form.one("group"))))
        else:
            _is_whole(desk, form)
            _keep(record, desk, copy, form)
    except _NotWholeError as lacking:
        session.rollback()
        return _page(read_now(session), desk, id, 422, form=form, faults=lacking.faults)
    except Problem as problem:
        session.rollback()
        if problem.name not in {"conflict", "invalid-body", "stale"}:
            raise
        faults = faults_of(problem, desk.language, lambda _: "")
        return _page(read_now(session), desk, id, problem.status, form=form, faults=faults)
    answer = see(f"{DESK}/overlaps/{id}?done={_DONE.get(form.one('do'), 'decided')}")
    answer.background = mailed(mails)
    return answer


class _NotWholeError(Exception):
    def __init__(self, faults: Faults) -> None:
        super().__init__("not whole")
        self.faults = faults


def _reason(form: Sent) -> dict[str, str]:
    return {tag: text for tag in languages() if (text := form.one(f"{form.one('other')}.reason.{tag}"))}


def _is_whole(desk: AtDesk, form: Sent) -> None:
    faults, other = Faults(desk.language), form.one("other")
    if form.one(f"{other}.choice") not in codes_of("overlap_choice"):
        faults.say(f"{other}.choice", "overlaps.need_choice")
    if not _reason(form):
        faults.say(f"{other}.reason.{desk.language}", "overlaps.need_reason")
    if faults:
        raise _NotWholeError(faults)


def _keep(record: RecordWriter, desk: AtDesk, copy: WorkingCopy, form: Sent) -> None:
    """What was decided, in place of what was decided about the same one before."""
    be_as_read(copy, form.number("revision"))
    decided = {
        "other": form.one("other"),
        "choice": form.one(f"{form.one('other')}.choice"),
        "reason": _reason(form),
        "date": today().isoformat(),
    }
    relation = form.one("relation")
    if relation in codes_of("overlap"):
        decided["relation"] = relation
    before = things.own_facts(copy).get("overlaps", [])
    kept = [one for one in before if one["other"] != decided["other"]]
    working_copies.change(
        record, desk.principal, copy, inputs.patched(record, desk.principal, copy, {"overlaps": [*kept, decided]})
    )


def _has_mailbox(record: RecordReader, group: str) -> bool:
    """Whether a group published a mailbox to which a link to its own page can go."""
    own = standing_as(record, group, Organisation)
    return bool(settings().smtp_url and own and own.asks_welcome and own.asks_welcome.contact)


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
    copy = working_copies.find(record, desk.principal, "engagement", id_)
    facts = facts_of(copy)
    assert isinstance(facts, Engagement)  # noqa: S101 - of that type
    asked = [one.organisation for one in groups.asked_by(record, desk.principal, id_)]
    found = answer(record, check(record, desk.principal, facts, asked))
    html = signed_in_page(
        "overlaps",
        desk.seen,
        Page(f"{DESK}/overlaps/{id_}", done, faults or {}),
        copy=copy,
        name=facts.name,
        open=copy.state in ("draft", "clean"),
        checked=found,
        decided={one["other"]: one for one in things.own_facts(copy).get("overlaps", [])},
        choices={code: said(text.label, desk.language) for code, text in codes_of("overlap_choice").items()},
        groups=things.groups(record, asked, desk.language),
        reached={id_ for id_ in asked if _has_mailbox(record, id_)},
        asked=form.all("groups") if form and form.one("do") == "groups" else asked,
        typed=form.one if form else None,
        tongues=[*dict.fromkeys([desk.language, *languages()])],
        once=secrets.token_hex(16),
        o=words_as_html(desk.language, "overlaps"),
    )
    return desk_page(html, desk.language, status)
