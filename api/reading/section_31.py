"""The report on a request to take part: the four points of section 31 of the Community Empowerment (Scotland) Act 2015.

It is made of the engagement's own fields, of what each side answers about a declaration of it, and of replies: each in
their own words. What nobody said is said to be missing, and nothing is filled in.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from api.core import urls
from api.core.codelists import codes_of
from api.core.json_text import Json
from api.core.problems import Problem
from api.reading.panels import declarations_about, declared_of
from api.record.graph import Graph, Node
from api.record.things import answer, reference
from api.schemas.declarations import Declaration
from api.schemas.engagements import Engagement
from api.schemas.organisations import Organisation
from api.status.panel import beside_name
from api.text.catalogue import spoken
from api.text.languages import REFERENCE, said
from api.text.localizer import in_each, localizer

FORM = "participation_request"
POINTS = ("outcome", "influence", "told", "views")
_OF = {"changed": "influence", "lost": "influence", "told": "told"}  # the questions of a testimony, by point


class _Said(NamedTuple):
    """One thing that somebody says, the point that it bears on, and what it answers: a question, or the like."""

    point: str
    answers: str
    told: Json


class _Statement(NamedTuple):
    """What somebody says at one place on one day."""

    by: str
    date: Json
    url: str
    said: Sequence[_Said]
    beside_name: Sequence[Mapping[str, str]] = ()


def section_31(session: Session, graph: Graph, node: Node) -> Json:
    """The report on an engagement, from a graph that was loaded around it.

    Raises Problem (404) where it is no request to take part.
    """
    own = graph.own(node.id, Engagement)
    if own.form != FORM:
        form = codes_of("form")[own.form].label[REFERENCE]
        detail = f"'{own.id}' is no request to take part but of another form ({form}): it has no such report."
        raise Problem("not-found", detail)
    around, declarations = declarations_about(session, graph, node.id)
    sides = [one for id_ in declarations for one in _sides(around, own, id_)]
    statements = [*_own(graph, node), *sides, *_replies(around, node, sides)]
    missing = _missing(around, own, statements)
    return {
        "type": "section_31_report",
        "id": own.id,
        "url": urls.page("engagement", own.id) + "/section-31",
        "engagement": reference(graph, own.id),
        "authority": reference(graph, own.commissioned_by),
        "asked_by": reference(graph, own.initiated_by) if own.initiated_by else None,
        "points": [
            {
                "code": point,
                "question": in_each(f"section_31.{point}"),
                "sides": _of_point(around, statements, point),
                "missing": missing[point],
            }
            for point in POINTS
        ],
    }


def _of_point(graph: Graph, statements: Sequence[_Statement], point: str) -> list[Json]:
    """What each says of a point, whoever speaks first before others, and each in the order of their statements."""
    found: dict[tuple[str, str], Json] = {}
    for one in statements:
        said = [part.told for part in one.said if part.point == point]
        if said:
            who = {"by": reference(graph, one.by), "beside_name": [*one.beside_name], "statements": []}
            theirs = found.setdefault((one.by, repr([*one.beside_name])), who)
            theirs["statements"].append({"date": one.date, "url": one.url, "said": said})
    return [*found.values()]


def _own(graph: Graph, node: Node) -> Iterator[_Statement]:
    """What stands in the engagement itself: what was decided, what people said, and when the former is promised."""
    own, told = graph.own(node.id, Engagement), answer(graph, node)
    for point, field in (("outcome", "outcome"), ("influence", "feedback")):
        if found := told.get(field):
            more = {"address": found["address"]} if "address" in found else {}
            one = {"asked": in_each(f"page.{field}"), "text": found["text"], **more}
            yield _Statement(own.commissioned_by, found["date"], told["url"], [_Said(point, field, one)])
    if own.results_promised:
        by = {language: localizer(language).by(own.results_promised.value) for language in spoken("section_31", "date")}
        one = {"asked": in_each("page.results_promised"), "text": by}
        day = {"value": told["published_at"][:10]}
        yield _Statement(own.commissioned_by, day, told["url"], [_Said("told", "results_promised", one)])


def _sides(graph: Graph, own: Engagement, declaration: str) -> Iterator[_Statement]:
    """What each answers about a declaration, whoever declares first."""
    declared, found = graph.own(declaration, Declaration), declared_of(graph, declaration)
    beside = beside_name(declared, found, graph.of_kind(Organisation))
    order = ("ours", "other", "beside")
    for side in sorted(found.sides, key=lambda one: order.index(one.place)):
        id_, by = side.testimony.id, side.testimony.by
        told = answer(graph, graph.nodes[id_])
        theirs = "influence" if by == own.commissioned_by else "views"
        yield _Statement(by, told["date"], told["url"], [*_answered(told, theirs=theirs)], beside[id_])


def _answered(told: Json, *, theirs: str) -> Iterator[_Said]:
    """What a testimony says of each point; their own words bear on `theirs`."""
    if "works" in told:
        yield _Said("outcome", "works", {"asked": in_each("page.works"), "text": told["works"]})
    for one in told.get("stages", ()):
        yield _Said("influence", "stages", _coded("work_stage", one["work_stage"], "pen", one["pen"], one))
    for one in told.get("answers", ()):
        if one["question"] in _OF:
            coded = _coded("testimony_question", one["question"], "testimony_answer", one["answer"], one)
            yield _Said(_OF[one["question"]], one["question"], coded)
    if "text" in told:
        yield _Said(theirs, "text", {"asked": in_each("panel.own_words"), "text": told["text"]})


def _coded(questions: str, question: str, codes: str, code: str, told: Json) -> Json:
    more: Json = {name: told[name] for name in ("text", "evidence") if name in told}
    return {"asked": codes_of(questions)[question].label, "answer": codes_of(codes)[code].label, **more}


def _replies(graph: Graph, node: Node, sides: Sequence[_Statement]) -> list[_Statement]:
    """What was replied to the engagement, or to what somebody answers about it, the earliest first."""
    ids = [node.id, *(one.url.rpartition("#")[2] for one in sides)]
    found = [answer(graph, reply) for id_ in ids for reply in graph.about(id_, "reply")]
    return [
        _Statement(
            str(one["said_by"]["organisation"]["id"]),
            one["date"],
            one["url"],
            [_Said("views", "reply", {"asked": codes_of("thing_type")["reply"].label, "text": one["text"]})],
        )
        for one in sorted(found, key=lambda one: (str(one["date"]["value"]), str(one["id"])))
    ]


def _missing(graph: Graph, own: Engagement, statements: Sequence[_Statement]) -> Mapping[str, list[dict[str, str]]]:
    """What the report asks for and nobody said, by point."""
    authority, asker = own.commissioned_by, own.initiated_by
    answered = {(one.by, part.answers) for one in statements for part in one.said}
    in_words = {(one.by, part.answers) for one in statements for part in one.said if "text" in part.told}

    def unsaid(name: str, by: str) -> dict[str, str]:
        return _by(graph, f"{name}_found" if own.compiled else name, by)

    asked = [asker] if asker else []
    return {
        "outcome": [
            *([] if own.outcome else [unsaid("outcome_unsaid", authority)]),
            *([] if (authority, "works") in answered else [unsaid("better_unsaid", authority)]),
        ],
        "influence": [
            unsaid("influence_unsaid", by)
            for by in dict.fromkeys([authority, *asked])
            if (by, "changed") not in answered
        ],
        "told": [] if (authority, "told") in in_words else [unsaid("told_unsaid", authority)],
        "views": [
            *([] if asker else [in_each("section_31.asker_unsaid")]),
            *(unsaid("unheard", by) for by in asked if not any(one.by == by for one in statements)),
        ],
    }


def _by(graph: Graph, name: str, by: str) -> dict[str, str]:
    """That somebody has not said something, in every language that has the words."""
    called: dict[str, str] = reference(graph, by)["name"]  # type: ignore[assignment]
    return {
        language: localizer(language).t(f"section_31.{name}", by=said(called, language).text)
        for language in spoken("section_31", "date")
    }
