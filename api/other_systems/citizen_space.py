"""What Citizen Space answers to an open search (`/api/2.4/json_search_results?fields=all`): a list of activities.

It says who is to be written to, by name, mail and telephone: none of that is read but the name of a team. Its dates are
`yyyy/mm/dd`; its reference calls `resultdate` `resultsdate`, and both are read. The questions are not among it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from api.other_systems.found import CODED, Found, Read, Told, host_of

_LISTS = dict(zip(CODED, ("interests", "audiences", "areas"), strict=True))
# Where each of our fields stands among theirs.
_PLACES = {"name": "title", "summary": "overview", "begins": "startdate", "ends": "enddate", "sources": "url"}
_PLACES |= {"form": "activity_type", "results_promised": "resultdate", "places": "areas", "topics": "interests"}
_PLACES |= {"audiences": "audiences", "audience": "audiences"}


def is_citizen_space(content: object) -> bool:
    """Whether this is a list of activities, even if it has none."""
    return isinstance(content, list) and all(isinstance(one, Mapping) for one in content)


def read_activities(content: list[Mapping[str, Any]]) -> Read:
    """The activities that are public; of the others, how many there are."""
    read = Read("Citizen Space")
    hidden = 0
    for number, values in enumerate(content):
        if values.get("visibility", "public") != "public" or values.get("progress", "published") != "published":
            hidden += 1
            continue
        told = Told(f"/{number}", values, _number(values))
        found = _found(told)
        read.faults += told.faults
        if found is not None and not told.faults:
            read.found.append(found)
    if hidden:
        read.notices.append(f"Passed over, as they are not public there: {hidden}.")
    if content and not any(one.keys() & {*_LISTS.values()} for one in content):
        read.notices.append("No interests, audiences or areas are told: ask with fields=all in the address.")
    return read


def _number(values: Mapping[str, Any]) -> str:
    """By what an activity is known on its site: its department's id and its own, as in its address."""
    id_, url = values.get("id"), values.get("url")
    if not isinstance(id_, str) or not isinstance(url, str) or not host_of(url):
        return id_.strip() if isinstance(id_, str) else ""
    steps = urlsplit(url).path.strip("/").split("/")
    return "/".join(steps[max(0, steps.index(id_) - 1) : steps.index(id_) + 1]) if id_ in steps else id_.strip()


def _found(told: Told) -> Found | None:
    url, name = told.address("url"), told.line("title")
    told.needs("id", told.number, "each activity has an id")
    told.needs("url", url, "each activity has an address")
    told.needs("title", name, "each activity has a title")
    dates = {"begins": told.day("startdate"), "ends": told.day("enddate"), "results_promised": _promised(told)}
    source = {"address": url, "title": name, "publisher": _publisher(told)}
    facts = {
        "name": name,
        "summary": "\n\n".join(filter(None, (told.text("overview"), told.text("why")))),
        **dates,
        "sources": [{field: value for field, value in source.items() if value}],
    }
    codes = {kind: told.codes(name) for kind, name in _LISTS.items()}
    if told.faults:
        return None
    places = {ours: f"{told.at}/{theirs}" for ours, theirs in _PLACES.items()}
    form = told.words("activity_type") or told.words("type_string")  # versions before 2.4 say only what it is called
    return Found(told.at, host_of(url), told.number, told.number.rpartition("/")[2], facts, form, codes, places)


def _promised(told: Told) -> str | None:
    """By when results are promised: the day for results, else that for feedback."""
    days = [told.day(name) for name in ("resultdate", "resultsdate", "feedbackdate")]
    return next(filter(None, days), None)


def _publisher(told: Told) -> str:
    """The part of the organisation that asks; never a person, as far as what is called a team is one."""
    names = (told.line(name) for name in ("workspace_title", "department", "contact_team"))
    return next((name for name in names if name and "@" not in name), "")
