"""One thing wrong with what somebody sent."""

from dataclasses import dataclass

from api.text.phrases import phrase, said_in


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where (a JSON pointer from the thing), which rule, and what to do about it; of a document, also
    the id of the thing and the line.

    `detail` is in our English, for programs. Where it is a phrase, it can be said in the language of whoever reads.
    """

    pointer: str
    rule: str
    detail: str
    thing: str | None = None
    line: int | None = None

    @property
    def told(self) -> dict[str, str | int]:
        """The same as an answer has it."""
        shown = {name: getattr(self, name) for name in ("pointer", "rule", "detail", "thing", "line")}
        return {name: value for name, value in shown.items() if value is not None}

    def said(self, language: str) -> str:
        """What is wrong, in a language; in English where nothing has words for it."""
        return said_in(self.detail, language).text


def fault(pointer: str, rule: str, key: str, **gaps: object) -> Fault:
    """A fault whose words are in the catalogues, under `key`, with what fills their gaps."""
    return Fault(pointer, rule, phrase(key, **gaps))
