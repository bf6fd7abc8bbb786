"""What sort of publication it is: news, a correction, a relabelling. Pure, given what stands and what would."""

from collections.abc import Iterator, Mapping

from api.core.faults import Fault, fault
from api.schemas.record import RecordThing

# Fields that only say what something is called.
NAMES = frozenset({"name", "official_name", "earlier_names", "title", "local_label"})
# What says what a piece of work is called, of what is nothing but that.
_CALLED = {"declaration": frozenset({"level", "since"})}
_BY_KIND = {"correction": "correction", "confirmation": "confirmation", "restated": "relabelling"}


def nature_of(thing: RecordThing, before: RecordThing | None, chosen: str = "") -> str:
    """What a thing is published as, where `before` stands of it now, or None.

    What its writer chose, else what its fields propose: a mistake that is named makes a correction, a mere name or one
    more translation a relabelling, anything else is news.
    """
    if before is None or chosen:
        kind = thing.kind if thing.type == "update" and before is None else ""
        return chosen or _BY_KIND.get(kind, "news")
    if _names_mistake(thing, before):
        return "correction"
    return "relabelling" if all(_only_names(thing, *one) for one in changes(thing, before)) else "news"


def nature_faults(thing: RecordThing, before: RecordThing | None, chosen: str) -> Iterator[Fault]:
    """Why a publication is not what its writer calls it; nothing where it is, or where they do not say."""
    named = before is not None and _names_mistake(thing, before)
    if thing.mistake is not None and before is None:
        yield fault("/mistake", "nothing-to-correct", "fault.nothing_to_correct")
    if chosen == "correction" and not named and getattr(thing, "corrects", None) is None:
        yield fault("/mistake", "mistake-missing", "fault.mistake_missing")
    if chosen in {"news", "relabelling"} and named:
        yield fault("/nature", "names-a-mistake", "fault.names_a_mistake", chosen=chosen)
    more = (
        sorted(one[0] for one in changes(thing, before) if not _only_names(thing, *one)) if before is not None else []
    )
    if chosen == "relabelling" and (more or before is None):
        key = f"fault.{'more_than_a_name' if more else 'no_other_name'}"
        yield fault("/nature", "more-than-a-name", key, fields=", ".join(more))


def changes(thing: RecordThing, before: RecordThing) -> list[tuple[str, object, object]]:
    """The fields that differ, with what they were and are."""
    old, new = (one.model_dump(exclude_none=True) for one in (before, thing))
    fields = sorted((old.keys() | new.keys()) - {"mistake"})
    return [(field, old.get(field), new.get(field)) for field in fields if old.get(field) != new.get(field)]


def _names_mistake(thing: RecordThing, before: RecordThing) -> bool:
    return thing.mistake is not None and thing.mistake != before.mistake


def _only_names(thing: RecordThing, field: str, old: object, new: object) -> bool:
    if field in NAMES | _CALLED.get(thing.type, frozenset()):
        return True
    if not old or not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return False
    return all(new.get(language) == text and isinstance(text, str) for language, text in old.items())
