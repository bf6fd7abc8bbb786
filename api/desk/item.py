"""What somebody reads before they write: what was asked, answered and promised, and what residents read now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.core.codelists import to_choose
from api.core.json_text import Json
from api.core.principal import Principal
from api.core.problems import Problem
from api.desk.today import Draft, drafts_of
from api.reading.details import detail
from api.record.graph import Graph
from api.record.reader import RecordReader
from api.record.things import name
from api.status.due_items import DueItem
from api.status.owing import is_past_its_day, owing
from api.text.languages import Said, said
from api.workbench import speakers, worklist
from db.clock import today
from db.vocabulary import Grant, Role

KINDS = ("recommendation", "project", "assembly")


@dataclass(frozen=True)
class Item:
    """A recommendation, project or assembly as its officer, its keeper or its editor has it before them."""

    shown: Json  # as its own address answers it
    dues: Sequence[DueItem]
    posts: Mapping[str, Said]  # which of theirs may say something about it, by id, where they are posts
    past: bool  # what was promised of it is late: a new date, or that it stays, is asked for
    promised: date | None  # by when something was promised
    drafts: Sequence[Draft]  # theirs that are not public yet
    seen: int  # the publication that said the last of it
    codes: bool  # whether a code is said of where it stands

    @property
    def id(self) -> str:
        return str(self.shown["id"])


def item_of(record: RecordReader, principal: Principal, id_: str, language: str) -> Item:
    """What somebody may write about. Raises 404 where nothing of the sort is published, 403 naming who answers."""
    node = record.around([id_]).nodes.get(id_)
    if node is None or node.type not in KINDS:
        raise Problem("not-found", f"There is nothing '{id_}' here that news could be about.")
    speakers.updater(record, principal, id_, None, node.type)
    graph = record.graph
    owed = owing(graph, node) if node.type != "assembly" else []
    dues = list({(one.kind, one.due): one for one in owed}.values())
    copies = worklist.of_type(
        record, principal, "update", id_, ("draft", "translating", "submitted", "scheduled"), None, 20
    )
    promised = [one.due for one in dues if one.kind == "delivery"]
    return Item(
        shown=detail(record.session, graph, node),
        dues=dues,
        posts=_posts(graph, principal, id_, language),
        past=node.type != "assembly" and is_past_its_day(graph, node),
        promised=promised[0] if promised else None,
        drafts=drafts_of(record, copies),
        seen=last_said(record, id_),
        codes=node.type != "assembly",
    )


def last_said(record: RecordReader, id_: str) -> int:
    """The last publication of a thing, or about it."""
    graph = record.around([id_])
    about = [*graph.about(id_, "update"), *graph.about(id_, "response")]
    return max([graph.nodes[id_].sequence, *(node.sequence for node in about)])


def said_since(record: RecordReader, id_: str, seen: int) -> list[Json]:
    """What was published about a thing after somebody looked at it."""
    graph = record.around([id_])
    found = [node for node in graph.about(id_, "update") if node.sequence > seen]
    shown = detail(record.session, graph, graph.nodes[id_]) if found else {}
    ids = {node.id for node in found}
    return [one for one in shown.get("updates", ()) if one["id"] in ids]


def codes(codelist: str, language: str) -> dict[str, tuple[Said, Said]]:
    """The codes of a list that somebody may say, each with its word and its meaning."""
    return {
        code: (said(text.label, language), said(text.definition, language))
        for code, text in to_choose(codelist).items()
    }


def labels(codelist: str, language: str) -> dict[str, Said]:
    """The codes of a list with their words."""
    return {code: said(text.label, language) for code, text in to_choose(codelist).items()}


def _posts(graph: Graph, principal: Principal, id_: str, language: str) -> dict[str, Said]:
    """The posts as which somebody may speak of a thing, the most accountable first."""
    answering = [one.post for one in speakers.posts_answering(graph, id_, today()) if one.post]
    mine = [post for post in answering if principal.is_admin or Grant(Role.officer, post) in principal.grants]
    return {post: said(name(graph.nodes[post]), language) for post in dict.fromkeys(mine) if post in graph.nodes}
