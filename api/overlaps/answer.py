"""What a check for overlaps found, as the API and the desk answer it."""

from collections.abc import Iterator, Mapping

from api.core.codelists import codes_of
from api.core.json_text import Json
from api.overlaps.checking import Checked, Found, Owed
from api.overlaps.groups import Requests
from api.record.graph import Graph, standing_as
from api.record.reader import RecordReader
from api.record.things import name, reference
from api.schemas.assemblies import Assembly
from api.schemas.coding import PlaceCode
from api.schemas.engagements import Engagement
from api.schemas.organisations import Organisation
from api.status.engagement_state import engagement_state
from api.status.overlap import WHOLE, Planned, people_of, place_of
from api.status.overlap_words import Shared, asked_words, overlap_words, owed_words
from db.queries import places


def answer(record: RecordReader, checked: Checked) -> Json:
    """What is told of a check, in sentences and codes."""
    ids = {id_ for found in checked.found for answers in found.overlap.answers.values() for id_ in answers}
    groups = {one.organisation for one in checked.groups}
    graph = record.load(ids | groups)
    return {
        "day": record.moment.day.isoformat(),
        "owed": [_owed(graph, one) for one in checked.owed],
        "overlaps": [_found(record, checked.planned, one) for one in checked.found],
        "more": checked.more,
        "groups": [_requests(record, one) for one in checked.groups],
        "topics": [
            {"code": code, "label": label.label} for code in checked.topics if (label := codes_of("topic").get(code))
        ],
    }


def _other(graph: Graph, facts: Engagement | Assembly, *, draft: bool) -> Json:
    told = {
        "type": facts.type,
        "id": facts.id,
        "name": dict(facts.name),
        "organisation": reference(graph, facts.host),
        "draft": draft,
    }
    return told if draft else told | {"url": reference(graph, facts.id)["url"]}


def _owed(graph: Graph, one: Owed) -> Json:
    facts = one.facts
    organisation = name(graph.nodes[facts.host])
    if isinstance(facts, Engagement) and facts.results_promised:
        days = engagement_state(facts, (), graph.moment.day).days_late or 0
        said = owed_words(facts.name, organisation, "results_late", days, facts.results_promised.value)
    else:
        said = owed_words(facts.name, organisation, "items_late", one.recommendations)
    return {"other": _other(graph, facts, draft=False), "sentence": said}


def _found(record: RecordReader, planned: Planned, one: Found) -> Json:
    found, graph = one.overlap, record.graph
    answers = [
        ({} if number == WHOLE else {"question": number}) | {"by": [reference(graph, id_) for id_ in ids]}
        for number, ids in found.answers.items()
    ]
    told: Json = {
        "other": _other(graph, one.facts, draft=one.draft),
        "relation": found.relation,
        "label": codes_of("overlap")[found.relation].label,
        "reasons": list(found.reasons),
        "answers": answers,
        "sentence": overlap_words(found, shared(record, planned, one)),
    }
    return told if found.days is None else told | {"days": found.days}


def shared(record: RecordReader, planned: Planned, one: Found) -> Shared:
    """What an occasion has in common with what is planned, by name."""
    new, other, graph = planned.occasion, one.compared, record.graph
    return Shared(
        one.facts.name,
        name(graph.nodes[one.facts.host]),
        one.draft,
        [_place(record, place) for place in one.facts.places or () if place.key in planned.around],
        sorted((new.audiences & other.audiences) - {"everyone"}),
        sorted(new.topics & other.topics),
        [name(graph.nodes[id_]) for id_ in sorted(new.groups & other.groups)],
        list(_unsaid(planned, one)),
    )


def _unsaid(planned: Planned, one: Found) -> Iterator[str]:
    """What nobody can tell of both, though it matters to whoever has a look."""
    if place_of(planned, one.compared.places) == "unknown":
        yield "place"
    if people_of(planned.occasion.audiences, one.compared.audiences) == "unknown":
        yield "people"
    if one.overlap.days is None:
        yield "time"


def _place(record: RecordReader, place: PlaceCode) -> Mapping[str, str]:
    return place.name or {"en": places.names(record.session, [place.key]).get(place.key, place.code)}


def _requests(record: RecordReader, one: Requests) -> Json:
    organisation = standing_as(record, one.organisation, Organisation)
    terms = organisation.asks_welcome if organisation else None
    own = one.terms
    welcomes = own.per_year if own else terms.per_year if terms else None
    told: Json = {
        "organisation": reference(record.graph, one.organisation),
        "asked": one.asked,
        "planned": one.planned,
        "sentence": asked_words(name(record.graph.nodes[one.organisation]), one.asked, one.planned, welcomes),
    }
    if own and own.text:
        told["terms"] = own.text
    if one.answer:
        told |= {"answer": one.answer.answer, "says": one.answer.text}
    return told if welcomes is None else told | {"welcomes": welcomes}
