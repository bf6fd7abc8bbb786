"""Whether somebody may say here who held the pen: where the instance has it, and the organisation switched it on."""

from api.core.problems import Problem
from api.record.graph import Lookup, standing_as
from api.schemas.organisations import Organisation
from api.schemas.record import RecordThing
from api.settings import settings
from api.text.phrases import phrase


def may_be_said(thing: RecordThing, lookup: Lookup) -> None:
    """Raises 409 where declarations are not switched on: here, or by the organisation that would declare."""
    if thing.type not in ("declaration", "testimony"):
        return
    if not settings().declarations:
        raise Problem("conflict", phrase("refusal.declarations_off"))
    if thing.type == "declaration":
        own = standing_as(lookup, thing.by, Organisation)
        if own is None or not own.declares:
            raise Problem("conflict", phrase("refusal.declares_not", by=thing.by))
