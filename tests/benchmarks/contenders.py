"""Who is measured, and what each is asked: nginx, what does the least, peers, and this project on each database."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations
from random import Random

from sqlalchemy import Engine

from api.core import pagination
from api.core.pagination import Cursor
from api.http.lists import page_of_list
from api.schemas.queries import RecommendationQuery
from api.sign_in.auth import create_key
from db.queries import moments
from db.session import begin_write, open_engine, reading, writing
from db.vocabulary import Role
from tests.benchmarks.client import Asked, Counted
from tests.benchmarks.generate import RECOMMENDATIONS, UPDATES_EACH, documents
from tests.benchmarks.results import HELLO, OURS, Results
from tests.benchmarks.servers import MissingError, Project, Servers, get

Asking = Callable[[Asked], Counted]
Questions = Mapping[str, Asked]  # by the column they stand in
Contender = tuple[str, Callable[[], Questions]]  # the name of a row, and what it is asked in a round
_DISTINCT = 4_000  # addresses of each sort at most
_WARMING = 20  # other addresses that a new process is asked for before any of them count
_JSON = {"Content-Type": "application/json"}
_PROGRESS = ("not_started", "announced", "planned", "under_way", "partly_delivered", "delivered", "paused", "stopped")
_RESPONSES = ("accepted", "accepted_in_part", "accepted_in_principle", "already_doing", "noted", "deciding", "rejected")


@dataclass(frozen=True)
class Size:
    """How much is measured, and for how long."""

    recommendations: int = RECOMMENDATIONS
    updates_each: int = UPDATES_EACH
    rounds: int = 5
    seconds: float = 1  # of each question in each round
    connections: int = 16


@dataclass(frozen=True)
class Things:
    """The ids that are asked for, in an order that is always the same and theirs by no rule."""

    ordered: list[tuple[str, int, str]]  # of recommendations, as the list has them: assembly, place, id
    shuffled: list[str]
    assemblies: list[str]
    seats: list[tuple[str, str]]  # recommendations that a post answers for, and the post


@dataclass
class Bench:
    """One run: what it measures, the client it measures with, and what it found so far."""

    size: Size
    things: Things
    ask: Asking
    hello: int  # the port
    found: Results = field(default_factory=Results)

    def measure(self, row: str, questions: Questions) -> None:
        """Ask hello, then these questions; keep the ratios."""
        hello = self.ask(self.asked(self.hello, ["/"]))
        self.found.hello.append(hello.a_second)
        for column, asked in questions.items():
            counted = self.ask(asked)
            self.found.ratios[row, column].append(counted.a_second / hello.a_second)
            self.found.failed[row, column] += counted.failed

    def asked(self, port: int, paths: list[str]) -> Asked:
        """A question as this run asks it."""
        return Asked(port, paths, self.size.seconds, self.size.connections)


def things_of(size: Size) -> Things:
    """The ids of a record of this size, as the generator makes them."""
    ordered, seats = list[tuple[str, int, str]](), list[tuple[str, str]]()
    for document in documents(size.recommendations, size.updates_each):
        for thing in document["things"]:
            if thing["type"] == "recommendation":
                ordered.append((thing["assembly"], thing["position"], thing["id"]))
            elif thing["type"] == "accountability":
                seats.append((thing["about"], thing["post"]))
    shuffled = [id_ for *_, id_ in ordered]
    for some in (shuffled, seats):
        Random("ids").shuffle(some)
    return Things(sorted(ordered), shuffled, sorted({assembly for assembly, *_ in ordered}), seats[:_DISTINCT])


def others(one: Bench, servers: Servers, project: Project) -> Iterator[Contender]:
    """What this project is compared with, each started now; what is missing is noted and left out."""
    makers: dict[str, Callable[[], Questions]] = {
        "nginx, a static file": lambda: _nginx(one, servers, project, kept=True),
        "nginx as a cache before this project": lambda: _nginx(one, servers, project, kept=False),
        HELLO: dict,
        "lean ASGI, bodies in memory": lambda: _plain(one, servers.lean("in_memory"), writes=False, many=1),
        "lean ASGI, SQLite read each time": lambda: _plain(one, servers.lean("from_sqlite"), writes=False),
        "PostGraphile": _no_graphql,
        "Datasette": lambda: _datasette(one, servers.datasette()),
        "FastAPI and SQLAlchemy’s ORM, as usually written": lambda: _plain(one, servers.orm(), writes=True),
        "Django REST framework": lambda: _plain(one, servers.drf(), writes=True),
    }
    for row, make in makers.items():
        one.found.rows.append(row)
        try:
            questions = make()
        except MissingError as missing:
            one.found.missing[row] = str(missing)
        else:
            yield row, partial(_same, questions)


def _no_graphql() -> Questions:
    raise MissingError("it answers GraphQL, which these clients do not ask")


def _same(questions: Questions) -> Questions:
    return questions


def _nginx(one: Bench, servers: Servers, project: Project, *, kept: bool) -> Questions:
    """A status and a page of ours: as files, or as a cache has them once somebody asked."""
    paths = {"E1": status(one.things.shuffled[0]), "E2": "/v1/recommendations"}
    files = {f"/{column}": get(project.port, path)[0] for column, path in paths.items()} if kept else {}
    port = servers.nginx(files, project.port)
    asked = dict(zip(paths, files or paths.values(), strict=True))
    for path in asked.values():
        get(port, path)
    return {column: one.asked(port, [path]) for column, path in asked.items()}


def _plain(one: Bench, port: int, *, writes: bool, many: int = _DISTINCT) -> Questions:
    """The questions as the applications beside `plain.py` are asked them."""
    ids = one.things.shuffled[:many]
    first, deep = _places(one.things, many)
    paths = {
        "E1": [f"/recommendations/{id_}/status" for id_ in ids],
        "E2": [f"/recommendations?after={id_}" for *_, id_ in first],
        "E3": [f"/recommendations?progress={code}&response={answer}" for code in _PROGRESS for answer in _RESPONSES],
        "E3d": [f"/recommendations?after={id_}" for *_, id_ in deep],
    }
    asked = {column: one.asked(port, some) for column, some in paths.items()}
    if writes:
        body = json.dumps({"progress": "under_way", "summary": "Two of five are open."})
        said = one.asked(port, [f"/recommendations/{id_}/updates" for id_ in ids])
        asked["E5"] = replace(said, method="POST", headers=_JSON, body=body)
    for some in asked.values():
        if some.method == "GET":
            get(port, some.paths[0])
    return asked


def _datasette(one: Bench, port: int) -> Questions:
    first, deep = _places(one.things)
    paths = {
        "E1": [f"/plain/status.json?_shape=array&id={id_}" for id_ in one.things.shuffled[:_DISTINCT]],
        "E2": [f"/plain/page.json?_shape=array&after={id_}" for *_, id_ in first],
        "E3": [
            f"/plain/filter.json?_shape=array&progress={code}&response={answer}"
            for code in _PROGRESS
            for answer in _RESPONSES
        ],
        "E3d": [f"/plain/page.json?_shape=array&after={id_}" for *_, id_ in deep],
    }
    return {column: one.asked(port, some) for column, some in paths.items()}


def _places(things: Things, many: int = _DISTINCT) -> tuple[list[tuple[str, int, str]], list[tuple[str, int, str]]]:
    """Where pages begin: early in the list; and at its thousandth page, or in its middle where it has fewer."""
    deep = min(len(things.ordered) // 2, 50_000)
    return things.ordered[: deep // 2][:many], things.ordered[deep : deep + many]


def ours(one: Bench, projects: Mapping[str, Project]) -> Iterator[Contender]:
    """The application on each database: newly started, asked what nobody asked before; then the same over and over."""
    for name, project in projects.items():
        engine = open_engine(project.database)
        project.kept.callback(engine.dispose)
        key = _key(engine, one.things)
        one.found.rows += [f"{OURS}, {name}, {how}" for how in ("cold", "warm")]
        yield one.found.rows[-2], partial(_cold, one, project, engine)
        yield one.found.rows[-1], partial(_warm, one, project, engine, key)


def _key(engine: Engine, things: Things) -> str:
    """The secret of a key of an officer who has every post that is asked to say something."""
    with writing(engine) as session:
        begin_write(session)
        return create_key(session, Role.officer, [post for _, post in things.seats], "the benchmark", 365)


def _cold(one: Bench, project: Project, engine: Engine) -> Questions:
    """Each address once, by a process that answered none of them before."""
    project.restart(status(one.things.shuffled[-1]))
    asked = {}
    for column, paths in _addresses(one.things, engine).items():
        warming, rest = paths[: min(_WARMING, len(paths) // 2)], paths[min(_WARMING, len(paths) // 2) :]
        one.ask(replace(one.asked(project.port, warming), once=True))
        asked[column] = replace(one.asked(project.port, rest), once=True)
    return asked


def _warm(one: Bench, project: Project, engine: Engine, key: str) -> Questions:
    """The same address over and over, which was asked for before; last the writes, after which nothing is as it was."""
    asked = {
        column: one.asked(project.port, paths[:1])
        for column, paths in (_addresses(one.things, engine) | _single()).items()
    }
    for question in asked.values():
        get(project.port, question.paths[0])
    tag = get(project.port, asked["E1"].paths[0])[1]
    asked["304"] = replace(asked["E1"], headers={"If-None-Match": tag})
    paths = [f"/v1/admin/recommendations/{id_}/updates" for id_, _ in one.things.seats]
    told = {**_JSON, "Authorization": f"Bearer {key}"}
    said = {"progress": "under_way", "summary": {"en": "Two of five are open.", "cy": "Mae dau o bump ar agor."}}
    body = json.dumps({**said, "publish": True})
    write = replace(one.asked(project.port, paths), method="POST", headers=told, body=body)
    return {**asked, "E5": write}


def status(id_: str) -> str:
    """Where the status of a recommendation is."""
    return f"/v1/recommendations/{id_}/status"


def _single() -> dict[str, list[str]]:
    """What has one address only."""
    return {"front page": ["/"], "summary": ["/v1/summary"]}


def _addresses(things: Things, engine: Engine) -> dict[str, list[str]]:
    """Distinct addresses of this project, by column."""
    ids = things.shuffled[:_DISTINCT]
    first, deep = _places(things)
    codes, answers = combinations(_PROGRESS, 3), list(combinations(_RESPONSES, 2))
    filters = [
        "&".join([*(f"progress={code}" for code in some), *(f"response={answer}" for answer in others)])
        for some in codes
        for others in answers
    ]
    return {
        "E1": [status(id_) for id_ in ids],
        "E2": _pages(first, engine),
        "E3": [f"/v1/recommendations?{one}" for one in filters],
        "E3d": _pages(deep, engine),
        "embed": [f"/embed/recommendations/{id_}" for id_ in ids],
        "page": [f"/recommendations/{id_}" for id_ in ids],
        "assembly": [f"/assemblies/{id_}" for id_ in things.assemblies],
    }


def _pages(places: list[tuple[str, int, str]], engine: Engine) -> list[str]:
    """The addresses of pages of the list that begin after these, as `next` would have them now."""
    question = page_of_list(RecommendationQuery(), None).question
    with reading(engine) as session:
        moment = moments.current(session)
    cursors = (pagination.written(Cursor(moment, list(place)), question) for place in places)
    return [f"/v1/recommendations?cursor={cursor}" for cursor in cursors]
