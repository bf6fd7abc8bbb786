"""The addresses that the browser tests look at. A page that is not here fails `test_places.py`."""

LANGUAGES = ("en", "cy")

# Every page for people, with an address for each way it can look.
PLACES = (
    "/docs",
    "/personal-data",
    "/problems/not-found",
)

# The pages that are the same whatever language is asked for, and so are looked at once.
ALIKE = ("/docs", "/personal-data", "/problems/not-found")

# An address of every other route outside /v1: what answers something else than a page.
ELSEWHERE = (
    "/",
    "/assemblies/camden-climate-2019",
    "/healthz",
    "/openapi.json",
    "/organisations/camden",
    "/posts/anytown-head-of-streets",
    "/projects/anytown-play-streets",
    "/readyz",
    "/recommendations/camden-climate-2019-8",
)

EVERY = tuple((place, language) for place in PLACES for language in LANGUAGES[: 1 if place in ALIKE else None])


def spoken(place: str, language: str) -> str:
    """The address of a place in a language."""
    return f"{place}{'&' if '?' in place else '?'}lang={language}"


def named(case: tuple[str, str]) -> str:
    """How a place in a language is called in the report of a test."""
    return spoken(*case)
