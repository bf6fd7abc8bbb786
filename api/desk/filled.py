"""A form of a thing as it is filled in: from what somebody typed, or from own facts, and to own facts again.

Its fields are named by their way into the facts: `votes.0.results.1.label.en`. Of a field that may be there several
times what is empty is left out, and what is left is counted anew, so that the names are pointers into the facts.
"""

import dataclasses
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.core.faults import Fault
from api.core.json_text import Json
from api.core.problems import Problem
from api.desk.fields import Field, Takes
from api.readers.dates import read_date
from api.text.languages import languages
from api.text.localizer import localizer

Typed = Mapping[str, Sequence[str]]
YES, NO = "yes", "no"
_ROW = re.compile(r"\.([0-9]{1,4})(?:\.|$)")


@dataclass(frozen=True)
class Filled:
    """A field with what is in it: as text, by language, or as the fields in it, row by row.

    `kept` is what the own facts had there: what the form has no field for stays as it was.
    """

    field: Field
    name: str
    value: str = ""
    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    rows: Sequence[Sequence["Filled"]] = ()
    kept: object = None

    @property
    def is_empty(self) -> bool:
        texts = any(self.texts.values())
        return not self.value and not texts and all(one.is_empty for row in self.rows for one in row)

    @property
    def all(self) -> Iterator["Filled"]:
        """It and all fields in it."""
        yield self
        for row in self.rows:
            for one in row:
                yield from one.all


def of_facts(fields: Sequence[Field], facts: Json, at: str = "") -> list[Filled]:
    """The fields with what own facts have in them."""
    return [_of_value(one, facts.get(one.name), f"{at}{one.name}") for one in fields]


def _of_value(one: Field, value: object, name: str) -> Filled:
    if one.takes is Takes.texts:
        return Filled(one, name, texts=value if isinstance(value, dict) else {}, kept=value)
    if one.takes is Takes.part:
        facts = value if isinstance(value, dict) else {}
        return Filled(one, name, rows=[of_facts(one.fields, facts, f"{name}.")], kept=value)
    if one.takes is Takes.rows:
        items = value if isinstance(value, list) else []
        rows = [of_facts(one.fields, item, f"{name}.{number}.") for number, item in enumerate(items)]
        return Filled(one, name, rows=rows, kept=value)
    if one.takes is Takes.things:
        items = value if isinstance(value, list) else []
        return Filled(one, name, rows=[[_id_in(one, id_, name, number)] for number, id_ in enumerate(items)])
    return Filled(one, name, _as_typed(one, value), kept=value)


def _id_in(of: Field, id_: str, name: str, number: int) -> Filled:
    """One of several ids: a field that is there several times."""
    return Filled(Field(name=of.name, takes=Takes.thing, key=of.key, types=of.types), f"{name}.{number}", id_)


def _as_typed(one: Field, value: object) -> str:
    if value is None:
        return ""
    if one.takes is Takes.flag:
        return YES if value else NO
    if isinstance(value, list):
        return "\n".join(_as_typed(one, item) for item in value)
    return str(value["value"]) if isinstance(value, dict) else str(value)


def of_typed(fields: Sequence[Field], typed: Typed, kept: Json, at: str = "") -> list[Filled]:
    """The fields with what somebody typed in them; `kept` are the own facts that they changed."""
    return [_of_typed(one, typed, kept.get(one.name), f"{at}{one.name}") for one in fields]


def _of_typed(one: Field, typed: Typed, kept: object, name: str, at: str = "") -> Filled:
    """`at` is by which name it was typed, where rows before it are gone since."""
    at = at or name
    if one.takes is Takes.texts:
        return Filled(one, name, texts=_texts(typed, at, kept), kept=kept)
    if one.takes is Takes.part:
        return Filled(one, name, rows=[_row(one, typed, kept, name, at)], kept=kept)
    if one.takes in {Takes.rows, Takes.things}:
        return _several(one, typed, kept, name, at)
    if one.takes is Takes.lines:  # codes are ticked one by one
        return Filled(one, name, "\n".join(typed.get(at, ())).strip(), kept=kept)
    return Filled(one, name, _one(typed, at), kept=kept)


