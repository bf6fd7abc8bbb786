"""The rules of an organisation: who releases what others wrote, and what is published in several languages together."""

import secrets

from fastapi import Request
from fastapi.responses import Response

from api.core.codelists import codes_of
from api.core.json_text import Json
from api.core.problems import Problem
from api.core.routing import Router
from api.desk import offices, rules
from api.desk.filled import Faults, faults_of
from api.desk.pages import Page, signed_in_page
from api.desk.typed import taken
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.record.reader import RecordReader, RecordWriter, begin, read_now
from api.routers.desk.done import told
from api.routers.desk.once import made_before, remember
from api.schemas.actions import ReleaseRule, TranslationRule
from api.settings import settings
from api.sign_in import sessions
from api.text.languages import said
from api.text.markup import words_as_html
from api.workbench import release_rules, translation_rules
from db.queries.access import Rule
from db.vocabulary import Role

PATH = f"{DESK}/rules"
router = Router(prefix=PATH, include_in_schema=False)
_POSTS = ("first", "second", "third")
_NUMBERS = ("next_after", "minutes_after", "call_in_days")
# What a button does: sets a rule, or ends one.
_ACTS = ("set_release", "end_release", "set_translation", "end_translation")


@router.get("")
def show_rules(session: ReadSession, desk: Desk, organisation: str = "", done: str = "") -> Response:
    """What is set at an organisation, and a form for each rule; where somebody edits several, the choice of one."""
    desk.principal.may(Role.editor)
    record, kept = read_now(session), Sent(sessions.kept_form(session, desk.principal.actor, PATH))
    mine = offices.edited(record, desk.principal, desk.language)
    only = next(iter(mine)) if len(mine) == 1 else ""
    chosen = organisation or kept.one("organisation") or only
    if not chosen:
        return _page(desk, "rules_start", Page(PATH), organisations=mine)
    if kept.one("organisation") == chosen:
        return _rules(record, desk, chosen, done=told(desk.language, "kept_form"), form=kept)
    return _rules(record, desk, chosen, done=told(desk.language, done))


@router.post("")
def set_rules(request: Request, session: WriteSession, desk: Desk, form: SentForm) -> Response:
    """Set one of the two rules in place of what was set before, or end it."""
    record, organisation, does = begin(session), form.one("organisation"), form.one("do")
    if does not in _ACTS:
        raise Problem("invalid-body", "Choose what to do.")
    ends = does.startswith("end")
    then = f"{PATH}?organisation={organisation}&done={'rule_ended' if ends else 'rule_set'}"
    if made_before(request, record, desk, form) is not None:
        return see(then)
    try:
        if does.endswith("release"):
            _set_release(record, desk, organisation, {} if ends else _release_body(form))
        else:
            _set_translation(record, desk, organisation, {} if ends else _translation_body(form))
    except Problem as problem:
        session.rollback()
        if problem.name not in {"conflict", "invalid-body"}:
            raise
        places = _places(form)
        faults = faults_of(problem, desk.language, lambda one: places.get(one.pointer, ""))
        return _rules(read_now(session), desk, organisation, problem.status, form=form, faults=faults)
    sessions.drop_form(session, desk.principal.actor, PATH)
    remember(request, record, desk, form, organisation)
    return see(then)


def _set_release(record: RecordWriter, desk: AtDesk, organisation: str, body: Json) -> None:
    asked = taken(ReleaseRule, body)
    rule = Rule(tuple(asked.posts), asked.next_after, asked.bank_holidays, asked.minutes_after, asked.call_in_days)
    release_rules.set_rule(record, desk.principal, organisation, rule)


def _set_translation(record: RecordWriter, desk: AtDesk, organisation: str, body: Json) -> None:
    asked = taken(TranslationRule, body)
    translation_rules.set_rule(record, desk.principal, organisation, asked.languages, asked.post or "")


def _release_body(form: Sent) -> Json:
    """What the form of who releases says, as the address of the workbench takes it."""
    typed = _said(**{field: form.one(field) for field in _NUMBERS})
    return {
        "posts": [form.one(field) for field in _named(form)],
        **{field: form.number(field) if text.isdigit() else text for field, text in typed.items()},
        **_said(bank_holidays=form.one("bank_holidays")),
    }


def _translation_body(form: Sent) -> Json:
    return {"languages": form.all("languages"), **_said(post=form.one("translator"))}


def _said(**fields: str) -> dict[str, str]:
    return {field: text for field, text in fields.items() if text}


def _named(form: Sent) -> list[str]:
    """The fields in which a post was chosen, in order."""
    return [field for field in _POSTS if form.one(field)]


def _places(form: Sent) -> dict[str, str]:
    """Where what the services say against each form stands on it; what else they say is of the whole."""
    own = {f"/{field}": field for field in (*_NUMBERS, "bank_holidays", "languages")}
    posts = {f"/posts/{number}": field for number, field in enumerate(_named(form))}
    return {**own, "/posts": "first", **posts, "/post": "translator"}


def _rules(
    record: RecordReader,
    desk: AtDesk,
    organisation: str,
    status: int = 200,
    *,
    done: str = "",
    form: Sent | None = None,
    faults: Faults | None = None,
) -> Response:
    """The page of an organisation: in the form that was sent, what was typed; in the other, what is set."""
    found = rules.opened(record, desk.principal, organisation, desk.language)
    does, rule = form.one("do") if form else "", found.release
    typed = form if form and does == "set_release" else _as_sent(rule)
    translated = form if form and does == "set_translation" else None
    return _page(
        desk,
        "rules",
        Page(PATH, done, faults or {}, f"{PATH}?organisation={organisation}"),
        status,
        rules=found,
        several=len(offices.edited(record, desk.principal, desk.language)) > 1,
        typed=typed,
        ticked=translated.all("languages") if translated else found.together,
        translator=translated.one("translator") if translated else found.translator,
        holidays={
            code: (said(of.label, desk.language), said(of.definition, desk.language))
            for code, of in codes_of("bank_holidays").items()
        },
        mails=bool(settings().smtp_url),
        p=words_as_html(desk.language, "posts"),
        once={"release": secrets.token_hex(16), "translation": secrets.token_hex(16)},
    )


def _as_sent(rule: Rule) -> Sent:
    """A rule as its form would send it."""
    posts = dict(zip(_POSTS, rule.posts, strict=False))
    others = {field: str(getattr(rule, field) or "") for field in (*_NUMBERS, "bank_holidays")}
    return Sent({field: [text] for field, text in {**posts, **others}.items()})


def _page(desk: AtDesk, template: str, page: Page, status: int = 200, **gaps: object) -> Response:
    html = signed_in_page(template, desk.seen, page, r=words_as_html(desk.language, "rules"), **gaps)
    return desk_page(html, desk.language, status)
