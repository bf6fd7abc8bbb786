"""The one flat table that most people want: every recommendation with where it stands, codes with their labels."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from api.core import urls
from api.core.codelists import codes_of
from api.core.json_text import Json
from api.open_data import licences
from api.open_data.columns import Cell, Column, Row, Type, in_name, text_columns
from api.open_data.facts import Facts, gss
from api.open_data.scopes import Scope
from api.reading.lists import lines
from api.settings import settings
from db.places import GSS
from db.queries import entries

NAME = "recommendations-today"
_AT_ONCE = 200
_AND = "; "  # between several values in one cell
# Of a status, in its order: those that are codes have their labels beside them.
_CODES = ("response", "answered_as", "progress", "schedule")
_WHO = ("answered_by", "progress_said_by")
_REGISTER, _AUTHORITY = "assembly-register", "local-authority-code"


def columns() -> tuple[Column, ...]:
    """Its columns: what it is, what the members asked, the four answers, who answers, and whose record this is."""
    return tuple(_columns())


def _columns() -> Iterator[Column]:
    """First what is read most, then what it rests on, and last by what programs join it to others."""
    yield Column(name="id", required=True)
    yield from text_columns("organisation_name")
    yield from text_columns("assembly_name")
    yield Column(name="reference")
    yield from text_columns("title")
    yield from text_columns("sentence")
    yield from _coded("response", "response")
    yield from _coded("progress", "progress")
    yield from _coded("schedule", "schedule", required=True)
    yield from _coded("assurance", "assurance", several=True)
    yield from _coded("owed", "owed", several=True)
    yield Column(name="due")
    yield Column(name="days_late", type=Type.integer)
    yield Column(name="accountable")
    yield from text_columns("accountable_name")
    yield Column(name="accountable_mailbox")
    yield Column(name="url", required=True)
    yield Column(name="day", type=Type.date, required=True)
    yield Column(name="last_looked")
    yield from _about_the_answer()
    yield from _about_the_news()
    yield from _about_dates()
    yield from _about_the_words()
    yield from _about_the_record()


def _about_the_answer() -> Iterator[Column]:
    yield Column(name="response_coded_by", codelist="coded_by")
    yield from _coded("answered_as", "answered_as")
    yield from _named("answered_by")
    yield Column(name="answered_on")
    yield Column(name="answer_due")
    yield Column(name="answer_days_late", type=Type.integer)


def _about_the_news() -> Iterator[Column]:
    yield Column(name="coded_by", codelist="coded_by")
    yield Column(name="progress_on")
    yield from _named("progress_said_by")
    yield Column(name="happened_on")
    yield Column(name="still_true_on")
    yield Column(name="update_overdue", type=Type.boolean, required=True)
    yield Column(name="next_update_due")
    yield Column(name="news_due")
    yield Column(name="report_due")


def _about_dates() -> Iterator[Column]:
    yield Column(name="first_due")
    yield Column(name="times_moved", type=Type.integer)
    yield Column(name="members_asked_by")
    yield from text_columns("hold_note")


def _about_the_words() -> Iterator[Column]:
    yield from _coded("kind", "recommendation_kind", required=True)
    yield from _coded("standing", "standing", required=True)
    yield Column(name="theme")
    yield from _coded("topics", "topic", several=True)
    yield from _coded("audiences", "audience", several=True)
    yield Column(name="places")
    yield Column(name="position", type=Type.integer)
    yield Column(name="title_basis", codelist="basis")
    yield from text_columns("text")
    yield Column(name="text_basis", codelist="basis")
    yield Column(name="text_licence")
    yield Column(name="document_url")


def _about_the_record() -> Iterator[Column]:
    yield Column(name="data_url", required=True)
    yield Column(name="assembly", is_id=True, required=True)
    yield Column(name="assembly_register_id")
    yield Column(name="organisation", is_id=True, required=True)
    yield Column(name="organisation_gss")
    yield Column(name="organisation_gss_year", type=Type.integer)
    yield Column(name="local_authority_code")
    yield Column(name="keeper", is_id=True, required=True)
    yield from text_columns("keeper_name")
    yield from _coded("keeper_kind", "keeper", required=True)
    yield Column(name="licence")
    yield Column(name="rules", type=Type.integer, required=True)
    yield Column(name="sequence", type=Type.integer, required=True)
    yield Column(name="published_at", type=Type.datetime, required=True)
    yield Column(name="updated_at", type=Type.datetime, required=True)


def _coded(name: str, codelist: str, *, required: bool = False, several: bool = False) -> Iterator[Column]:
    """A code, and beside it its label in each language."""
    yield Column(name=name, codelist="" if several else codelist, required=required)
    for tag in settings().tongues:
        yield Column(name=f"{name}_label_{in_name(tag)}", language=tag, meaning="code_label")


def _named(name: str) -> Iterator[Column]:
    """An organisation by its id, which may be of a post, and what it is called."""
    yield Column(name=name)
    yield from text_columns(f"{name}_name")


def rows(scope: Scope) -> Iterator[Row]:
    """Every recommendation of a scope, in the order of lists."""
    known, place = Facts(scope.session, scope.moment.sequence), None
    while found := entries.page(scope.session, scope.filters, scope.moment, sort="order", after=place, limit=_AT_ONCE):
        items = lines(scope.session, scope.moment, found)
        known.begin_part()
        known.know([item["id"] for item in items])
        known.know(
            {item["assembly"]["id"] for item in items} | {one["id"] for item in items for one in _answering(item)}
        )
        for item in items:
            yield _row(known, item)
        place = entries.place(found[-1], "order")
        scope.session.expunge_all()
        if len(found) < _AT_ONCE:
            return


def _answering(item: Json) -> list[Json]:
    found: list[Json] = item["status"]["accountable"]
    return found


def _row(known: Facts, item: Json) -> Row:
    status, own = item["status"], known.get(item["id"]) or {}
    assembly = known.get(item["assembly"]["id"]) or {}
    keeper = assembly["keeper"]
    organisation = known.get(assembly.get("commissioned_by") or keeper["organisation"]) or {}
    texts = licences.of_texts(own, assembly)
    shown = licences.without_what_is_only_linked(own, texts)
    place, year = gss(organisation)
    return {
        **{name: status[name] for name in _AS_THEY_ARE},
        "id": item["id"],
        "url": item["url"],
        "data_url": urls.api(f"/recommendations/{item['id']}"),
        "assembly": item["assembly"]["id"],
        **_texts("assembly_name", assembly.get("name")),
        "assembly_register_id": _identifier(assembly, _REGISTER),
        "organisation": organisation.get("id"),
        **_texts("organisation_name", organisation.get("name")),
        "organisation_gss": place,
        "organisation_gss_year": year,
        "local_authority_code": _identifier(organisation, _AUTHORITY),
        **{name: item.get(name) for name in ("reference", "position", "kind", "standing", "theme")},
        **{name: cell for part in ("kind", "standing") for name, cell in _label(part, item["labels"][part]).items()},
        **_several("topics", *_topics(own)),
        **_several("audiences", *_audiences(own)),
        "places": _AND.join(_key(one, GSS) for one in own.get("places") or ()) or None,
        **_texts("title", shown.get("title")),
        "title_basis": own["title_basis"]["basis"],
        **_texts("text", shown.get("text")),
        "text_basis": (own.get("text_basis") or {}).get("basis"),
        **_texts("sentence", status["sentence"]),
        **{name: cell for part in _CODES for name, cell in _label(part, status["labels"][part]).items()},
        **{name: cell for part in _WHO for name, cell in _who(part, status[part]).items()},
        **_several("assurance", status["assurance"], status["labels"]["assurance"]),
        **_several("owed", status["owed"], [codes_of("owed")[code].label for code in status["owed"]]),
        "accountable": _AND.join(one["id"] for one in status["accountable"]) or None,
        **_texts("accountable_name", _together([one["name"] for one in status["accountable"]])),
        "accountable_mailbox": _AND.join(_mailboxes(known, status["accountable"])) or None,
        **_texts("hold_note", status["note"]),
        "keeper": keeper["organisation"],
        **_texts("keeper_name", (known.get(keeper["organisation"]) or {}).get("name")),
        "keeper_kind": keeper["capacity"],
        **_label("keeper_kind", codes_of("keeper")[keeper["capacity"]].label),
        "licence": assembly.get("licence"),
        "text_licence": texts.licence,
        "document_url": texts.address,
        **{name: item[name] for name in ("sequence", "published_at", "updated_at")},
    }


_AS_THEY_ARE = (
    *("day", "rules", "response", "response_coded_by", "answered_as", "answered_on", "answer_due", "answer_days_late"),
    *("progress", "coded_by", "progress_on", "happened_on", "still_true_on", "schedule", "due", "first_due"),
    *("members_asked_by", "times_moved", "days_late", "update_overdue", "next_update_due", "report_due", "news_due"),
    "last_looked",
)


def _texts(name: str, texts: Mapping[str, str] | None) -> dict[str, Cell]:
    """A text in the columns of its languages."""
    return {column.name: column.of({"text": texts}) if texts else None for column in _text(name, settings().tongues)}


@cache
def _text(name: str, _: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns of a text, made once for all rows; they hang on the languages of this instance."""
    return tuple(text_columns(name, ("text",)))