def _several(one: Field, typed: Typed, kept: object, name: str, at: str) -> Filled:
    rows: list[list[Filled]] = []
    had = kept if isinstance(kept, list) else []
    for number in _in_order(one, typed, had, at):
        before = _before(one, typed, had, f"{at}.{number}", number)
        to, of = f"{name}.{len(rows)}", f"{at}.{number}"
        row = [_id_in(one, _one(typed, of), name, len(rows))] if one.takes is Takes.things else None
        row = row or _row(one, typed, before, to, of)
        if not all(field.is_empty for field in row if not one.each or field.field.name != one.each):
            rows.append(row)
    return Filled(one, name, rows=rows, kept=kept)


def _row(one: Field, typed: Typed, kept: object, name: str, at: str) -> list[Filled]:
    facts = kept if isinstance(kept, dict) else {}
    return [
        _of_typed(inner, typed, facts.get(inner.name), f"{name}.{inner.name}", f"{at}.{inner.name}")
        for inner in one.fields
    ]


def _numbers(typed: Typed, at: str) -> list[int]:
    """The rows of a field that were typed, in order."""
    found = (_ROW.match(name, len(at)) for name in typed if name.startswith(f"{at}."))
    return sorted({int(match[1]) for match in found if match})


def _in_order(one: Field, typed: Typed, had: Sequence[Json], at: str) -> list[int]:
    """The same; where each code has a row, as own facts have them, and then in the order of the codes."""
    found = _numbers(typed, at)
    if not one.each:
        return found
    codes = dict.fromkeys([*(item.get(one.each) for item in had), *one.row_codes])
    order = {code: place for place, code in enumerate(codes)}
    return sorted(found, key=lambda number: order.get(_one(typed, f"{at}.{number}.{one.each}"), len(order)))


def _before(one: Field, typed: Typed, had: Sequence[Json], at: str, number: int) -> Json | None:
    """What own facts have where a row was typed: in its place, or of its code where each has one."""
    if one.each:
        code = _one(typed, f"{at}.{one.each}")
        return next((item for item in had if item.get(one.each) == code), None)
    return had[number] if number < len(had) else None


def _texts(typed: Typed, at: str, kept: object) -> dict[str, str]:
    """A text in each of our languages as it was typed; in others as it was."""
    others = {tag: text for tag, text in kept.items() if tag not in languages()} if isinstance(kept, dict) else {}
    return others | {tag: text for tag in languages() if (text := _one(typed, f"{at}.{tag}"))}


def _one(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, ())), "").strip()


