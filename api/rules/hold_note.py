"""The neutral note for readers while a hold before an election stands: beside the status sentence, never in it."""

from datetime import date

from api.rules.findings import Clock, Known
from api.rules.telling import Telling
from api.text.catalogue import spoken


def hold_note(known: Known, clock: Clock, day: date) -> dict[str, str] | None:
    """Who publishes less and until when, by language; None where no hold stands."""
    if clock.hold is None:
        return None
    held = clock.hold
    tellings = [Telling(known, clock, day, language) for language in spoken("sentence", "date")]
    return {
        telling.language: telling.say("hold", who=telling.name(held.organisation), last=telling.date(held.hold.ends))
        for telling in tellings
    }
