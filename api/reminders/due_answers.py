"""What is due, as the workbench answers it: as data, and as the days of a calendar."""

from api.core import urls
from api.core.codelists import codes_of
from api.feeds.icalendar import CalendarDay
from api.record.things import name, reference, url
from api.reminders.due import Due
from api.schemas.kinds import PAGES
from api.schemas.organisations import Organisation
from api.status.due_items import DueItem
from api.text.languages import nearest, said


def due_answer(found: Due, item: DueItem) -> dict[str, object]:
    """One thing that is due."""
    post = {"post": reference(found.graph, item.post)} if item.post else {}
    says = {"says": [dict(one) for one in item.says]} if item.says else {}
    return {
        "about": reference(found.graph, item.about),
        "kind": item.kind,
        "due": item.due.isoformat(),
        "days": item.days,
        "organisation": reference(found.graph, item.organisation),
        **post,
        "owned": found.is_owned(item),
        "heard": item.heard,
        **says,
        "say": _say(item),
    }


def due_day(found: Due, item: DueItem) -> CalendarDay:
    """One thing that is due, as a day of a calendar in the organisation's language."""
    language = language_of(found, item)
    kind = codes_of("due_kind")[item.kind]
    node, last = found.graph.nodes[item.about], found.last[item.about]
    title = said(name(node), language, node.facts.language).text
    holder = found.graph.nodes[item.post or item.organisation]
    says = "".join(f" {said(one, language).text}" for one in item.says)
    return CalendarDay(
        uid=f"{item.about}.{_part(item)}.{item.post or item.organisation}@assembly-tracker",
        day=item.due,
        summary=f"{said(kind.label, language).text}: {title}",
        description=f"{said(name(holder), language, holder.facts.language).text}.{says} {_say(item)}",
        url=url(found.graph, node),
        language=language,
        sequence=last.sequence,
        changed_at=last.at,
    )


def _part(item: DueItem) -> str:
    """What tells an item from others of its holder, who may have named several days for next steps."""
    return f"{item.kind}-{item.due}" if item.says else item.kind


def language_of(found: Due, item: DueItem) -> str:
    """The language of whoever owes it, where we have words in it."""
    return nearest(found.graph.own(item.organisation, Organisation).language)


def _say(item: DueItem) -> str:
    """Where to say something about it: an answer that is owed is a response, anything else an update."""
    if item.kind == "answer":
        return urls.api("/admin/responses")
    return urls.api(f"/admin/{PAGES[item.type]}/{item.about}/updates")
