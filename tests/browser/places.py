"""The addresses that the browser tests look at. A page that is not here fails `test_places.py`."""

import pytest

from tests.addresses import spoken

LANGUAGES = ("en", "cy")

# Every page for people, with an address for each way it can look.
PLACES = (
    "/",
    "/assemblies",
    "/assemblies/anytown-streets-2025",
    "/assemblies/anytown-streets-2025?progress=under_way&progress=delivered",
    "/assemblies/camden-climate-2019",
    "/codelists",
    "/compare",
    "/compare?assembly=anytown-streets-2025&assembly=camden-climate-2019&assembly=rivemont-eau-2021",
    "/docs",
    "/docs/embeds",
    "/docs/running",
    "/embed",
    "/embed?item=anytown-bus-survey",
    "/embed?item=anytown-bus-survey-vkrdnc",
    "/embed?item=anytown-streets-2025-4&language=cy&form=badge",
    "/embed?item=camden-climate-2019-8",
    "/embed?item=camden-climate-2019&ink=999&paper=fff",
    "/embed/assemblies/anytown-streets-2025",
    "/embed/assemblies/anytown-streets-2025?show=list&heading=3",
    "/embed/assemblies/camden-climate-2019",
    "/embed/engagements/anytown-bus-survey",
    "/embed/engagements/anytown-parks-workshops?ink=fff&paper=1d2327&accent=ffd",
    "/embed/recommendations/anytown-streets-2025-1",
    "/embed/recommendations/anytown-streets-2025-4",
    "/embed/recommendations/camden-climate-2019-8?ink=fff&paper=1d2327&accent=ffd",
    "/engagements",
    "/engagements?place=anytown:town&topic=public_transport&state=results_late",
    "/declarations/anytown-bus-survey-vkrdnc",
    "/declarations/anytown-makers-think-do-ckpbdf",
    "/embed/declarations/anytown-bus-survey-vkrdnc",
    "/engagements/anytown-bus-survey",
    "/engagements/anytown-parks-workshops",
    "/engagements/anytown-school-gates-request/section-31",
    "/head",
    f"/head?sequence=1&hash={'0' * 64}",
    "/open-data",
    "/open-data/assemblies/anytown-streets-2025",
    "/open-data/dictionary",
    "/open-data/organisations/camden",
    "/open-data/standard",
    "/organisations",
    "/organisations/anytown",
    "/owed",
    "/personal-data",
    "/posts",
    "/posts/anytown-head-of-streets",
    "/problems/not-found",
    "/projects",
    "/projects/anytown-play-streets",
    "/recommendations?owed=late&q=street",
    "/recommendations/anytown-streets-2025-1",
    "/recommendations/anytown-streets-2025-4",
    "/recommendations/anytown-streets-2025-5",
    "/recommendations/camden-climate-2019-8",
    "/removals",
    "/search",
    "/search?q=bike&type=recommendation",
    "/search?q=zeppelin",
    "/works",
    "/works?topic=parks&enabler=trust",
    "/works/assemblies/anytown-streets-2025/talk",
    "/works/organisations/anytown/talk",
    "/works/posts/anytown-head-of-streets/talk",
)

# The pages of the desk, which are looked at by somebody who is signed in (`test_desk.py`).
DESK = (
    "/desk",
    "/desk/answers/anytown-streets-2025-answer-bcdfgh",
    "/desk/assemblies",
    "/desk/assemblies/anytown-streets-2025/answers",
    "/desk/assemblies/anytown-streets-2025/answers/new?thing=anytown-streets-2025-12",
    "/desk/assemblies/anytown-streets-2025/verdicts",
    "/desk/assemblies/anytown-streets-2025/verdicts/new?about=anytown-streets-2025-3",
    "/desk/assemblies/anytown-streets-2025/lineages/new",
    "/desk/assemblies/anytown-streets-2025/wording",
    "/desk/admin",
    "/desk/admin/accounts",
    "/desk/admin/accounts/new",
    "/desk/admin/keys",
    "/desk/admin/keys/new",
    "/desk/admin/people",
    "/desk/admin/sessions",
    "/desk/book",
    "/desk/drafts/anytown-streets-2025-3-bcdfgh",
    "/desk/exemptions/anytown-streets-2025-3-bcdfgh",
    "/desk/items/anytown-streets-2025-4",
    "/desk/items/anytown-streets-2025-12/answer",
    "/desk/items/anytown-streets-2025-19/wording",
    "/desk/lineages/anytown-streets-2025-lineage-bcdfgh",
    "/desk/holds",
    "/desk/late",
    "/desk/overlaps/anytown-high-street-consultation",
    "/desk/our-group/0123456789abcdef",
    "/desk/partners/anytown-parks-workshops-fdqnbz",
    "/desk/pens/0123456789abcdef",
    "/desk/pens/of/anytown-parks-workshops-fdqnbz",
    "/desk/posts",
    "/desk/posts/anytown-head-of-streets",
    "/desk/release",
    "/desk/removals?thing=anytown-streets-2025-4",
    "/desk/removals/anytown-streets-2025-4",
    "/desk/release/anytown-streets-2025-3-bcdfgh",
    "/desk/rules?organisation=newshire",
    "/desk/sessions",
    "/desk/sheet",
    "/desk/sheets/0123456789abcdef",
    "/desk/sheets/0123456789abcdef/print",
    "/desk/sign-in",
    "/desk/sign-in/link/0123456789abcdef",
    "/desk/translate/0123456789abcdef",
    "/desk/verdicts/anytown-streets-2025-verdict-bcdfgh",
    "/desk/things",
    "/desk/things/posts",
    "/desk/things/posts/anytown-head-of-streets",
    "/desk/things/recommendations/new?assembly=anytown-streets-2025",
    "/desk/things/testimonies/anytown-bus-survey-vkrdnc-gztpmh",
    "/desk/trail",
)

