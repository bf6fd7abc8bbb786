"""What the pages show beyond the answers of the API: stories in order, credit apart, the plan at a glance."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from api.core.json_text import Json
from api.pages import engagements, works
from api.reading import details
from api.reading.lists import lines
from api.reading.made import Held, headline, items_of, made_by
from api.reading.panels import panels_about
from api.reading.summary import held_by_kind, summary
from api.reading.tallies import Tally, number_of, tally, tally_of_assemblies
from api.record.graph import Graph, Node, load, load_named
from api.record.things import answer, answers, newest, reference, replies
from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.organisations import Organisation
from api.schemas.projects import Project
from api.schemas.queries import RecommendationQuery
from api.schemas.recommendations import Recommendation
from api.schemas.record import RecordThing
from api.schemas.responses import Response
from api.schemas.updates import Update
from api.schemas.verdicts import Verdict
from api.status.assurance import is_few
from api.status.gathering import applying_to
from api.status.progress import coded_by_keeper
from db.queries import entries, places, versions
from db.queries.contents import KINDS_OF_ASSEMBLY, OWED_OF_ASSEMBLY
from db.queries.filters import Filters
from db.queries.moments import Moment
from db.vocabulary import CODELISTS

# The organisations whose work is the public's own; everybody else's is credited apart from it.
PUBLIC_BODIES = frozenset({"council", "combined_authority", "government", "parliament", "public_body"})
MOST_OWED = 200  # of what is owed on one ground
SHOWN = ("any", "late", "plan_ended", "no_news")  # of the names in `OWED`: what a page counts apart
SHORT = 20  # lines of a list that is not what its page is about


def recommendation(session: Session, graph: Graph, node: Node) -> Json:
    """A recommendation with its whole story, the projects by whose they are, and its parts."""
    detail = details.detail(session, graph, node)
    updates = graph.about(node.id, "update")
    facts = graph.own(node.id, Recommendation)
    responses = applying_to(graph, facts, "response")
    assembly = graph.nodes[facts.assembly]
    whole = answer(graph, assembly)
    updates_of_whole = graph.about(assembly.id, "update")
    containers = [news for news in updates_of_whole if graph.own(news.id, Update).kind != "confirmation"]
    judged = [graph.nodes[one["id"]] for one in detail["verdicts"]]
    parts = graph.add(versions.naming(session, graph.moment.sequence, {node.id}, [("recommendation", "parent")]))
    by_party = [one for one in [*updates, *containers] if _of_party(graph, one)]
    told = story(graph, [one for one in [*updates, *responses, *judged] if one not in by_party])
    own = [one for one in told if one["type"] == "update"]
    return {
        **detail,
        **_now_and_before(graph, detail["accountability"]),
        "claim": _leading(own, detail["status"]),
        "learned": [one for one in own if one.get("works") or one.get("learned")],
        "reported": whole.get("reported"),
        "verdicts": [_counted(graph, one) for one in detail["verdicts"]],
        "story": told,
        "of_parties": story(graph, by_party),
        "of_whole": story(graph, [one for one in containers if one not in by_party]),
        "credits": credits_of(graph, detail["contributions"]),
        "parts": answers(graph, sorted(parts, key=lambda part: (graph.own(part.id, Recommendation).order, part.id))),
        "keeper": whole["keeper"],
        "themes_called": whole.get("themes"),
        "licence": whole.get("licence"),
    }


def _of_party(graph: Graph, node: Node) -> bool:
    """Whether a political party says it: that stands on the page by itself, among nobody else's news."""
    speaker = graph.of_kind(Organisation).get(graph.own(node.id, Update).said_by.organisation)
    return speaker is not None and speaker.kind == "party"


def _counted(graph: Graph, verdict: Json) -> Json:
    """A verdict without the numbers by which people could be known."""
    assembly = graph.of_kind(Assembly).get(verdict["assembly"]["id"])
    return {**verdict, "few": assembly is not None and is_few(graph.own(verdict["id"], Verdict), assembly)}


