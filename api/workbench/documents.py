"""Reading a record document: its JSON, what is bare in it made whole, and one fault for each thing that is wrong."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from json import JSONDecodeError
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from api.core.faults import Fault
from api.core.json_text import lines_of, read_json
from api.core.problems import Problem
from api.core.refusals import fault_of, not_json, shown
from api.record.graph import Lookup
from api.schemas.base import LanguageTag, Slug, Thing
from api.schemas.forms import whole
from api.schemas.record import RECORD_FORMAT, THING_SCHEMAS, WHOLES, RecordItem, RecordThing, Tombstone
from api.settings import settings
from api.text.languages import default

_ITEM: TypeAdapter[RecordThing | Tombstone] = TypeAdapter(RecordItem)
_ID: TypeAdapter[str] = TypeAdapter(Slug)
_LANGUAGE: TypeAdapter[str] = TypeAdapter(LanguageTag)
_SCHEMAS: Mapping[str, type[Thing] | type[Tombstone]] = {**THING_SCHEMAS, "tombstone": Tombstone}
_FIELDS = {"format", *WHOLES, "things"}
_BEGIN = (b"{", b"[")
NO_DOCUMENT = (
    "A record document is JSON and begins with {; the guide “Loading and exporting” says how to write one. Updates in a"
    " spreadsheet (CSV or a workbook) are sent to POST /v1/admin/sheet, and a file of elections to"
    " POST /v1/admin/elections or `assembly-tracker holds`."
)
# What a thing is told of what it names, where that cannot be read itself.
_OF_NAMED = {"unknown-id", "wrong-type"}


class Given(NamedTuple):
    """A document as it was sent: what its JSON says, and its bytes, in which lines are found."""

    content: Any
    data: bytes


class Document(NamedTuple):
    """A document as it was read: the things that fit the schema, by number, and what is wrong with the rest."""

    given: Given
    whole: str | None  # the assembly or engagement whose record it is
    type: str  # which of both that is
    items: Sequence[Any]  # as they were sent, with what is bare made whole
    things: Sequence[tuple[int, RecordItem]]
    unread: Collection[str]  # the ids of what does not fit the schema
    faults: Sequence[Fault]


def parse(data: bytes) -> Given:
    """The JSON of a document. Raises a problem where it is none, or more than anybody should send."""
    if len(data) > settings().max_record:
        raise Problem("too-large", f"A record document is at most {settings().max_record / 1_000_000:g} MB.")
    try:
        return Given(read_json(data, names_once=True), data)
    except JSONDecodeError as wrong:
        raise not_json(wrong.msg if data.lstrip()[:1] in _BEGIN else f"{wrong.msg} {NO_DOCUMENT}") from None


def read(given: Given, stands: Lookup) -> Document:
    """A document as it was sent, read. `stands` says what the record holds, which may say in what language it is."""
    document = given.content
    if not isinstance(document, dict):
        fault = Fault("", "dict-type", "a record document is an object with format, assembly and things: {…}")
        return Document(given, None, WHOLES[0], [], [], (), [fault])
    faults = [
        Fault(shown(f"/{key}"), "unknown-field", "a record document has format, assembly and things")
        for key in sorted(document.keys() - _FIELDS)
    ]
    if document.get("format") != RECORD_FORMAT:
        faults.append(Fault("/format", "format", f'write "{RECORD_FORMAT}"'))
    type_ = "engagement" if "engagement" in document else "assembly"
    whole, raw = _valid(_ID, document.get(type_)), document.get("things")
    if whole is None:
        faults.append(Fault(f"/{type_}", "required", f"say the id of the {type_}"))
    if document.keys() >= {*WHOLES}:
        faults.append(Fault("/engagement", "of-two", "a document is of an assembly or of an engagement, not of both"))
    if not isinstance(raw, list):
        faults.append(Fault("/things", "required", "the things are a list: […]"))
        return Document(given, None, type_, [], [], (), faults)
    language = _language(raw, whole, type_, stands)
    items = [_made_whole(item, language) for item in raw]
    things: list[tuple[int, RecordItem]] = []
    refused: dict[int, list[ErrorDetails]] = {}
    for number, item in enumerate(items):
        try:
            things.append((number, _ITEM.validate_python(item)))
        except ValidationError as error:
            refused[number] = error.errors(include_url=False)
    unread = {_id_of(items[number]) for number in refused}
    faults += _item_faults(items, refused)
    return Document(given, whole, type_, items, things, unread, faults)


def told(document: Document, faults: Iterable[Fault]) -> list[Fault]:
    """Faults or warnings in the order of the document, one for each cause, with the id of the thing and the line."""
    found = sorted(_one_for_each_cause(document, faults), key=lambda fault: _order(fault.pointer))
    lines = lines_of(document.given.data, {fault.pointer for fault in found}) if found else {}
    return [
        replace(
            one, pointer=_as_sent(document, one.pointer), thing=_id_at(document, one.pointer), line=lines[one.pointer]
        )
        for one in found
    ]


def nearest(wanted: str, known: Collection[str]) -> str | None:
    """What comes nearest to a word, of those that there are."""
    return next(iter(get_close_matches(wanted, sorted(known), 1, 0.6)), None)


def _told(item: Any, field: str) -> Any:
    return item.get(field) if isinstance(item, dict) else None


def _id_of(item: Any) -> str:
    """The id that an item says it has, whether it is one or not; empty where it says none."""
    id_ = _told(item, "id")
    return id_ if isinstance(id_, str) else ""


def _valid(kind: TypeAdapter[str], value: object) -> str | None:
    try:
        return kind.validate_python(value)
    except ValidationError:
        return None


def _made_whole(item: Any, language: str) -> Any:
    """An item with what is bare in it made whole: in its own language, or that of the document."""
    type_ = _told(item, "type")
    schema = _SCHEMAS.get(type_) if isinstance(type_, str) else None
    own = _valid(_LANGUAGE, _told(item, "language"))
    return item if schema is None else whole(schema, item, own or language)


def _language(raw: Sequence[Any], whole: str | None, type_: str, stands: Lookup) -> str:
    """The language of what says none: its assembly's or engagement's, else of whoever keeps the record, else this
    instance's.
    """

    def found(id_: Any, type_: str) -> Any:
        own = next((one for one in raw if _told(one, "id") == id_ and _told(one, "type") == type_), None)
        held = stands(id_) if own is None and _valid(_ID, id_) else None
        return own if held is None else held.model_dump(exclude_none=True)

    told = found(whole, type_)
    kept_by = _told(_told(told, "keeper"), "organisation") or _told(told, "commissioned_by")
    keeper = found(kept_by, "organisation")
    said = (_valid(_LANGUAGE, _told(one, "language")) for one in (told, keeper))
    return next(filter(None, said), default())


def _item_faults(items: Sequence[Any], refused: Mapping[int, Sequence[ErrorDetails]]) -> Iterator[Fault]:
    """The faults of what does not fit the schema. An id that is none is told of once, not wherever it is named."""
    bad_ids = {_id_of(items[number]) for number, errors in refused.items() if any(map(_is_id, errors))} - {""}
    naming = _naming(items, {_id_of(items[number]) for number in refused})
    for number, errors in refused.items():
        own = [one for one in errors if _is_id(one) or not _is_text_of(one["input"], bad_ids)]
        found = [_item_fault(error, number) for error in own]
        if found and (many := naming[_id_of(items[number])]):
            those = "1 thing that names it was" if many == 1 else f"{many} things that name it were"
            found[0] = replace(found[0], detail=f"{found[0].detail} ({those} not judged by it)")
        yield from found


def _naming(items: Iterable[Any], ids: Collection[str]) -> Counter[str]:
    """How many items say each of these ids, but for the item that has it."""
    return Counter(
        id_
        for item in items
        if isinstance(item, dict)
        for id_ in {*_strings([value for name, value in item.items() if name != "id"])}
        if id_ in ids
    )


def _is_id(error: ErrorDetails) -> bool:
    return _steps(error) == ("id",)


def _is_text_of(value: object, texts: Collection[str]) -> bool:
    return isinstance(value, str) and value in texts


def _steps(error: ErrorDetails) -> tuple[int | str, ...]:
    """Where in an item an error is: without its type, by which the schema was chosen."""
    place = error["loc"]
    return place[1:] if place and place[0] in _SCHEMAS else place


def _item_fault(error: ErrorDetails, number: int) -> Fault:
    if error["type"] in {"union_tag_not_found", "union_tag_invalid"}:
        rule = error["type"].replace("_", "-")
        return Fault(f"/things/{number}", rule, f"say its `type`, which is one of {', '.join(_SCHEMAS)}")
    return fault_of({**error, "loc": _steps(error)}, prefix=f"/things/{number}")


def _strings(value: Any) -> Iterator[str]:
    """Every text in a value, at every depth."""
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            rest += one.values() if isinstance(one, dict) else one


def _one_for_each_cause(document: Document, faults: Iterable[Fault]) -> Iterator[Fault]:
    """The same without what only says that another thing could not be read, and what is missing once for each id."""
    missing: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        named = _at(document, fault.pointer) if fault.rule in _OF_NAMED else None
        if not isinstance(named, str):
            yield fault
        elif named not in document.unread:
            missing[fault.rule + named].append(fault)
    known = {thing.id for _, thing in document.things}
    for same in missing.values():
        first, *more = sorted(same, key=lambda fault: _order(fault.pointer))
        near = nearest(_at(document, first.pointer), known) if first.rule == "unknown-id" else None
        also = f"; the nearest here is '{near}'" if near else ""
        also += f"; {len(more)} more of what is here name{'s' * (len(more) == 1)} it" if more else ""
        yield replace(first, detail=first.detail + also)


def _place(pointer: str) -> tuple[int | None, list[str]]:
    """The number of the item that a pointer leads into, and the steps inside it."""
    match pointer.split("/"):
        case ["", "things", number, *steps] if number.isdecimal():
            return int(number), [step.replace("~1", "/").replace("~0", "~") for step in steps]
    return None, []


def _at(document: Document, pointer: str) -> Any:
    """What a pointer leads to, once what is bare is made whole; None where there is nothing."""
    number, steps = _place(pointer)
    found = None if number is None else document.items[number]
    for step in steps:
        found = found[int(step)] if isinstance(found, list) else _told(found, step)
    return found


def _as_sent(document: Document, pointer: str) -> str:
    """A pointer into the document as it was sent: to the whole of what is bare there."""
    number, steps = _place(pointer)
    sent = None if number is None else document.given.content["things"][number]
    for place, step in enumerate(steps):
        if isinstance(sent, str):
            return pointer.rsplit("/", len(steps) - place)[0]
        sent = sent[int(step)] if isinstance(sent, list) else _told(sent, step)
    return pointer


def _id_at(document: Document, pointer: str) -> str | None:
    number, _ = _place(pointer)
    return None if number is None else shown(_id_of(document.items[number])) or None


def _order(pointer: str) -> list[tuple[int, int, str]]:
    """By which pointers stand as what they lead to stands in a document: 2 before 10."""
    return [(0, int(step), "") if step.isdecimal() else (1, 0, step) for step in pointer.split("/")]