# What stands in somebody else's page, and is looked at in one.
FRAGMENTS = (
    "/fragment/assemblies/anytown-streets-2025",
    "/fragment/assemblies/camden-climate-2019?show=list",
    "/fragment/declarations/anytown-bus-survey-vkrdnc",
    "/fragment/engagements/anytown-bus-survey",
    "/fragment/recommendations/anytown-streets-2025-4?heading=4",
)

# What is answered where there is nothing to show: pages and frames too.
REFUSED = (
    "/assemblies/anytown-streets-2025?progress=splendid",
    "/embed/recommendations/anytown-nothing",
    "/embed/recommendations/anytown-streets-2025-4?ink=999&paper=fff",
    "/nowhere",
    "/recommendations/anytown-nothing",
    "/recommendations/anytown-streets-2025-1?as_of=2999-01-01",
)

# The pages that show others of ours inside them.
AROUND = ("/embed",)

# The pages whose own text is in one language only, and which are so large that they are looked at once.
ONCE = ("/docs", "/docs/running")

# An address of every other route outside /v1: what answers something else than a page.
ELSEWHERE = (
    "/desk/book/anytown-streets-2025.xlsx",
    "/desk/book/template.xlsx",
    "/desk/sign-in/account",
    "/desk/sign-in/account/return",
    "/.well-known/api-catalog",
    "/.well-known/security.txt",
    "/badge/assemblies/anytown-streets-2025.svg",
    "/badge/declarations/anytown-bus-survey-vkrdnc.svg",
    "/badge/engagements/anytown-bus-survey.svg",
    "/badge/recommendations/anytown-streets-2025-1.svg",
    "/calendar/all.ics",
    "/calendar/assemblies/anytown-streets-2025.ics",
    "/favicon.ico",
    "/feeds/all.atom",
    "/feeds/all.json",
    "/feeds/assemblies/anytown-streets-2025.atom",
    "/feeds/assemblies/anytown-streets-2025.json",
    "/healthz",
    "/oembed",
    "/oembed/provider.json",
    "/open-data/assemblies/anytown-streets-2025/datapackage.json",
    "/open-data/assemblies/anytown-streets-2025/datasette.json",
    "/open-data/assemblies/anytown-streets-2025/updates.csv",
    "/open-data/catalogue",
    "/open-data/catalogue.jsonld",
    "/open-data/catalogue.ttl",
    "/open-data/codelists",
    "/open-data/codelists.jsonld",
    "/open-data/codelists.ttl",
    "/open-data/data.json",
    "/open-data/datapackage.json",
    "/open-data/datasets/anytown-streets-2025",
    "/open-data/datasette.json",
    "/open-data/organisations/anytown/catalogue",
    "/open-data/organisations/anytown/catalogue.jsonld",
    "/open-data/organisations/anytown/catalogue.ttl",
    "/open-data/organisations/anytown/data.json",
    "/open-data/organisations/anytown/datapackage.json",
    "/open-data/organisations/anytown/datasette.json",
    "/open-data/organisations/anytown/updates.csv",
    "/open-data/recommendations-today.csv",
    "/openapi.json",
    "/readyz",
    "/robots.txt",
    "/sitemap/1.xml",
    "/sitemap.xml",
)

ALONE = tuple((place, language) for place in PLACES for language in LANGUAGES[: 1 if place in ONCE else None])
EVERY = ALONE + tuple((place, language) for place in FRAGMENTS + REFUSED for language in LANGUAGES)


def briefly(*cases: tuple[str, str], but: str = "") -> list[object]:
    """Cases as parameters of a test whose answer is the same in each language, as that of colours is: only one
    language, and nothing of what takes long (`but`), is looked at without `--all`.
    """
    seldom = {case for case in cases if case[1] != LANGUAGES[0] or case[0] == but}
    return [pytest.param(case, marks=[pytest.mark.long] if case in seldom else []) for case in cases]


def hosted(fragment: str) -> str:
    """A page of somebody else's, with a fragment of ours in it and no style of its own."""
    head = '<meta name="viewport" content="width=device-width"><title>A page elsewhere</title>'
    above = "<h1>A page elsewhere</h1><h2>A part of it</h2><h3>A part of that</h3>"
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body><main>{above}{fragment}</main></body></html>'


def named(case: tuple[str, str]) -> str:
    """How a place in a language is called in the report of a test."""
    return spoken(*case)
