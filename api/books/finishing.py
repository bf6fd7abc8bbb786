"""The document of a book, once its rows are things: what the schema refuses is told of the cell that says it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.books.fields import Path
from api.books.items import Item
from api.books.layout import heading_at
from api.books.missing import missing
from api.books.reading import BookFault
from api.books.result import Compiled, in_order
from api.core.refusals import fault_of
from api.schemas.names import names
from api.schemas.record import RECORD_FORMAT, RecordItem, RecordThing, Tombstone
from api.text.phrases import phrase
from db.publications import canonical

_ITEM: TypeAdapter[RecordThing | Tombstone] = TypeAdapter(RecordItem)
Thing = Mapping[str, Any]


def finish(done: Compiled, items: Sequence[Item], here: Mapping[str, Thing]) -> None:
    """Make the document of these items, where nothing is wrong. `here` are the things of the record that they may name
    though the book does not describe them.
    """
    made = {item.id: item for item in items}
    done.things = [item.thing() for item in items]
    for item, thing in zip(items, done.things, strict=True):
        done.faults += _schema_faults(item, thing)
    done.faults, done.warnings = in_order(done.faults), in_order(done.warnings)
    if done.faults:
        return
    done.missing = missing(done.things)
    things = sorted([*done.things, *_named_besides(done.things, here)], key=lambda thing: str(thing["id"]))
    numbered = {f"/things/{number}": made.get(thing["id"]) for number, thing in enumerate(things)}
    done.items = {place: item for place, item in numbered.items() if item is not None}
    done.document = canonical({"format": RECORD_FORMAT, "assembly": done.assembly, "things": things}) + b"\n"


def _named_besides(things: Sequence[Thing], here: Mapping[str, Thing]) -> list[Thing]:
    """What the record has that these name, and what that names, so that a document stands by itself."""
    found: dict[str, Thing] = {}
    told = {thing["id"] for thing in things}
    rest = list(things)
    while rest:
        for one in names(_ITEM.validate_python(rest.pop())):
            if one.id in here and one.id not in told:
                told.add(one.id)
                found[one.id] = here[one.id]
                rest.append(here[one.id])
    return list(found.values())


def _schema_faults(item: Item, thing: Mapping[str, Any]) -> Iterator[BookFault]:
    """What the schema refuses, but for what follows from a cell that is wrong itself."""
    roots = {path[:1] for path in item.wrong}
    try:
        _ITEM.validate_python(thing)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            steps: Path = one["loc"][1:] if one["loc"][:1] == (item.type,) else one["loc"]
            steps = tuple(step for step in steps if not str(step).startswith("("))
            if steps[:1] in roots:
                continue
            cell = item.cell(*steps)
            if one["type"] != "missing":
                yield BookFault(cell, one["type"].replace("_", "-"), fault_of({**one, "loc": steps}).detail)
            elif cell.heading:
                yield BookFault(cell, "required", phrase("in_book.needed"))
            else:
                detail = phrase("in_book.column_needed", heading=heading_at(item.type, steps))
                yield BookFault(cell, "required", detail)