def _leading(updates: list[Json], status: Json) -> Json | None:
    """The update that the status stands on: whoever else said something, it is not the claim."""
    said_by = status["progress_said_by"]
    for one in updates if said_by else []:
        same = one["said_by"]["organisation"]["id"] == said_by["id"] and one["date"]["value"] == status["progress_on"]
        if same and one.get("progress") == status["progress"] and not one["corrected_by"]:
            return one
    return None


def _is_our_code(own: RecordThing) -> bool:
    """Whether an update has a code that the record's keeper chose."""
    return isinstance(own, Update) and own.progress is not None and coded_by_keeper(own)


def story(graph: Graph, said: Iterable[Node]) -> list[Json]:
    """What was said, newest first by the day it was true; each with the replies to it, and what corrected it."""
    nodes = list({node.id: node for node in said}.values())
    corrections = {own.corrects: node.id for node in nodes if (own := node.facts).type == "update" and own.corrects}
    return [
        {
            **(_counted(graph, answer(graph, node)) if node.type == "verdict" else answer(graph, node)),
            "our_code": _is_our_code(node.facts),
            "replies": replies(graph, [node]),
            "corrected_by": corrections.get(node.id),
            "reported_in": _reported_in(graph, node.facts),
        }
        for node in newest(nodes, len(nodes))
    ]


def _reported_in(graph: Graph, own: RecordThing) -> dict[str, object] | None:
    """Where the keeper of a compiled record found what somebody else said: its first source, or what shows it."""
    if own.type == "update":
        reported = own.entered_by.capacity == "keeper" and own.entered_by.organisation != own.said_by.organisation
    elif isinstance(own, (Response, Verdict)) and own.assembly in graph.nodes:
        keeper = graph.own(own.assembly, Assembly).keeper
        reported = keeper.capacity == "compiler" and keeper.organisation != own.by
    else:
        reported = False
    found = [*(own.sources or ()), *(getattr(own, "evidence", None) or ())] if reported else []
    return next((one.model_dump(exclude_none=True) for one in found if one.address), None)


def credits_of(graph: Graph, contributions: list[Json]) -> dict[str, list[Json]]:
    """The projects behind contributions, public bodies' own apart from all others; each once, with its links."""
    links: dict[str, list[Json]] = {}
    for one in contributions:
        links.setdefault(one["project"]["id"], []).append(one)
    found: dict[str, list[Json]] = {"others": [], "public": []}
    for id_, of in links.items():
        project = graph.nodes.get(id_)
        if project is None:
            continue
        lead = graph.of_kind(Organisation).get(graph.own(id_, Project).lead)
        side = "public" if lead is not None and lead.kind in PUBLIC_BODIES else "others"
        found[side].append({"project": answer(graph, project), "links": of})
    return found


def assembly(session: Session, graph: Graph, node: Node, query: RecommendationQuery) -> Json:
    """An assembly with counts on every axis, what is owed, and its list as it is filtered."""
    moment = graph.moment
    own = Filters("recommendation", {"assembly": [node.id]})
    asked = places.widened(session, query.filters())
    found = entries.page(session, asked, moment, sort=query.sort, after=None, limit=query.limit + 1)
    detail = details.detail(session, graph, node)
    of_themes = _about_themes(session, graph, node)
    load_named(session, graph)
    news = [one for kind in ("update", "response", "verdict") for one in _about_whole(graph, node, kind)]
    return {
        **detail,
        **_now_and_before(graph, detail["accountability"]),
        "summary_of": summary(session, moment, own),
        "owed": _owed(session, moment, own),
        "themes_called": detail.get("themes"),
        "themes": sorted({value for _, value, _ in tally(session, own, moment, ["theme"])}),
        "lines": lines(session, moment, found[: query.limit]),
        "shortened": len(found) > query.limit,
        "story": story(graph, news),
        "of_themes": story(graph, of_themes),
        "own_replies": replies(graph, [node]),
        "credits": credits_of(graph, detail["contributions"]),
        "declarations": panels_about(session, graph, node.id),
        "works": works.beside(session, moment, "assembly", node.id),
    }


