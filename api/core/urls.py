"""Our own addresses: how each is made, and how one is known that comes from somebody else.

Every one begins with `TRACKER_BASE_URL`: the origin at which readers find this instance, and the path it may be under
(`https://council.example/tracker`), whatever stands in front of it. All that follows is the same everywhere: the
language, where the address says one (`/cy/owed`), and the path.
"""

import re
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from api.schemas.kinds import PAGES
from api.settings import settings
from api.text.languages import Language, languages

# How HTML writes the `&` of an address, once or more often.
_AMPERSAND = re.compile(r"&(?:(?:amp|#0*38|#x0*26);)+", re.IGNORECASE)


# What is for programs has one address: it is in no language, or in all of them.
_DATA = ("/v1", "/openapi.json")
ADMIN = "/v1/admin"
API_CATALOG = "/.well-known/api-catalog"
DESK = "/desk"
_NOT_PUBLIC = (ADMIN, DESK)  # where people work
_HEALTH = frozenset({"/healthz", "/readyz"})
# What is handed out as files: too long to be kept in memory as answers are.
_FILE = re.compile(r"/open-data/(.+/)?[^/]+\.(csv|xlsx|ndjson|sqlite)")


class Own(NamedTuple):
    """What one of our addresses leads to: a language, where it says one; a path here, such as `/codelists`; a query."""

    language: Language | None
    path: str
    query: str


def is_public(path: str) -> bool:
    """Whether what is at a path here is the record, which is the same for everybody who reads it."""
    _, here = parted(path)
    return not here.startswith(_NOT_PUBLIC) and here not in _HEALTH


def is_file(path: str) -> bool:
    """Whether what is at a path here is a file of open data."""
    return _FILE.fullmatch(path) is not None


def is_work(path: str) -> bool:
    """Whether people work at a path here."""
    return parted(path)[1].startswith(_NOT_PUBLIC)


def public(path: str) -> str:
    """The whole address of a path here, for whoever may read it elsewhere."""
    return settings().base_url + path


def page(type_: str, id_: str) -> str:
    """The canonical address of a thing that has a page of its own."""
    return public(f"/{PAGES[type_]}/{id_}")


def api(path: str) -> str:
    """An address of the public API."""
    return public(f"/v1{path}")


def identifier(path: str) -> str:
    """What is known by a path here for ever, wherever it is served: its address, which never changes with the host."""
    return (settings().dataset_base or settings().base_url) + path


def local(address: str) -> str:
    """An address of ours, or a path here, for whoever is here: they stay at the origin they came to."""
    return prefix() + path(address)


def path(address: str) -> str:
    """The path here of an address of ours as we write it."""
    return address.removeprefix(settings().base_url)


def prefix() -> str:
    """The path that this instance is under, such as `/tracker`; mostly none."""
    return urlsplit(settings().base_url).path


def source() -> str:
    """What the content security policy of another site calls all that it may load from here."""
    return public("/") if prefix() else settings().base_url


def spoken(path: str, language: Language | None) -> str:
    """A path here, with what follows it, in a language: `/cy/owed` of `/owed`, `/cy` of `/`; of data, as it is."""
    if language is None or path.startswith(_DATA):
        return path
    return f"/{language}{path[1:] if path[1:2] in {'', '?', '#'} else path}"


def parted(path: str) -> tuple[Language | None, str]:
    """The language that a path here begins with, where it does, and the path without it."""
    first = path[1:].partition("/")[0]
    return (first, path[1 + len(first) :] or "/") if first in languages() else (None, path)


def inside(path: str) -> str | None:
    """The path here that stands behind the one we are under, both unquoted; None where it is not under that."""
    under = unquote(prefix())
    return path.removeprefix(under) or "/" if f"{path}/".startswith(f"{under}/") else None


def own(address: str) -> Own | None:
    """What an address leads to that somebody gave us; None where it is not one of ours.

    It may be written as people and systems write addresses: with `http` for `https`, a port that says no more than
    that, capitals in the host, `&amp;` for `&`, a slash at the end, or in percent-encoding as a whole.
    """
    written = _AMPERSAND.sub("&", address.strip())
    try:
        given = urlsplit(written if "://" in written else unquote(written))
        ours = given.scheme in {"http", "https"} and _host(given) == _host(urlsplit(settings().base_url))
    except ValueError:
        return None
    path = inside(unquote(given.path)) if ours and given.username is None else None
    return Own(*parted(path.rstrip("/") or "/"), given.query) if path is not None else None


def _host(address: SplitResult) -> tuple[str, int | None]:
    """Whose address it is: its host, and its port where that is none that stands for a scheme."""
    name = (address.hostname or "").rstrip(".").encode("idna").decode()
    return name, None if address.port in {80, 443} else address.port
