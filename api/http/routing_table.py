"""Which routes a path may be for, found by its segments: a request meets those few, however many routes there are.

The framework tries one route after another, so that a request would cost more the later its route was written down.

What is answered in a language has an address in each (`/cy/owed`) beside the one that its route names: the language is
taken off the path here as the path of an application is that is mounted under one, and no route is written down twice.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette._utils import get_route_path
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from api.core import urls
from api.http.dependencies import asked_language
from api.text.languages import languages


class RoutingTable(APIRouter):
    """A router that leaves to the framework only the routes which may fit, in the order in which they were given."""

    def __init__(self, routes: Sequence[BaseRoute], **options: Any) -> None:
        super().__init__(routes=[*routes], redirect_slashes=False, **options)
        self._trees, self._size = _trees([]), 0

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request. Raises the framework's 404 and 405 where there is no such address or method."""
        if scope["type"] == "http":
            scope.setdefault("router", self)
            scope, branch = self._found(scope)
            await branch.router(scope, receive, send)
        else:
            await super().app(scope, receive, send)

    def fitting(self, scope: Scope) -> list[Route]:
        """Every route of the path that is asked for, whatever its methods."""
        scope, branch = self._found(scope)
        near = [route for route in branch.router.routes if isinstance(route, Route)]
        return [route for route in near if route.matches(scope)[0] is not Match.NONE]

    def parameters(self, path: str) -> frozenset[str] | None:
        """The names of the query parameters that the routes of a path know; None where it has no route."""
        found = self.fitting({"type": "http", "method": "GET", "path": path, "root_path": ""})
        known = (name for route in found if isinstance(route, APIRoute) for name in _parameters(route.dependant))
        return frozenset(known) if found else None

    def is_spoken(self, route: BaseRoute) -> bool:
        """Whether what a route answers is in a language: then it has an address in each beside its own."""
        return isinstance(route, APIRoute) and _is_spoken(route.dependant)

    def begins(self, segment: str) -> bool:
        """Whether any path of ours begins with this segment."""
        return segment in self._roots.all.named[""].named or segment in languages()  # "" is before the first slash

    @property
    def _roots(self) -> "_Trees":
        if self._size != len(self.routes):  # at the first request, and where one was added since
            self._trees, self._size = _trees(self.routes), len(self.routes)
        return self._trees

    def _found(self, scope: Scope) -> "tuple[Scope, _Branch]":
        """A request as its route is to see it, and the routes that may answer it."""
        language, path = urls.parted(get_route_path(scope))
        branch = self._roots.spoken if language else self._roots.all
        # A route's pattern ends with `$`, which does not mind a line feed at the end.
        for segment in path.removesuffix("\n").split("/"):
            branch = branch.named.get(segment, branch.other)
        if language:
            under = f"{scope.get('root_path', '')}/{language}"
            scope = {**scope, "root_path": under, "path": under + path}
        return scope, branch


class _Trees(NamedTuple):
    """All routes, and those whose answer is in a language: they have addresses in each."""

    all: "_Branch"
    spoken: "_Branch"


def _trees(routes: Sequence[BaseRoute]) -> _Trees:
    spoken = [route for route in routes if isinstance(route, APIRoute) and _is_spoken(route.dependant)]
    return _Trees(*(_Branch([_way(route) for route in some], 0) for some in (routes, spoken)))


def _is_spoken(dependant: Dependant) -> bool:
    return dependant.call is asked_language or any(_is_spoken(one) for one in dependant.dependencies)


def _parameters(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (one.alias or name for name, one in kind.model_fields.items())
        else:
            yield field.alias
    for inner in dependant.dependencies:
        yield from _parameters(inner)


class _Way(NamedTuple):
    """A route by the segments of its path, None where a parameter is; more may follow where it is endless."""

    route: BaseRoute
    segments: list[str | None]
    endless: bool

    def takes(self, segment: str | None, depth: int) -> bool:
        """Whether this segment may stand so deep in the path; None is one that no route names."""
        return self.segments[depth] in {None, segment} if depth < len(self.segments) else self.endless


def _way(route: BaseRoute) -> _Way:
    if not isinstance(route, Route):
        return _Way(route, [], endless=True)  # one of other routes within, that may be of any path
    path, endless, _ = route.path.partition(":path}")  # the one parameter that takes slashes
    return _Way(route, [None if "{" in segment else segment for segment in path.split("/")], bool(endless))


class _Branch:
    """The routes whose paths begin in one way: those that may end here, and where each next segment leads."""

    def __init__(self, ways: Sequence[_Way], depth: int) -> None:
        ends = [way.route for way in ways if way.endless or len(way.segments) == depth]
        self.router = APIRouter(routes=ends, redirect_slashes=False)
        names = {way.segments[depth] for way in ways if depth < len(way.segments)} - {None}
        self.named = {name: _next(ways, name, depth) for name in names}
        same = all(way.endless and depth >= len(way.segments) for way in ways)  # whatever follows
        self.other = self if same else _next(ways, None, depth)


def _next(ways: Sequence[_Way], segment: str | None, depth: int) -> _Branch:
    return _Branch([way for way in ways if way.takes(segment, depth)], depth + 1)
