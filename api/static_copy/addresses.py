"""Every public address that has no query, from the table of routes: each route in turn, in each language, for each
thing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from fastapi.routing import APIRoute
from sqlalchemy.orm import Session

from api.core import urls
from api.core.problems import KINDS
from api.http.routing_table import RoutingTable
from api.open_data import files as open_data
from api.pages import sitemap
from api.pages.markdown import files, guides
from api.schemas.kinds import LISTED, PAGES
from api.text.languages import Language, languages
from db.queries import moments, publications
from db.vocabulary import CODELISTS

# What has nothing to give without a query, or is about a process: no copy has it.
LEFT_OUT = {
    "/embed": "a form, which is answered",
    "/compare": "a form, which is answered",
    "/search": "a form, which is answered",
    "/v1/search": "an answer to a query",
    "/oembed": "an answer to a query",
    "/open-data/catalogue": "another for who asks for another form",
    "/open-data/organisations/{id}/catalogue": "another for who asks for another form",
    "/feeds/{rest:path}": "a refusal",
    "/calendar/{rest:path}": "a refusal",
    "/healthz": "of a process",
    "/readyz": "of a process",
}
_AT_ONCE = 1_000
_PARAMETER = re.compile(r"{(\w+)}")


class Part(NamedTuple):
    """The addresses of one route in one language, or in none."""

    route: str
    language: Language | None
    parameters: frozenset[str]  # of a query, that the application knows there

    @property
    def path(self) -> str:
        """The path that its addresses have, with a gap for each parameter."""
        return urls.spoken(self.route, self.language)

    @property
    def is_list(self) -> bool:
        """Whether an address has only the first page of a list, where there is more."""
        return "limit" in self.parameters and not self.parameters.isdisjoint({"cursor", "after"})


def parts(table: RoutingTable) -> list[Part]:
    """Every part of a copy."""
    return [part for part in _all(table) if part.route not in LEFT_OUT]


def left_out(table: RoutingTable) -> list[Part]:
    """The parts of the public side of which a copy has nothing."""
    return [part for part in _all(table) if part.route in LEFT_OUT]


def _all(table: RoutingTable) -> Iterator[Part]:
    for route in table.routes:
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            known = table.parameters(_PARAMETER.sub("x", route.path.replace(":path}", "}"))) or frozenset()
            for language in (None, *languages()) if table.is_spoken(route) else (None,):
                yield Part(route.path, language, known)


def addresses(session: Session, part: Part) -> Iterator[str]:
    """Every address of a part: of each thing of which anything was ever published."""
    for path in _filled(session, part.route):
        yield urls.spoken(path, part.language)


def _filled(session: Session, path: str) -> Iterator[str]:
    found = _PARAMETER.search(path)
    if found is None:
        yield path
        return
    for value in _values(session, path[: found.start()], found[1]):
        yield from _filled(session, f"{path[: found.start()]}{value}{path[found.end() :]}")


def _values(session: Session, before: str, name: str) -> Iterable[object]:
    """What stands for a parameter behind the beginning of a path. Raises LookupError where that is not known."""
    if name == "plural":
        return PAGES.values()
    if name == "file":
        return open_data.files(whole=before == "/open-data/")
    segment = before.rstrip("/").rpartition("/")[2]
    if segment in _NAMES:
        return _NAMES[segment](session)
    raise LookupError(f"Nobody says what stands for {{{name}}} behind {before}: say it in {__name__}.")


def _ids(type_: str) -> Callable[[Session], Iterator[str]]:
    """Of all things of a type, in order."""

    def ids(session: Session) -> Iterator[str]:
        after = ""
        while found := publications.things(session, type_, after, _AT_ONCE):
            yield from found
            after = found[-1]

    return ids


# By the segment before it, what a parameter of a path stands for.
_NAMES: Mapping[str, Callable[[Session], Iterable[object]]] = {
    **{kind.plural: _ids(kind.thing) for kind in LISTED},
    "codelists": lambda _: CODELISTS,
    "problems": lambda _: KINDS,
    "docs": lambda _: [*guides(), *files()],
    "datasets": _ids("assembly"),
    "sitemap": sitemap.parts,
    "head": lambda session: range(1, moments.seen(session).sequence + 1),
}