def _about_whole(graph: Graph, node: Node, kind: str) -> list[Node]:
    return graph.about(node.id, kind, None if kind == "update" else "assembly")


def _about_themes(session: Session, graph: Graph, node: Node) -> list[Node]:
    """The answers to whole themes and the verdicts on them, which have no other page of their own; with replies."""
    sequence, ties = graph.moment.sequence, [("response", "in_assembly"), ("verdict", "in_assembly")]
    named = graph.add(versions.naming(session, sequence, [node.id], ties))
    found = [one for one in named if isinstance(own := one.facts, (Response, Verdict)) and own.theme]
    graph.add(versions.naming(session, sequence, [one.id for one in found], [("reply", "about")]))
    return found


def _owed(session: Session, moment: Moment, of: Filters) -> dict[str, list[Json]]:
    """The first of what is owed on each ground; what is so on several is composed once."""
    found = {}
    for ground in CODELISTS["owed"]:
        wanted = replace(of, axes={**of.axes, "owed": [ground]})
        found[ground] = entries.page(session, wanted, moment, sort="order", after=None, limit=MOST_OWED)[:MOST_OWED]
    every = {entry.thing: entry for of_ground in found.values() for entry in of_ground}
    told = {line["id"]: line for line in lines(session, moment, list(every.values()))}
    return {ground: [told[entry.thing] for entry in of_ground] for ground, of_ground in found.items()}


def owed(session: Session, moment: Moment) -> Json:
    """What is owed on each ground, over all assemblies: how much, and the items with whose they are."""
    everything = Filters("recommendation")
    found = _owed(session, moment, everything)
    assemblies = {one["assembly"]["id"] for of_ground in found.values() for one in of_ground}
    graph = load(session, moment, assemblies)
    load_named(session, graph)
    councils = {id_: reference(graph, graph.own(id_, Assembly).host) for id_ in assemblies}
    return {
        "counts": summary(session, moment, everything)["owed"],
        "owed": {
            ground: [
                {**one, "council": councils[one["assembly"]["id"]], "theme_called": _theme_called(graph, one)}
                for one in of_ground
            ]
            for ground, of_ground in found.items()
        },
    }


def _theme_called(graph: Graph, line: Json) -> Json | None:
    """What the theme of a listed recommendation is called in each language, where its assembly says so."""
    themes = graph.own(line["assembly"]["id"], Assembly).themes or ()
    return next((one.name for one in themes if one.theme == line.get("theme")), None)


def home(session: Session, moment: Moment) -> Json:
    """Every assembly with how much of it is held and owed, and what changed last."""
    everything = Filters("recommendation")
    newest = entries.page(session, everything, moment, sort="-updated", after=None, limit=5)[:5]
    found = entries.page(session, Filters("assembly"), moment, sort="order", after=None, limit=200)[:200]
    return {
        **assemblies(session, moment, [entry.thing for entry in found]),
        "asked": engagements.numbers(session, moment),
        "latest": lines(session, moment, newest),
    }


def assemblies(session: Session, moment: Moment, ids: Sequence[str]) -> Json:
    """These assemblies in their order, with how much of each is held and owed."""
    graph = load(session, moment, ids)
    load_named(session, graph)
    axes = {"assembly", KINDS_OF_ASSEMBLY, OWED_OF_ASSEMBLY}
    counted = tally_of_assemblies(session, moment, sorted(ids), axes)
    return {
        "assemblies": [answer(graph, graph.nodes[id_]) for id_ in ids],
        "headline": _headlines(graph.of_kind(Assembly).values(), counted),
        "owed": {
            name: {id_: number for id_ in ids if (number := number_of(counted, OWED_OF_ASSEMBLY, f"{id_} {name}"))}
            for name in SHOWN
        },
    }


