"""Nothing new, still true: said of many things of one type in one moment, or of none."""

from collections.abc import Iterable

from api.core.json_text import Json
from api.core.principal import Principal
from api.record.reader import RecordWriter
from api.text.localizer import in_each
from api.workbench import inputs, release, working_copies
from db.models.workbench import WorkingCopy


def confirming(about: str, given: Json) -> Json:
    """The facts of an update that confirms, with what else was given."""
    return {"summary": in_each("said.still_true"), **given, "kind": "confirmation", "about": about}


def confirm(
    record: RecordWriter,
    principal: Principal,
    things: Iterable[str],
    given: Json,
    *,
    publish: bool,
    of: str = "recommendation",
) -> list[WorkingCopy]:
    """Confirm each of these, and release it as far as its speaker may where asked. Raises as any update does."""
    made = []
    for id_ in dict.fromkeys(things):
        thing = inputs.drafted(record, principal, "update", confirming(id_, given), of)
        made.append(working_copies.create(record, principal, thing))
    if publish:
        release.release(record, principal, made, release.Asked())
    return made
