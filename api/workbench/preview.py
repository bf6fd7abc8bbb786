"""What would become public, made by the door itself and then undone, so that it is exactly that."""

from dataclasses import dataclass

from api.core.json_text import Json
from api.publishing.publish import publish
from api.reading.panels import before_publishing
from api.reading.statuses import STATED
from api.record.graph import Graph
from api.record.reader import RecordReader, RecordWriter
from api.record.things import answer
from api.schemas.record import RecordItem
from api.workbench.release import act_to_look_at
from db.clock import today
from db.models.workbench import WorkingCopy
from db.publications import moment_after
from db.queries.moments import Moment

_MOST = 20
_OF_ASSEMBLY = [("recommendation", "assembly")]


@dataclass(frozen=True)
class Compared:
    """A thing as it would be answered, and where stands what it is about, now and then, by id: recommendations, or an
    engagement.
    """

    thing: Json
    nature: str
    now: dict[str, Json]
    then: dict[str, Json]
    concerned: list[str]
    pens: Json | None = None  # who would be said to have held the pen, where it is about that


def compared(record: RecordWriter, copy: WorkingCopy, most: int = _MOST) -> Compared:
    """What publishing a working copy would change, of its engagement or of so many recommendations at most.

    Everything is rolled back, and the reader is of no more use. Raises the 409 that publishing would.
    """
    act = act_to_look_at(record, copy)
    concerned = _concerned(record, act.thing)[:most]
    now = _statuses(record.around(concerned), concerned)
    savepoint = record.session.begin_nested()
    try:
        nature = publish(record, [act], at=moment_after(record.head))[-1].nature
        node = record.node(copy.thing)
        whole = None if node is None else answer(record.load_named_around([node.facts]), node)
        thing = act.thing.model_dump(exclude_none=True) if whole is None else whole
        then = _statuses(record.around(concerned), concerned)
        pens = _pens(record, act.thing)
    finally:
        savepoint.rollback()
        record.session.expire_all()
    own = {key: value for key, value in thing.items() if key not in {"sequence", "published_at"}}
    return Compared(own, nature, now, then, concerned, pens)


def preview(record: RecordWriter, copy: WorkingCopy) -> dict[str, object]:
    """The same as the workbench answers it. The reader is of no more use. Raises the 409 that publishing would."""
    id_, type_ = copy.thing, copy.type
    found = compared(record, copy)
    told = {"thing": found.thing, "nature": found.nature, **({"pens": found.pens} if found.pens else {})}
    if type_ == "engagement":
        return {**told, "statuses": [], "engagement": _sentence(found, id_)}
    shown = [one for one in found.concerned if one in found.now or one in found.then]
    return {**told, "statuses": [{"recommendation": one, **_sentence(found, one)} for one in shown]}


def _sentence(found: Compared, id_: str) -> dict[str, object]:
    """The sentence that residents read now, and the whole status then."""
    return {
        **({"now": found.now[id_]["sentence"]} if id_ in found.now else {}),
        **({"then": found.then[id_]} if id_ in found.then else {}),
    }


def _pens(record: RecordWriter, thing: RecordItem) -> Json | None:
    """The panel as it would stand, with what whoever declares alone is told; None of what has no panel."""
    if thing.type not in ("declaration", "testimony"):
        return None
    id_ = thing.id if thing.type == "declaration" else thing.about
    return before_publishing(record.session, Moment(record.head.sequence, today()), id_, thing.by)


def _concerned(record: RecordReader, thing: RecordItem) -> list[str]:
    """The recommendations a thing is, or is about; the engagement that it is."""
    if {thing.type, getattr(thing, "of", "")} & STATED.keys():
        return [thing.id]
    found = list(getattr(thing, "recommendations", None) or getattr(thing, "came_from", None) or ())
    found += [value for field in ("recommendation", "about") if (value := getattr(thing, field, None))]
    found += list(getattr(thing, "names", None) or ())
    named = [id_ for id_ in dict.fromkeys(found) if getattr(record(id_), "type", "") == "recommendation"]
    assembly: str | None = getattr(thing, "assembly", None)
    return _members(record, assembly, thing) if assembly and not named else named


def _members(record: RecordReader, assembly: str, thing: RecordItem) -> list[str]:
    """The recommendations of an assembly that something about the whole of it, or about themes, reaches."""
    members = record.naming([assembly], _OF_ASSEMBLY).naming([assembly], _OF_ASSEMBLY)
    theme = getattr(thing, "theme", None)
    themes, out = getattr(thing, "themes", None) or [theme], getattr(thing, "excluding", None) or ()
    reached = (id_ for id_ in members if theme is None or getattr(record(id_), "theme", None) in themes)
    return sorted(id_ for id_ in reached if id_ not in out)


def _statuses(graph: Graph, ids: list[str]) -> dict[str, Json]:
    return {id_: STATED[graph.nodes[id_].type](graph, id_) for id_ in ids if graph.shows(id_)}