def _label(name: str, label: Mapping[str, str] | None) -> dict[str, Cell]:
    return {f"{name}_label_{in_name(tag)}": (label or {}).get(tag) for tag in settings().tongues}


def _several(name: str, codes: list[str], labels: Sequence[Mapping[str, str]]) -> dict[str, Cell]:
    return {name: _AND.join(codes) or None, **_label(name, _together(labels))}


def _topics(own: Json) -> tuple[list[str], list[Mapping[str, str]]]:
    """The topics of a recommendation, and what each is called: by its own label where it is of another scheme."""
    found = own.get("topics") or ()
    known = codes_of("topic")
    labels = [one.get("local_label") or {} if one.get("scheme") else known[one["code"]].label for one in found]
    return [_key(one) for one in found], labels


def _audiences(own: Json) -> tuple[list[str], list[Mapping[str, str]]]:
    codes = [one["code"] for one in own.get("audiences") or ()]
    return codes, [codes_of("audience")[code].label for code in codes]


def _key(one: Json, ours: str = "") -> str:
    """A code with its scheme before it, where that is not ours."""
    scheme = one.get("scheme") or ours
    return one["code"] if scheme == ours else f"{scheme}:{one['code']}"


def _together(labels: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What several things are called, in each language in which all of them have words."""
    tags = set[str].intersection(*map(set, labels)) if labels else set()
    return {tag: _AND.join(label[tag] for label in labels) for tag in sorted(tags)}


def _who(name: str, reference: Json | None) -> dict[str, Cell]:
    return {name: reference["id"] if reference else None, **_texts(f"{name}_name", reference and reference["name"])}


def _mailboxes(known: Facts, accountable: Iterable[Json]) -> Iterator[str]:
    for one in accountable:
        post = known.get(one["id"]) or {}
        if "contact" in post:
            yield post["contact"]


def _identifier(facts: Mapping[str, Any], scheme: str) -> str | None:
    """The identifier of a thing in a register, by the name that we have for it."""
    return next((one["value"] for one in facts.get("identifiers") or () if one["scheme"].lower() == scheme), None)
