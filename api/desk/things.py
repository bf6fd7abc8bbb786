"""Things of every kind at the desk: those somebody may work on, what a form may choose from, and drafts of them."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from api.core.json_text import Json
from api.core.principal import Principal
from api.desk.fields import DEFAULTS, Field, Takes, asked
from api.desk.filled import Filled, patch_of
from api.desk.staging import be_as_read
from api.desk.typed import checked
from api.record.graph import Node, standing_as
from api.record.reader import RecordReader, RecordWriter
from api.record.things import name
from api.schemas.declarations import Declaration
from api.schemas.kinds import BY_TYPE, KINDS, Kind
from api.schemas.record import RecordThing
from api.text.languages import Said, default, said
from api.workbench import inputs, speakers, working_copies, worklist
from api.workbench.working_copies import facts_of
from db.models.workbench import WorkingCopy
from db.queries import standing
from db.queries.filters import Filters
from db.queries.pages import Place
from db.vocabulary import LISTED_TYPES, Role

PAGE = 50
MOST = 300  # that a list to choose from has; where there are more, an id is typed
# What has pages of its own: news, answers and verdicts, and where a wording came from.
_ELSEWHERE = {"update", "response", "verdict", "lineage"}
FORMS = {kind.plural: kind for kind in KINDS if kind.thing not in _ELSEWHERE}

Choices = Mapping[str, Said]


@dataclass(frozen=True)
class Listed:
    """A thing that somebody may work on: by what it is called, and where it stands."""

    id: str
    called: Sequence[Said]
    state: str
    note: str


@dataclass(frozen=True)
class Host:
    """What a new thing belongs to, which is asked before its form; `choices` is None where an id is typed."""

    field: Field
    chosen: str
    choices: Choices | None


def kinds_of(principal: Principal) -> list[Kind]:
    """The kinds of things that somebody may work on here."""
    return [kind for kind in FORMS.values() if principal.is_admin or principal.roles & set(kind.roles)]


def path_of(copy: WorkingCopy) -> str | None:
    """Where the form of a working copy is, below the desk; None of what has no form here."""
    plural = BY_TYPE[copy.type].plural
    return f"things/{plural}/{copy.thing}" if plural in FORMS else None


def may_make(principal: Principal, kind: Kind) -> bool:
    return principal.is_admin or bool(principal.roles & set(kind.makes))


def listed(
    record: RecordReader, principal: Principal, kind: Kind, about: str | None, after: Place | None, language: str
) -> tuple[list[Listed], Place | None]:
    """The things of a kind that somebody may work on, the latest change first; and where more begin."""
    copies = worklist.of_type(record, principal, kind.thing, about, (), after, PAGE + 1)
    shown = copies[:PAGE]
    record.load_named_by([facts_of(copy) for copy in shown])
    found = [Listed(one.thing, called(record, facts_of(one), language), one.state, one.note) for one in shown]
    return found, worklist.place(shown[-1]) if len(copies) > PAGE else None


def called(record: RecordReader, thing: RecordThing, language: str) -> list[Said]:
    """What a thing is called: its name or title, or the names of what it brings together."""
    own: dict[str, str] | None = getattr(thing, "name", None) or getattr(thing, "title", None)
    if own:
        return [said(own, language)]
    named = [getattr(thing, one, None) for one in ("post", "project", *BY_TYPE[thing.type].hosts, "by")]
    if thing.type == "testimony" and (declaration := standing_as(record, thing.about, Declaration)) is not None:
        named = [declaration.about, thing.by]  # declarations are all called the same
    ids = [one[0] if isinstance(one, list) else one for one in named if one]
    nodes = record.load(ids).nodes
    parts = [said(name(nodes[id_]), language) for id_ in dict.fromkeys(ids) if id_ in nodes]
    return parts[:2] or [Said(thing.id, "")]


def host_fields(kind: Kind) -> list[Field]:
    """The fields that say what a thing of a kind belongs to: other things that it must name."""
    return [one for one in asked(kind.thing).first if one.takes is Takes.thing and one.required]


def hosts(
    record: RecordReader, principal: Principal, kind: Kind, given: Mapping[str, str], language: str
) -> list[Host]:
    """What a new thing of a kind belongs to, as far as it was said; what can only be one thing is that."""
    found = []
    for one in host_fields(kind):
        chosen, choices = given.get(one.name, ""), None
        if not chosen:
            choices = _hosts_of(record, principal, kind, one, language)
            chosen = next(iter(choices)) if choices and len(choices) == 1 else ""
        found.append(Host(one, chosen, choices))
    return found


def _hosts_of(record: RecordReader, principal: Principal, kind: Kind, one: Field, language: str) -> Choices | None:
    """What somebody may make such a thing for; None where there may be very many."""
    if len(one.types) > 1:
        return None
    (type_,) = one.types
    mine: Collection[str] | None = None
    if type_ == "organisation" and not principal.is_admin:
        mine = principal.covered(Role.editor)
    elif type_ == "project" or (type_ == "assembly" and kind.thing != "contribution"):
        mine = [copy.thing for copy in worklist.of_type(record, principal, type_, None, (), None, MOST)]
    if mine is None:
        return _choices(record, type_, {}, language)
    nodes = record.load(mine).nodes
    return _in_order({id_: said(name(nodes[id_]), language) for id_ in mine if id_ in nodes})


# What is often said of a thing of each kind, or entered after it.
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "organisation": ("post", "project"),
    "assembly": ("recommendation",),
    "recommendation": ("recommendation", "accountability"),
    "project": ("contribution", "accountability", "declaration"),
    "engagement": ("declaration",),
    "declaration": ("testimony",),
    "contribution": ("contribution",),
    "tally": ("tally",),
}


def beside(principal: Principal, kind: Kind, facts: Json) -> list[tuple[Kind, dict[str, str]]]:
    """What somebody may enter beside a thing, or as the next of its kind, with what that then belongs to."""
    found = []
    for one in (BY_TYPE[thing] for thing in _BESIDE.get(kind.thing, ()) if may_make(principal, BY_TYPE[thing])):
        fields = host_fields(one)
        same = {field.name: facts[field.name] for field in fields if field.name in facts}
        found.append((one, same | {field.name: facts["id"] for field in fields if kind.thing in field.types}))
    return found


def choices(
    record: RecordReader, fields: Sequence[Field], facts: Json, language: str
) -> dict[tuple[str, ...], Choices | None]:
    """What each field that names other things can choose from, by the types of these; None where an id is typed."""
    wanted = {one.types for outer in fields for one in _with_inner(outer) if one.types}
    return {types: choices_of(record, types, facts, language) for types in wanted}


def groups(record: RecordReader, chosen: Collection[str], language: str) -> dict[str, Said]:
    """The groups that may be asked for their time, by name, with what is chosen already whatever it is."""
    kinds = Filters("organisation", {"kind": ["community_group", "charity"]})
    entries = standing.page(record.session, kinds, record.moment.day, sort="order", after=None, limit=MOST)
    nodes = record.load([*(entry.thing for entry in entries), *chosen]).nodes
    ids = dict.fromkeys([*(entry.thing for entry in entries), *chosen])
    return _in_order({id_: _to_choose(nodes[id_], language) for id_ in ids if id_ in nodes})


def _with_inner(one: Field) -> list[Field]:
    return [one, *(found for inner in one.fields for found in _with_inner(inner))]


def choices_of(record: RecordReader, types: tuple[str, ...], facts: Json, language: str) -> Choices | None:
    """The things of these types that stand, by name; None where they are not listed, or very many."""
    if not set(types) <= set(LISTED_TYPES):
        return None
    found: dict[str, Said] = {}
    for type_ in types:
        some = _choices(record, type_, facts, language)
        if some is None:
            return None
        found |= some
    return found


def _choices(record: RecordReader, type_: str, facts: Json, language: str) -> Choices | None:
    """The things of a type that stand: recommendations of the same assembly, posts of the same organisation."""
    narrow = {"recommendation": "assembly", "post": "organisation"}.get(type_, "")
    axes = {narrow: [facts[narrow]]} if narrow and facts.get(narrow) else {}
    entries = standing.page(
        record.session, Filters(type_, axes), record.moment.day, sort="order", after=None, limit=MOST + 1
    )
    if len(entries) > MOST:
        return None
    nodes = record.load(entry.thing for entry in entries).nodes
    if type_ == "declaration":  # which are all called the same
        facts = {entry.thing: nodes[entry.thing].facts for entry in entries if entry.thing in nodes}
        each = {id_: called(record, one, language) for id_, one in facts.items()}
        return _in_order({id_: Said(" – ".join(one.text for one in told), "") for id_, told in each.items()})
    found = {entry.thing: _to_choose(nodes[entry.thing], language) for entry in entries if entry.thing in nodes}
    return found if type_ == "recommendation" else _in_order(found)


def _to_choose(node: Node, language: str) -> Said:
    """What a thing is called in a list: a recommendation after its reference."""
    found = said(name(node), language)
    reference: str | None = getattr(node.facts, "reference", None)
    return Said(f"{reference}. {found.text}", found.language) if reference else found


def _in_order(found: dict[str, Said]) -> dict[str, Said]:
    return dict(sorted(found.items(), key=lambda item: item[1].text.casefold()))


def names_in(record: RecordReader, filled: Sequence[Filled]) -> dict[str, Mapping[str, str]]:
    """What the things are called that a form names."""
    ids = {one.value for outer in filled for one in outer.all if one.field.takes is Takes.thing and one.value}
    return names_of(record, ids)


def names_of(record: RecordReader, ids: Collection[str]) -> dict[str, Mapping[str, str]]:
    """What these are called; a declaration, as all are called the same, by the work that it is about."""
    nodes = record.load(sorted(ids)).nodes
    works = {id_: own.about for id_ in ids if id_ in nodes and isinstance(own := nodes[id_].facts, Declaration)}
    nodes = record.load({*ids, *works.values()}).nodes
    return {id_: name(nodes[works.get(id_, id_)]) for id_ in ids if works.get(id_, id_) in nodes}


def staged_new(record: RecordWriter, principal: Principal, kind: Kind, facts: Json) -> WorkingCopy:
    """A new draft of what was filled in, under a new id where none was given. Raises what the workbench does."""
    if not BY_TYPE[kind.thing].coded and not facts.get("id"):
        facts = {**facts, "id": new_id(record, kind, facts)}
    thing = inputs.drafted(record, principal, kind.thing, checked(kind.thing, facts))
    return working_copies.create(record, principal, thing)


def staged_change(
    record: RecordWriter, principal: Principal, copy: WorkingCopy, facts: Json, revision: int
) -> WorkingCopy:
    """A working copy with what was filled in. Raises what the workbench does, and 412 where somebody changed it since
    it was read at `revision`.
    """
    be_as_read(copy, revision)
    before = own_facts(copy)
    patch = patch_of(before, facts, [one.name for one in open_fields(BY_TYPE[copy.type])])
    changed = inputs.patched(record, principal, copy, patch)
    if changed != facts_of(copy):
        working_copies.change(record, principal, copy, changed)
    else:
        working_copies.adopt(record, principal, copy)
    return copy


def speaking_posts(
    record: RecordReader, principal: Principal, kind: Kind, facts: Json, language: str
) -> dict[str, Said]:
    """The posts as which somebody may say a new thing, where it says so itself: a reply, by whom it is about."""
    if kind.thing != "reply" or not facts.get("about"):
        return {}
    posts = speakers.posts_replying(record, principal, facts["about"])
    nodes = record.load(posts).nodes
    return {post: said(name(nodes[post]), language) for post in posts if post in nodes}


def own_facts(copy: WorkingCopy) -> Json:
    """The own facts in a working copy; of what is public, without the mistake that it corrected."""
    found: Json = facts_of(copy).model_dump(exclude_none=True)
    if copy.state == "clean":
        found.pop("mistake", None)
    return found


def new_fields(kind: Kind, fixed: Collection[str]) -> list[Field]:
    """The fields of a new thing, without those that are fixed: what is new corrects nothing."""
    closed = {"mistake", *kind.without, *fixed}
    return [one for one in asked(kind.thing).all if one.name not in closed]


def open_fields(kind: Kind) -> list[Field]:
    """The fields that can be changed of what there is."""
    closed = {*kind.kept, *kind.without}
    return [one for one in asked(kind.thing).all if one.name not in closed]


def prefilled(principal: Principal, kind: Kind, given: Mapping[str, str]) -> dict[str, list[str]]:
    """What the form of a new thing has in it before anybody typed."""
    found = dict(DEFAULTS.get(kind.thing, {}))
    organisations = sorted(principal.covered(Role.editor))
    if kind.thing == "organisation":
        found["language"] = default()
    if kind.thing == "assembly" and len(organisations) == 1:
        found |= {"commissioned_by": organisations[0], "keeper.organisation": organisations[0]}
    if kind.thing == "contribution" and given.get("project") in principal.covered(Role.keeper):
        found["made_by"] = "project"
    return {field: [value] for field, value in {**found, **given}.items()}


def new_id(record: RecordReader, kind: Kind, facts: Json) -> str:
    """An id for a new thing: its parent's, and its reference, place, name or title; with a number where that is had."""
    parent = facts.get(kind.parent) or facts.get("keeper", {}).get("organisation", "") if kind.parent else ""
    own = facts.get("reference") or facts.get("position") or _first_text(facts) or kind.thing
    wanted = "-".join(part for part in (parent, _slug(str(own))) if part)[:70].strip("-")
    wanted = wanted if wanted[:1].isalpha() and len(wanted) > 2 else f"{kind.thing}-{wanted}".strip("-")  # noqa: PLR2004 - as an id
    number, found = 1, wanted
    while record.types([found]) or record.session.get(WorkingCopy, found) is not None:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _first_text(facts: Json) -> str:
    texts = facts.get("name") or facts.get("title") or {}
    return next(iter(texts.values()), "")


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
