"""The pages of the desk, from their templates: in one language, with whoever is signed in above."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from api.core.codelists import codes_of
from api.core.principal import Principal
from api.core.problems import KINDS, Problem
from api.pages.environment import rendered
from api.pages.view import View
from api.settings import settings
from api.text.languages import REFERENCE, languages, others, said
from api.text.markup import words_as_html
from api.text.phrases import Phrase
from db.clock import today
from db.vocabulary import Role

SETTING_UP = (Role.editor, Role.convenor, Role.keeper)
# The places of the desk, and the roles that find one of use; none: everybody.
PLACES: dict[str, tuple[Role, ...]] = {
    "today": (),
    "assemblies": (Role.editor, Role.convenor, Role.panel),
    "late": (Role.officer, Role.editor),
    "release": (),
    "holds": (Role.editor,),
    "things": SETTING_UP,
    "posts": (Role.editor, Role.officer),
    "trail": (Role.editor,),
    "admin": (Role.admin,),
    "book": (Role.record_keeper,),
}

# What somebody at the desk is told of a problem; of any other, that what was sent cannot be taken, or that we failed.
_WHY = {
    "wrong-role": "role",
    "not-yours": "theirs",
    "not-found": "nothing",
    "not-yet-published": "nothing",
    "method-not-allowed": "nothing",
    "withdrawn": "gone",
    "erased": "gone",
    "conflict": "conflict",
    "form-refused": "other_form",
    "too-large": "large",
    "too-many-requests": "many",
    "unavailable": "away",
    "sign-in-unavailable": "provider",
    "not-ready": "away",
    "clock-in-doubt": "clock",
    "token-refused": "account",
}
_OURS = 500


@dataclass(frozen=True)
class Seen:
    """Who looks at a page of the desk: the token that their forms carry, and until when they are signed in at most."""

    principal: Principal
    token: str
    ends_at: datetime
    language: str


@dataclass(frozen=True)
class Page:
    """Beside its own: where a page is, what was done just now, and what is wrong with the form that was sent."""

    here: str  # the path of the page
    done: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)  # by field; of none of them: `all`
    back: str = ""  # its address, where there is more to it than the path


def signed_in_page(template: str, at: Seen, page: Page, **gaps: object) -> str:
    """A page for somebody who is signed in."""
    return _page(
        template,
        at.language,
        page,
        at=at,
        places=[(path, words) for path, words in _places(at)],
        ends=at.ends_at.astimezone(ZoneInfo(settings().time_zone)).strftime("%H:%M"),
        back=page.back or page.here,
        this_day=today(),
        **gaps,
    )


def signed_out_page(template: str, language: str, page: Page, carried: Mapping[str, str], **gaps: object) -> str:
    """A page for whoever is to sign in; what is carried goes on with a change of language."""
    told = urlencode({name: value for name, value in carried.items() if value})
    return _page(template, language, page, at=None, carried=f"&{told}" if told else "", **gaps)


def refused_page(language: str, path: str, problem: Problem, request_id: str) -> str:
    """Why a page of the desk is not shown, or a form not taken, for whoever asked."""
    labels = codes_of("role")
    return signed_out_page(
        "refused",
        language,
        Page(path),
        {},
        why=_WHY.get(problem.name) or ("ours" if problem.status >= _OURS else "form"),
        detail=problem.detail if problem.detail != KINDS[problem.name].meaning else "",
        says=isinstance(problem.detail, Phrase) or language == REFERENCE or problem.name == "conflict",
        roles=[said(labels[role].label, language) for role in problem.roles],
        r=words_as_html(language, "refused"),
        request_id=request_id,
    )


def _places(at: Seen) -> list[tuple[str, object]]:
    words = words_as_html(at.language, "desk")
    return [
        ("/desk" if name == "today" else f"/desk/{name}", words[f"at_{name}"])
        for name, roles in PLACES.items()
        if not roles or at.principal.is_admin or at.principal.roles & set(roles)
    ]


def _page(template: str, language: str, page: Page, **gaps: object) -> str:
    return rendered(
        f"desk/{template}.html",
        view=View(language, settings().base_url, page.here, asked=True),
        language=language,
        languages=languages(),
        others=others(language),
        t=words_as_html(language, "page"),
        d=words_as_html(language, "desk"),
        foreign=set(),
        here=page.here,
        done=page.done,
        faults=dict(page.faults),
        **gaps,
    )
