"""One thing wrong with what somebody sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.text.catalogue import english
from api.text.languages import REFERENCE
from api.text.localizer import localizer


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where (a JSON pointer from the thing), which rule, and what to do about it; of a document, also
    the id of the thing and the line.

    `detail` is in our English, for programs. Where it is made of words of the catalogues, `key` and `gaps` say it in
    the language of whoever reads (`said`).
    """

    pointer: str
    rule: str
    detail: str
    thing: str | None = None
    line: int | None = None
    key: str = field(default="", kw_only=True)
    gaps: Mapping[str, object] = field(default_factory=dict, compare=False, kw_only=True)

    @property
    def told(self) -> dict[str, str | int]:
        """The same as an answer has it."""
        shown = {name: getattr(self, name) for name in ("pointer", "rule", "detail", "thing", "line")}
        return {name: value for name, value in shown.items() if value is not None}

    def said(self, language: str) -> str:
        """What is wrong, in a language; in English where nothing has words for it."""
        return localizer(language).t(self.key, **self.gaps) if self.key and language != REFERENCE else self.detail


def fault(pointer: str, rule: str, key: str, **gaps: object) -> Fault:
    """A fault whose words are in the catalogues, under `key`, with what fills their gaps."""
    return Fault(pointer, rule, english(key).format(**gaps), key=key, gaps=gaps)