class Faults(dict[str, str]):
    """What is wrong with a form, by field, in the words of one language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def say(self, name: str, key: str, **gaps: object) -> None:
        self.setdefault(name, localizer(self.language).t(key, **gaps))

    def say_of(self, one: Filled, key: str, tag: str = "", **gaps: object) -> None:
        """The same of a field, which is named: what is wrong stands above the form too."""
        self.say(f"{one.name}.{tag}" if tag else one.name, key, label=one.field.label(self.language).text, **gaps)


def facts_in(filled: Sequence[Filled], faults: Faults) -> Json:
    """The own facts that a form says; what cannot be read as what its field takes is told, and left out."""
    found: Json = {}
    for one in filled:
        value = _value(one, faults)
        if value is not None:
            found[one.field.name] = value
    return found


def _value(one: Filled, faults: Faults) -> object:
    takes = one.field.takes
    if takes is Takes.texts:
        return dict(one.texts) or None
    if takes is Takes.part:
        return facts_in(one.rows[0], faults) if one.field.required or not one.is_empty else None
    if takes is Takes.rows:
        return [facts_in(row, faults) for row in one.rows] or _known_to_be_none(one)
    if takes is Takes.things:
        return [row[0].value for row in one.rows] or _known_to_be_none(one)
    if not one.value:
        return _known_to_be_none(one)
    return _READ.get(takes, _as_it_is)(one, faults)


def _known_to_be_none(one: Filled) -> object:
    """An empty list says that there is none; what is left empty on a form says so only where it did before."""
    return [] if one.kept == [] else None


def _as_it_is(one: Filled, _faults: Faults) -> object:
    return one.value


def _lines(one: Filled, _faults: Faults) -> object:
    return [line.strip() for line in one.value.splitlines() if line.strip()]


def _number(one: Filled, faults: Faults) -> object:
    figures = one.value.replace(",", "").replace(" ", "")
    if not figures.isascii() or not figures.isdigit() or len(figures) > len("1000000000"):
        faults.say_of(one, "thing.need_number")
        return None
    return int(figures)


def _flag(one: Filled, _faults: Faults) -> object:
    return one.value == YES


def _date(one: Filled, faults: Faults) -> object:
    return _read(one, one.value, [one.kept], faults)


def _dates(one: Filled, faults: Faults) -> object:
    kept = one.kept if isinstance(one.kept, list) else []
    lines = [line for line in one.value.splitlines() if line.strip()]
    return [date for line in lines if (date := _read(one, line, kept, faults)) is not None]


def _read(one: Filled, line: str, kept: Sequence[object], faults: Faults) -> object:
    """A date as own facts have it: with the words as printed, where it is one that they had."""
    try:
        value = read_date(line)
    except ValueError:
        faults.say_of(one, "thing.need_date", date=line.strip()[:40])
        return None
    return next((had for had in kept if isinstance(had, dict) and had.get("value") == value), {"value": value})


_READ = {
    Takes.lines: _lines,
    Takes.number: _number,
    Takes.flag: _flag,
    Takes.date: _date,
    Takes.dates: _dates,
}


def faults_of(
    problem: Problem, language: str, place: Callable[[Fault], str], *, needed: Collection[str] = ()
) -> Faults:
    """What the workbench refused, beside the fields of a form of its own: each where `place` has it, and `all` where
    that is nowhere, or nothing is said of any field. What breaks a `needed` rule is asked for, rather than told of.
    """
    faults = Faults(language)
    for one in problem.errors:
        key = "thing.need_this" if one.rule in needed else "answer.refused"
        faults.say(place(one) or "all", key, detail=one.said(language))
    if not faults:
        faults.say("all", "answer.refused", detail=problem.said(language))
    return faults


def field_of(fault: Fault) -> str:
    """The outermost field that a fault is about; empty where it is about none."""
    return fault.pointer.strip("/").split("/")[0]


def placed(filled: Sequence[Filled], told: Sequence[Fault], faults: Faults) -> Faults:
    """What the workbench says against the facts, beside the fields that it is about; `all` where it is about none."""
    known = {inner.name: inner for one in filled for inner in one.all}
    for fault in told:
        name = fault.pointer.strip("/").replace("/", ".")
        while name and name not in known:
            name = name.rpartition(".")[0]
        if not name:
            faults.say("all", "answer.refused", detail=fault.said(faults.language))
        elif fault.rule in {"required", "string-too-short"}:
            faults.say_of(known[name], "thing.missing", _tag_of(known[name], fault, faults.language))
        else:
            faults.say_of(
                known[name],
                "thing.refused",
                _tag_of(known[name], fault, faults.language),
                detail=fault.said(faults.language),
            )
    return faults


def _tag_of(one: Filled, fault: Fault, language: str) -> str:
    """Of a text the language in which a fault is shown: that which it is about, else the reader's."""
    if one.field.takes is not Takes.texts:
        return ""
    tag = fault.pointer.rpartition("/")[2]
    return tag if tag in languages() else language


def carried(filled: Sequence[Filled]) -> dict[str, str]:
    """What is in a form by the names of its fields, to be sent again as it is."""
    found: dict[str, str] = {}
    for one in (inner for outer in filled for inner in outer.all):
        found |= {one.name: one.value} if one.value else {}
        found |= {f"{one.name}.{tag}": text for tag, text in one.texts.items() if tag in languages()}
    return found


def with_room(one: Filled) -> Sequence[Sequence[Filled]]:
    """The rows of a field, and an empty one to write the next in; or, where each code has one, the row of each."""
    number = len(one.rows)
    if one.field.takes is Takes.things:
        return [*one.rows, [_id_in(one.field, "", one.name, number)]]
    if one.field.each:
        return _row_of_each(one)
    return [*one.rows, of_facts(one.field.fields, {}, f"{one.name}.{number}.")]


def _row_of_each(one: Filled) -> Sequence[Sequence[Filled]]:
    of, found = one.field, []
    known = {inner.value: row for row in one.rows for inner in row if inner.field.name == of.each}
    room = len(one.rows)
    for code in of.row_codes:
        fields = of.row_of(code)
        if code in known:
            row = [dataclasses.replace(inner, field=field) for inner, field in zip(known[code], fields, strict=True)]
        else:
            row, room = of_facts(fields, {of.each: code}, f"{one.name}.{room}."), room + 1
        found.append(row)
    return found


def patch_of(before: Json, after: Json, names: Iterable[str]) -> Json:
    """What changes one into the other as a merge patch (RFC 7396), of the fields with these names."""
    return {name: _patched(before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def _patched(old: object, new: object) -> object:
    return patch_of(old, new, [*old, *new]) if isinstance(old, dict) and isinstance(new, dict) else new
