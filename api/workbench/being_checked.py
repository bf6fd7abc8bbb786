"""That an update is being checked: published when one is submitted in time, in place of silence, without a word of it.

The public side never reads the workbench, so that it can only know of a submission by a publication.
"""

from api.core.working_days import working_day_after
from api.publishing.publish import Act
from api.record.reader import RecordWriter
from api.schemas.recommendations import Recommendation
from api.schemas.updates import BEING_CHECKED, Update
from api.status.derived import derive, read_clock
from api.status.due import DueNews
from api.status.gathering import facts_of
from api.text.localizer import in_each
from api.workbench import inputs
from db.clock import today
from db.doubt import ClockInDoubt, believe
from db.publications import Voice

_WORKING_DAYS = 10  # for which it counts, at most


def check_of(record: RecordWriter, update: Update, said: Voice) -> Act | None:
    """The act that says that an update about a recommendation is being checked.

    None where the day for the next news is not so near that it may pass meanwhile, or has passed; where something says
    so already since the last news; and where the clock is in doubt, by which nothing is published.
    """
    until = working_day_after(today(), _WORKING_DAYS, record.release_rule(said.organisation).bank_holidays)
    news = _due(record, update.about)
    if news is None or news.named is None or news.checked_until is not None or not today() <= news.named < until:
        return None
    try:
        believe(record.session, record.head)
    except ClockInDoubt:
        return None
    speaker = update.said_by.model_dump(exclude_none=True)
    facts = {
        "type": "update",
        "id": inputs.new_id(record, update.about),
        "about": update.about,
        "kind": BEING_CHECKED,
        "summary": in_each("said.being_checked"),
        "date": {"value": today().isoformat()},
        "next_update_due": {"value": until.isoformat()},
        "said_by": speaker,
        "entered_by": speaker,
    }
    return Act(inputs.valid("update", facts), said, said, "news")


def _due(record: RecordWriter, about: str) -> DueNews | None:
    """When something is to be said of a recommendation next; None of what is none, or where no more is expected."""
    graph = record.around([about])
    node = graph.nodes.get(about)
    if node is None or not isinstance(node.facts, Recommendation):
        return None
    derived = derive(facts_of(graph, about))
    return derived.due_news if read_clock(derived, today()).schedule.is_open else None
