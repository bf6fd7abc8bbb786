"""What many rows name and few things are (assemblies, posts, organisations), read once while a file is written."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from api.core import urls
from api.core.json_text import Json
from api.schemas.kinds import BY_TYPE, PAGES
from db.queries import versions
from db.queries.versions import VersionRow

_GSS = "gss"
_MOST = 1_000  # things that are remembered from one part of a file to the next


class Facts:
    """The own facts of things that stand at a moment, by id, read as they are asked for."""

    def __init__(self, session: Any, sequence: int) -> None:
        self._session, self._sequence = session, sequence
        self._known: dict[str, Json | None] = {}

    def begin_part(self) -> None:
        """Forget what was known, where that is so much that it would not stay in bounds with more."""
        if len(self._known) > _MOST:
            self._known.clear()

    def know(self, ids: Collection[str]) -> None:
        """Read at once those of these that are not known."""
        wanted = {id_ for id_ in ids if id_ not in self._known}
        if wanted:
            self._known |= dict.fromkeys(wanted)
            rows = versions.held(self._session, self._sequence, wanted)
            self._known |= {row.thing: own(row) for row in rows if row.state == "standing" and row.body is not None}

    def know_hosts(self, things: Collection[Json]) -> None:
        """Read what these are about or belong to, what that is about, and so on."""
        while wanted := {id_ for facts in things for id_ in _hosts(facts)}:
            self.know(wanted)
            things = [found for id_ in wanted if (found := self._known[id_]) is not None]

    def get(self, id_: str | None) -> Json | None:
        """The own facts of a thing; None where it does not stand."""
        if id_ is None:
            return None
        if id_ not in self._known:
            self.know([id_])
        return self._known[id_]

    def url(self, facts: Json) -> str:
        """The canonical address of a thing: on the page of what it is about, where it has none of its own."""
        if facts["type"] in PAGES:
            return urls.page(facts["type"], facts["id"])
        host = next((found for id_ in _hosts(facts) if (found := self.get(id_)) is not None), None)
        return f"{self.url(host) if host else urls.api('/changes')}#{facts['id']}"

    def assembly(self, facts: Json) -> Json | None:
        """The assembly that something is of; None of what is of none, such as a project."""
        if facts["type"] == "assembly":
            return facts
        if "assembly" in facts:
            return self.get(facts["assembly"])
        hosts = (self.get(id_) for id_ in _hosts(facts))
        return next((found for host in hosts if host and (found := self.assembly(host))), None)


def own(row: VersionRow) -> Json:
    """The own facts that a version says."""
    found: Json = json.loads(row.body or b"{}")
    return found


def gss(facts: Mapping[str, Any]) -> tuple[str | None, int | None]:
    """The code that the Office for National Statistics gives a place, and of which year: `gss`, or `gss-2021`."""
    for one in facts.get("identifiers") or ():
        scheme, _, year = one["scheme"].lower().partition("-")
        if scheme == _GSS and (not year or year.isdigit()):
            return one["value"], int(year) if year else None
    return None, None


def _hosts(facts: Json) -> Iterator[str]:
    """What a thing is about or belongs to, the most particular first."""
    if facts["type"] in PAGES:
        return
    for field in BY_TYPE[facts["type"]].hosts:
        found = facts.get(field)
        yield from found if isinstance(found, list) else [found] if found else []
