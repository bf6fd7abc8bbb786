"""Drafts: what somebody asked for, made into a thing's own facts, with all that they need not say."""

import secrets
from typing import Any

from pydantic import ValidationError

from api.core.codelists import coded
from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem, refused
from api.core.refusals import fault_of
from api.record.graph import Lookup, parsed
from api.record.reader import RecordReader
from api.schemas.forms import texts_of, whole
from api.schemas.kinds import BY_TYPE
from api.schemas.record import THING_SCHEMAS, RecordThing
from api.schemas.updates import BEING_CHECKED
from api.status.assessors import BY_ITSELF, BY_KIND
from api.text.languages import default
from api.text.phrases import joined
from api.workbench.speakers import entered, replier, updater
from db.clock import today
from db.models.workbench import WorkingCopy

# No vowels, so that six letters never spell a word.
_LETTERS = "bcdfghjklmnpqrstvwxz"


def drafted(
    record: RecordReader, principal: Principal, type_: str, asked: Json, about_type: str | None = None
) -> RecordThing:
    """A new thing from what was asked: its id where it is given one, who says it, its texts and dates whole.

    `about_type` is what an update must be about.
    Raises 403 and 404 where it is not theirs to say, 409 for what only the whole of it shows.
    """
    facts = {**asked, "type": type_}
    if BY_TYPE[type_].coded:
        facts["id"] = new_id(record, facts[BY_TYPE[type_].parent])
    if facts.get("kind") == BEING_CHECKED:
        raise refused("/kind", "being-checked", "fault.says_it_is_checked")
    if type_ in {"update", "reply"}:
        post = facts.pop("post", None)
        facts.setdefault("date", today().isoformat())
        if type_ == "update":
            facts |= updater(record, principal, facts["about"], post, about_type)
        else:
            facts |= replier(record, principal, facts["about"], post)
    else:
        principal.may(*BY_TYPE[type_].makes)
        if type_ == "testimony":
            facts.setdefault("date", today().isoformat())
        if type_ == "verdict" and "assessor" not in facts:
            facts["assessor"] = _assessor(record(facts["by"]))
    return valid(type_, whole(THING_SCHEMAS[type_], facts, language_of(facts, record)))


def _assessor(by: RecordThing | None) -> str:
    """What whoever gives a verdict is by its kind. Raises 409 where that does not say."""
    found = BY_KIND.get(getattr(by, "kind", ""))
    if found is None:
        codes = joined(", ", (coded("assessor", one) for one in BY_ITSELF))
        raise refused("/assessor", "required", "fault.say_what_it_is", codes=codes)
    return found


def patched(record: RecordReader, principal: Principal, copy: WorkingCopy, patch: Json) -> RecordThing:
    """A working copy's facts with a merge patch applied. Raises 409 for what only the whole of them shows."""
    before = parsed(copy.type, copy.body).model_dump(exclude_none=True)
    if copy.state == "clean":
        before.pop("mistake", None)  # that was of the correction which stands
    schema, language = THING_SCHEMAS[copy.type], language_of(before, record)
    # A bare text is one language of it; a bare date replaces the words as printed too.
    facts = whole(schema, merge_patch(before, whole(schema, patch, language, dates=False)), language)
    if copy.type == "update":
        facts["entered_by"] = entered(principal, facts["said_by"])
    empty = [field for field in texts_of(schema) if facts.get(field) == {}]
    for field in empty:
        if schema.model_fields[field].is_required():
            raise refused(f"/{field}", "required", "fault.needs_text", field=field)
        del facts[field]
    return valid(copy.type, facts)


def valid(type_: str, facts: Json) -> RecordThing:
    """Own facts as a thing. Raises a 409 problem for what only the whole of them shows."""
    try:
        return THING_SCHEMAS[type_].model_validate(facts)
    except ValidationError as error:
        found = [fault_of({**detail, "loc": ("body", *detail["loc"])}) for detail in error.errors(include_url=False)]
        raise Problem("conflict", f"{found[0].pointer}: {found[0].detail}", errors=found) from None


def text_of(record: RecordReader, copy: WorkingCopy, text: dict[str, str] | str) -> dict[str, str]:
    """A text beside a working copy, in its organisation's language where it is bare."""
    if not isinstance(text, str):
        return text
    return {language_of(parsed(copy.type, copy.body).model_dump(exclude_none=True), record): text}


def language_of(facts: Json, lookup: Lookup) -> str:
    """The language of the organisation that facts speak for; the default where the record does not say."""
    if facts["type"] == "organisation":
        return str(facts["language"])
    named = facts.get(BY_TYPE[facts["type"]].speaks_for)
    found = lookup(named["organisation"] if isinstance(named, dict) else named) if named else None
    return default() if found is None else language_of(found.model_dump(exclude_none=True), lookup)


def merge_patch(target: object, patch: Any) -> Any:
    """RFC 7396: null removes, an object is merged, anything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def new_id(record: RecordReader, parent: str) -> str:
    """The parent's id and six letters, of which there are 64 million: what another has is refused."""
    id_ = f"{parent}-{''.join(secrets.choice(_LETTERS) for _ in range(6))}"
    record.expect([id_])
    return id_
