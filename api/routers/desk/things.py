"""Things of every kind: lists of those somebody may work on, a form for each, what would be public, and taking back."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from api.core.json_text import Json
from api.core.problems import Problem
from api.core.routing import Router
from api.desk import things
from api.desk.fields import asked
from api.desk.filled import Faults, Filled, carried, facts_in, of_facts, of_typed, placed, with_room
from api.desk.pages import SETTING_UP, Page, signed_in_page
from api.desk.previews import changes
from api.desk.things import FORMS
from api.http.dependencies import ReadSession, WriteSession
from api.http.desk import DESK, AtDesk, Desk, Sent, SentForm, desk_page, see
from api.record.reader import RecordReader, RecordWriter, begin, read_now
from api.record.things import url
from api.routers.desk.done import told
from api.routers.desk.once import made_before, remember
from api.routers.desk.written import Writing, ending, outcome
from api.schemas.base import Slug
from api.schemas.kinds import Kind
from api.sign_in import sessions
from api.text.languages import languages
from api.text.localizer import localizer
from api.text.markup import words_as_html
from api.workbench import release, working_copies
from api.workbench.preview import compared
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy
from db.queries.pages import Place
from db.vocabulary import Role

router = Router(prefix=f"{DESK}/things", include_in_schema=False)


@dataclass(frozen=True)
class Form:
    """A form of a thing: of which kind, of what there is of it, and what is in it."""

    kind: Kind
    fixed: Mapping[str, str]  # what cannot be changed here, such as what a new thing belongs to
    filled: list[Filled]
    id: str = ""  # as somebody gave it to a new thing
    post: str = ""  # as which of theirs somebody says a new one, where they said so
    thing: str = ""  # the id of what there is
    copy: WorkingCopy | None = None

    @property
    def path(self) -> str:
        return f"{DESK}/things/{self.kind.plural}/{self.thing or 'new'}"

    def facts(self, faults: Faults) -> Json:
        """The own facts that it says, with what cannot be changed of them."""
        kept = things.own_facts(self.copy) if self.copy else {}
        closed = {field: value for field, value in kept.items() if field not in {one.field.name for one in self.filled}}
        own = {name: value for name, value in (("id", self.id), ("post", self.post)) if value}
        return closed | own | dict(self.fixed) | facts_in(self.filled, faults)


@router.get("")
def show_kinds(desk: Desk) -> Response:
    """The kinds of things that somebody may work on."""
    kinds = things.kinds_of(desk.principal)
    desk.principal.may(*SETTING_UP)
    made = {kind.plural for kind in kinds if things.may_make(desk.principal, kind)}
    has_rules = desk.principal.is_admin or Role.editor in desk.principal.roles
    return _page(desk, "things", Page(f"{DESK}/things"), kinds=kinds, made=made, has_rules=has_rules)


@router.get("/{plural}")
def show_list(
    session: ReadSession, desk: Desk, plural: str, about: str = "", after: str = "", done: str = ""
) -> Response:
    """Those of a kind that somebody may work on: drafts and what is public, the latest change first."""
    kind, record = _kind(plural), read_now(session)
    found, place = things.listed(record, desk.principal, kind, about or None, _place(after), desk.language)
    more = urlencode({"after": f"{place[0].isoformat()}~{place[1]}", "about": about}) if place else ""
    return _page(
        desk,
        "things_list",
        Page(f"{DESK}/things/{plural}", told(desk.language, done)),
        kind=kind,
        found=found,
        about=about,
        more=more,
        may_make=things.may_make(desk.principal, kind),
    )


@router.get("/{plural}/new")
def begin_thing(request: Request, session: ReadSession, desk: Desk, plural: str) -> Response:
    """The form of a new thing, once it is said what it belongs to."""
    kind, record = _kind(plural), read_now(session)
    desk.principal.may(*kind.makes)
    kept = sessions.kept_form(session, desk.principal.actor, f"{DESK}/things/{plural}/new")
    given = {field: values[-1] for field, values in kept.items() if values} | dict(request.query_params)
    hosts = things.hosts(record, desk.principal, kind, given, desk.language)
    if any(not host.chosen for host in hosts):
        return _page(desk, "thing_start", Page(f"{DESK}/things/{plural}/new"), kind=kind, hosts=hosts)
    fixed = {host.field.name: host.chosen for host in hosts}
    typed = kept or things.prefilled(desk.principal, kind, given)
    filled = of_typed(things.new_fields(kind, fixed), typed, {})
    return _form(record, desk, Form(kind, fixed, filled), done=told(desk.language, "kept_form" if kept else ""))


@router.post("/{plural}/new")
def make_thing(request: Request, session: WriteSession, desk: Desk, plural: str, form: SentForm) -> Response:
    """Look at what a new thing would be, go back to it, keep it as a draft, or publish it as far as somebody may."""
    kind, record = _kind(plural), begin(session)
    desk.principal.may(*kind.makes)
    fixed = {one.name: form.one(one.name) for one in things.host_fields(kind) if form.one(one.name)}
    filled = of_typed(things.new_fields(kind, fixed), form.fields, {})
    return _taken(request, record, desk, Form(kind, fixed, filled, form.one("id"), form.one("post")), form)


@router.get("/{plural}/{id}")
def show_thing(session: ReadSession, desk: Desk, plural: str, id: Slug, done: str = "") -> Response:
    """A thing to go on with; or where it waits, and what is public of it."""
    kind, record = _kind(plural), read_now(session)
    copy = working_copies.find(record, desk.principal, kind.thing, id)
    kept = sessions.kept_form(session, desk.principal.actor, f"{DESK}/things/{plural}/{id}")
    form = _opened(kind, copy)
    if kept:
        form = replace(form, filled=of_typed(things.open_fields(kind), kept, things.own_facts(copy)))
    return _form(record, desk, form, done=told(desk.language, "kept_form" if kept else done))


@router.post("/{plural}/{id}")
def send_thing(request: Request, session: WriteSession, desk: Desk, plural: str, id: Slug, form: SentForm) -> Response:
    """The same with what there is; or throw its draft away, take it back from release, or withdraw what is public."""
    kind, record = _kind(plural), begin(session)
    copy = working_copies.find(record, desk.principal, kind.thing, id)
    opened = _opened(kind, copy)
    if form.one("do") in _ACTS:
        if made_before(request, record, desk, form) is not None:
            return see(opened.path)
        try:
            return _ACTS[form.one("do")](request, record, desk, opened, form)
        except Problem as problem:
            session.rollback()
            return _refused(read_now(session), desk, opened, problem)
    filled = of_typed(things.open_fields(kind), form.fields, things.own_facts(copy))
    return _taken(request, record, desk, replace(opened, filled=filled), form)


def _discard(_request: Request, record: RecordWriter, desk: AtDesk, form: Form, _sent: Sent) -> Response:
    copy = _copy(form)
    working_copies.discard(record, desk.principal, copy)
    stays = f"/{copy.thing}" if record(copy.thing) is not None else ""
    return see(f"{DESK}/things/{form.kind.plural}{stays}?done=thrown_away")


def _take_back(_request: Request, record: RecordWriter, desk: AtDesk, form: Form, _sent: Sent) -> Response:
    release.send_back(record, desk.principal, _copy(form), localizer(desk.language).t("item.taken_back"))
    return see(form.path)


def _withdraw(request: Request, record: RecordWriter, desk: AtDesk, form: Form, sent: Sent) -> Response:
    copy, reason = _copy(form), {tag: text for tag in languages() if (text := sent.one(f"withdrawal.{tag}"))}
    if not reason:
        faults = Faults(desk.language)
        faults.say(f"withdrawal.{desk.language}", "thing.need_why")
        return _form(record, desk, form, 422, faults=faults)
    release.withdraw(record, desk.principal, copy, reason)
    remember(request, record, desk, sent, copy.thing)
    return see(f"{form.path}?done={'submitted' if copy.state == 'submitted' else 'withdrawn'}")


_ACTS = {"discard": _discard, "take_back": _take_back, "withdraw": _withdraw}


def _taken(request: Request, record: RecordWriter, desk: AtDesk, form: Form, sent: Sent) -> Response:
    """What became of a form: it has room for more, or what becomes of any that writes a thing."""
    faults = Faults(desk.language)
    facts = form.facts(faults)
    if sent.one("do") == "more":
        return _form(record, desk, form)

    def stage(record: RecordWriter) -> WorkingCopy:
        if form.copy is None:
            return things.staged_new(record, desk.principal, form.kind, facts)
        return things.staged_change(record, desk.principal, form.copy, facts, sent.number("revision"))

    at = f"{DESK}/things/{form.kind.plural}/{{id}}"
    writing = Writing(
        path=form.path,
        listed=at,
        drafts=at,
        faults=faults,
        stage=stage,
        form=lambda record, status, faults: _form(record, desk, form, status, faults=faults),
        preview=lambda record, copy, faults: _preview(record, desk, form, copy, sent, faults),
        refused=lambda record, problem: _refused(record, desk, form, problem),
    )
    return outcome(request, record, desk, sent, writing)


def _refused(record: RecordReader, desk: AtDesk, form: Form, problem: Problem) -> Response:
    """The form with what was typed, and why it was not taken, beside the field."""
    if form.copy is None:
        return _form(record, desk, form, problem.status, faults=_placed(form, problem, desk.language))
    copy = working_copies.find(record, desk.principal, form.kind.thing, form.copy.thing)
    now = replace(form, copy=copy)
    if problem.name != "stale":
        return _form(record, desk, now, problem.status, faults=_placed(form, problem, desk.language))
    mine = form.facts(Faults(desk.language))
    theirs = [one for one in _opened(form.kind, copy).filled if _differs(one, things.own_facts(copy), mine)]
    return _form(record, desk, now, 409, theirs=theirs)


def _differs(one: Filled, before: Json, after: Json) -> bool:
    return before.get(one.field.name) != after.get(one.field.name)


def _placed(form: Form, problem: Problem, language: str) -> Faults:
    faults = Faults(language)
    if problem.errors:
        return placed(form.filled, problem.errors, faults)
    faults.say("all", "answer.refused", detail=problem.said(language))
    return faults


def _preview(
    record: RecordWriter, desk: AtDesk, form: Form, copy: WorkingCopy, sent: Sent, faults: Mapping[str, str]
) -> Response:
    """What would be public, and what residents would read; all that was done to find out is undone."""
    thing, after, public = facts_of(copy), things.own_facts(copy), record(copy.thing)
    before = public.model_dump(exclude_none=True) if public else {}
    end = ending(record, copy, sent)
    found = compared(record, copy)
    changed = changes(record, found)
    record.session.rollback()
    reader = read_now(record.session)
    fields = things.open_fields(form.kind)
    was, said = of_facts(fields, before), of_facts(fields, after)
    return _page(
        desk,
        "thing_preview",
        Page(form.path, faults=faults),
        422 if faults else 200,
        form=form,
        id=thing.id,
        revision=sent.one("revision"),
        called=things.called(reader, thing, desk.language),
        nature=found.nature if public else "",
        differ=[(old, new) for old, new in zip(was, said, strict=True) if _differs(new, before, after)],
        changes=changed,
        pens=found.pens,
        names=things.names_in(reader, [*was, *said]),
        carried=carried(form.filled) | dict(form.fixed) | {"id": form.id, "post": form.post},
        **end,
    )


def _form(
    record: RecordReader,
    desk: AtDesk,
    form: Form,
    status: int = 200,
    *,
    done: str = "",
    faults: Mapping[str, str] | None = None,
    theirs: list[Filled] | None = None,
) -> Response:
    kind, copy = form.kind, form.copy
    facts = form.facts(Faults(desk.language))
    sections = asked(kind.thing)
    by_field = {one.field.name: one for one in form.filled}
    standing = record.node(copy.thing) if copy else None
    fixed = [
        (field, facts[field.name])
        for field in sections.all
        if field.types and field.name not in by_field and field.name in facts
    ]
    return _page(
        desk,
        "thing",
        Page(form.path, done, faults or {}),
        status,
        form=form,
        called=things.called(record, facts_of(copy), desk.language) if copy else [],
        fixed=fixed,
        posts=things.speaking_posts(record, desk.principal, kind, facts, desk.language) if copy is None else {},
        first=[by_field[field.name] for field in sections.first if field.name in by_field],
        rest=[by_field[field.name] for field in sections.rest if field.name in by_field and field.name != "mistake"],
        mistake=by_field.get("mistake") if standing else None,
        choices=things.choices(record, [one.field for one in form.filled], facts, desk.language),
        names=things.names_in(record, [*form.filled, *(theirs or [])])
        | things.names_of(record, [id_ for _, id_ in fixed if isinstance(id_, str)]),
        tongues=[*dict.fromkeys([desk.language, *languages()])],
        with_room=with_room,
        theirs=theirs or [],
        beside=things.beside(desk.principal, kind, facts) if standing else [],
        public=url(record.load_named_around([standing.facts]), standing) if standing else "",
        once=secrets.token_hex(16),
    )


def _page(desk: AtDesk, template: str, page: Page, status: int = 200, **gaps: object) -> Response:
    words = {
        "w": words_as_html(desk.language, "item"),
        "f": words_as_html(desk.language, "thing"),
    }
    return desk_page(signed_in_page(template, desk.seen, page, **words, **gaps), desk.language, status)


def _kind(plural: str) -> Kind:
    if plural not in FORMS:
        raise Problem("not-found", f"There are no forms for '{plural[:40]}' here.")
    return FORMS[plural]


def _opened(kind: Kind, copy: WorkingCopy) -> Form:
    return Form(kind, {}, of_facts(things.open_fields(kind), things.own_facts(copy)), thing=copy.thing, copy=copy)


def _copy(form: Form) -> WorkingCopy:
    assert form.copy is not None  # noqa: S101 - it was found by its address
    return form.copy


def _place(after: str) -> Place | None:
    """From where on a list is read, as its own link says."""
    moment, _, thing = after.partition("~")
    try:
        return [datetime.fromisoformat(moment), thing] if thing else None
    except ValueError:
        return None