def every_assembly(session: Session, moment: Moment) -> list[Json]:
    """Every assembly, as far as a page has room, in a line each."""
    found = entries.page(session, Filters("assembly"), moment, sort="order", after=None, limit=MOST_OWED)
    return lines(session, moment, found[:MOST_OWED])


def _headlines(assemblies: Iterable[Assembly], counted: Tally) -> dict[str, dict[str, str]]:
    """How much is held of what each of these assemblies made, by id."""
    by_kind: dict[str, dict[tuple[str, str, str], int]] = defaultdict(dict)
    for key, number in held_by_kind(counted).items():
        by_kind[key[0]][key] = number
    return {own.id: _headline(own, counted.get(("assembly", own.id, True), 0), by_kind[own.id]) for own in assemblies}


def _headline(own: Assembly, held: int, by_kind: Held) -> dict[str, str]:
    unclear = sum(number for (*_, standing), number in by_kind.items() if standing == "unknown")
    return headline(made_by([own]), items_of(own, by_kind), held, unclear, alone=True, narrowed=False)


def project(session: Session, graph: Graph, node: Node) -> Json:
    """A project with its news in order."""
    told = story(graph, graph.about(node.id, "update"))
    return {
        **details.detail(session, graph, node),
        "story": told,
        "own_replies": replies(graph, [node]),
        "declarations": panels_about(session, graph, node.id),
    }


def organisation(session: Session, graph: Graph, node: Node) -> Json:
    """An organisation with its posts, and the first of everything it has to do with."""
    own = {"organisation": [node.id]}
    found = {
        plural: _first(session, graph.moment, Filters(type_, own))
        for plural, type_ in (
            ("assemblies", "assembly"),
            ("engagements", "engagement"),
            ("posts", "post"),
            ("projects", "project"),
            ("recommendations", "recommendation"),
        )
    }
    owed = _first(session, graph.moment, Filters("recommendation", {**own, "owed": ["any"]}), works.BESIDE)
    return {
        **details.detail(session, graph, node),
        **found,
        "owed": owed,
        "works": works.beside(session, graph.moment, "organisation", node.id),
    }


def post(session: Session, graph: Graph, node: Node) -> Json:
    """A post with the recommendations and projects it answers for now, and those before."""
    detail = details.detail(session, graph, node)
    wanted = Filters("recommendation", {"post": [node.id]})
    found = entries.page(session, wanted, graph.moment, sort="order", after=None, limit=200)[:200]
    statuses = {line["id"]: line for line in lines(session, graph.moment, found)}
    told = [{**one, "line": statuses.get(one["about"]["id"])} for one in detail["accountability"]]
    return {**detail, **_now_and_before(graph, told)}


def _now_and_before(graph: Graph, accountability: list[Json]) -> dict[str, list[Json]]:
    """Who answers for what on the day of the moment, and who did."""
    found: dict[str, list[Json]] = {"current": [], "before": []}
    for one in accountability:
        ends = graph.own(one["id"], Accountability).ends
        found["current" if ends is None or ends.last >= graph.moment.day else "before"].append(one)
    return found


def engagement(session: Session, graph: Graph, node: Node) -> Json:
    """An engagement with its news in order."""
    told = story(graph, graph.about(node.id, "update"))
    return {
        **details.detail(session, graph, node),
        "story": told,
        "own_replies": replies(graph, [node]),
        "declarations": panels_about(session, graph, node.id),
    }


def _first(session: Session, moment: Moment, filters: Filters, most: int = SHORT) -> Json:
    """The first lines of a list, and how many there are in all."""
    found = entries.page(session, filters, moment, sort="order", after=None, limit=most + 1)
    return {
        "lines": lines(session, moment, found[:most]),
        "total": entries.total(session, filters, moment) if len(found) > most else len(found),
    }
