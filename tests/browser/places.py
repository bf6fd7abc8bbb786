"""The addresses that the browser tests look at. A page that is not here fails `test_places.py`."""

LANGUAGES = ("en", "cy")

# Every page for people, with an address for each way it can look.
PLACES = (
    "/",
    "/assemblies/anytown-streets-2025",
    "/assemblies/anytown-streets-2025?progress=under_way&progress=delivered",
    "/assemblies/camden-climate-2019",
    "/codelists",
    "/docs",
    "/organisations/anytown",
    "/personal-data",
    "/posts/anytown-head-of-streets",
    "/problems/not-found",
    "/projects/anytown-play-streets",
    "/recommendations/anytown-streets-2025-1",
    "/recommendations/anytown-streets-2025-4",
    "/recommendations/anytown-streets-2025-5",
    "/recommendations/camden-climate-2019-8",
)

# The pages whose own text is in one language only, and which are so large that they are looked at once.
ONCE = ("/docs",)

# An address of every other route outside /v1: what answers something else than a page.
ELSEWHERE = (
    "/healthz",
    "/openapi.json",
    "/readyz",
)

EVERY = tuple((place, language) for place in PLACES for language in LANGUAGES[: 1 if place in ONCE else None])


def spoken(place: str, language: str) -> str:
    """The address of a place in a language."""
    return f"{place}{'&' if '?' in place else '?'}lang={language}"


def named(case: tuple[str, str]) -> str:
    """How a place in a language is called in the report of a test."""
    return spoken(*case)
