"""The public addresses of the application, found by asking it, and what stands for the ids in them."""

import re
from collections.abc import Callable
from urllib.parse import quote

from fastapi.routing import iter_route_contexts

from api.core.problems import KINDS
from api.main import create_app
from api.settings import settings
from db.vocabulary import CODELISTS

ITEM = "anytown-streets-2025-3"
SECURITY = "/.well-known/security.txt"
# Where only a refusal is: what forms of feeds and calendars there are.
NOTHING = ("/feeds/{rest:path}", "/calendar/{rest:path}")


def public_addresses() -> list[str]:
    """Every public GET route of the application, found by asking it; but for the one that only a setting fills."""
    found = {
        str(route.path)
        for route in iter_route_contexts(create_app(admin=False).routes)
        if "GET" in (route.methods or ())
    }
    return sorted(found - {SECURITY})


# What is in no language, or in all of them: it has one address.
_NO_LANGUAGE = re.compile(
    r"(/v1|/openapi\.json|/oembed/provider\.json|/healthz|/readyz|/robots\.txt|/favicon\.ico|/sitemap|/\.well-known/).*"
    r"|/open-data/(.+/)?(\{file\}|catalogue.*|codelists.*|datasets/.+|[^/]+\.(csv|xlsx|ndjson|sqlite))"
)
# Where whoever asks is led on to what they asked for.
LED_ON = (
    *("/open-data/catalogue", "/open-data/organisations/{id}/catalogue"),
    *("/open-data/datasets/{id}", "/open-data/codelists"),
)


def has_no_language(address: str) -> bool:
    """Whether an address here, or the path of a route, is of what is in no language."""
    return _NO_LANGUAGE.fullmatch(address.partition("?")[0]) is not None


# What stands for `{id}` and the like.
IDS = {
    "assemblies": ["anytown-streets-2025"],
    "recommendations": [ITEM],
    "projects": ["anytown-food-programme"],
    "engagements": ["anytown-school-gates-request"],
    "declarations": ["anytown-bus-survey-vkrdnc"],
    "organisations": ["anytown"],
    "posts": ["anytown-head-of-streets"],
    "codelists": list(CODELISTS),
    "problems": list(KINDS),
    "head": ["1"],
    "docs": ["reading-the-api", "working"],
    "datasets": ["anytown-streets-2025"],
}
# What stands for other gaps, whatever is before them.
NAMED = {"file": ["updates.csv"], "number": ["1"]}
# What other sites show takes more, and oEmbed takes addresses of ours.
SHOWN = ["", "?lang=cy", "?show=list", "?heading=4"]
MEDIA = ("/embed/", "/fragment/", "/badge/")
EMBEDDED = [f"/recommendations/{ITEM}", "/assemblies/anytown-streets-2025", "/engagements/anytown-bus-survey"]
EMBEDDED += ["/declarations/anytown-bus-survey-vkrdnc"]
EMBEDDED += [f"/embed/recommendations/{ITEM}?lang=cy"]
QUERIES = ["", "?limit=200", "?limit=1000", "?q=unmistakable", "?q=zeppelin", "?total=true", "?update_overdue=false"]


# What answers nothing without a query of its own.
ASKED: dict[str, Callable[[], list[str]]] = {
    "/oembed": lambda: [f"url={quote(settings().base_url + address)}" for address in EMBEDDED],
    "/v1/search": lambda: ["q=bike", "q=zeppelin&limit=200"],
}


PLURALS = ("assemblies", "engagements", "recommendations", "projects", "declarations", "organisations", "posts")


def places(path: str) -> list[str]:
    """The addresses a route stands for, without a query but where it takes one."""
    if path in ASKED:
        return [f"{path}?{query}" for query in ASKED[path]()]
    if "{plural}" in path:
        return [address for plural in PLURALS for address in places(path.replace("{plural}", plural))]
    before, mark, rest = path.partition("{")
    if not mark:
        return [path]
    name, _, tail = rest.partition("}")
    ids = NAMED.get(name) or IDS.get(before.rstrip("/").rpartition("/")[2], [ITEM])
    return [address for id_ in ids for address in places(f"{before}{id_}{tail}")]


def spoken(address: str, language: str) -> str:
    """An address here in a language, as readers find it: `/cy/owed`."""
    path, mark, query = address.partition("?")
    return f"/{language}{'' if path == '/' else path}{mark}{query}"


def filled(path: str) -> list[str]:
    """The same with queries of all sorts."""
    queries = SHOWN if path.startswith(MEDIA) else QUERIES if "{" not in path and path not in ASKED else [""]
    return [place + query for place in places(path) for query in queries]
