"""The panel of a declaration: the same five lines everywhere, in words, and the sentence that closes them. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from api.core.codelists import codes_of
from api.core.json_text import Json
from api.schemas.declarations import Declaration
from api.schemas.organisations import Organisation
from api.status.declared import Declared, Difference, Given, Matter
from api.status.sides import Side
from api.text.catalogue import spoken
from api.text.languages import said
from api.text.localizer import Words, localizer
from db.vocabulary import CODELISTS

_STAGES = tuple(Matter("work_stage", code) for code in CODELISTS["work_stage"])
_DECIDES = (_STAGES[2], Matter("testimony_question", "vote_or_block"))
_DOES = (_STAGES[3], Matter("testimony_question", "delivers"))
# The five lines, and what each is of; of the last, everything that is answered.
LINES: Mapping[str, tuple[Matter, ...]] = {
    "pen": _STAGES,
    "changed": (Matter("testimony_question", "changed"),),
    "lost": (Matter("testimony_question", "lost"),),
    "decides": (*_DECIDES, *_DOES),
    "says": (),
}

# The small mark of each, which is never alone: its words stand beside it.
MARKS = {"one_side": "◐", "other_side": "◑", "both": "●", "not_yet": "○", "differ": "≠"}


def panel(declaration: Declaration, found: Declared, organisations: Mapping[str, Organisation]) -> Json | None:
    """The fixed shape, in every language that has the words; None where nobody has answered anything."""
    if not found.sides:
        return None
    languages = spoken("declared", "date")
    told = {language: _Teller(declaration, found, organisations, language) for language in languages}
    lines = []
    for code in LINES:
        mark = answered_by(found, code)
        says = list(zip(*(one.says(code) for one in told.values()), strict=True))
        lines.append(
            {
                "code": code,
                "question": {language: one.words[f"line_{code}"] for language, one in told.items()},
                "answered_by": mark,
                "mark": MARKS[mark],
                "label": codes_of("answered_by")[mark].label,
                "says": [dict(zip(told, texts, strict=True)) for texts in says],
            }
        )
    return {
        "claim": {language: one.claim() for language, one in told.items()},
        "lines": lines,
        "closing": {language: one.closing() for language, one in told.items()},
    }


def needed(level: str, missing: Sequence[str]) -> dict[str, str] | None:
    """What a word would still need, in a sentence for whoever declares; None where it needs nothing more."""
    if not missing:
        return None
    found = {}
    for language in spoken("declared", "date"):
        say, words = localizer(language), localizer(language).words("declared")
        what = say.list([words[f"need_{one}"] for one in missing])
        found[language] = words["need"].format(word=words[f"word_{level}"], what=what)
    return found


def ready(level: str) -> dict[str, str]:
    """That a word needs nothing more, in a sentence for whoever declares."""
    told = {language: localizer(language).words("declared") for language in spoken("declared", "date")}
    return {language: words["ready"].format(word=words[f"word_{level}"]) for language, words in told.items()}


def beside_name(
    declaration: Declaration, found: Declared, organisations: Mapping[str, Organisation]
) -> dict[str, list[Json]]:
    """What stands beside the name of each who answered, by testimony: a text in every language for each."""
    languages = spoken("declared", "date")
    told = {language: _Teller(declaration, found, organisations, language) for language in languages}
    return {
        side.testimony.id: [
            dict(zip(told, texts, strict=True))
            for texts in zip(*(one.bound(side) for one in told.values()), strict=True)
        ]
        for side in found.sides
    }


def answered_by(found: Declared, line: str) -> str:
    """Which sides answered a line, as a code of `answered_by`."""
    matters = set(LINES[line])
    ours, others = (_answers(found, place, matters) for place in ("ours", "other"))
    differs = [one for one in found.differ if (one.matter in matters if matters else one.decides)]
    if differs:
        return "differ"
    if ours and others:
        return "both"
    return "one_side" if ours else "other_side" if others else "not_yet"


def _answers(found: Declared, place: str, matters: Collection[Matter]) -> list[tuple[Side, Matter, Given]]:
    """What one side answers of these matters, or of all."""
    return [
        (one, matter, given)
        for one in found.sides
        if one.place == place
        for answers in found.answers[one.testimony.id]
        for matter, given in answers.items()
        if (not matters or matter in matters) and given.code != "cannot_tell"
    ]


class _Teller:
    """Says a panel in one language."""

    def __init__(
        self, declaration: Declaration, found: Declared, organisations: Mapping[str, Organisation], language: str
    ) -> None:
        self.declaration, self.found, self.organisations, self.language = declaration, found, organisations, language
        self.words: Words[str] = localizer(language).words("declared")

    def claim(self) -> str:
        return self.words[f"claim_{self.declaration.level}"].format(by=self._name(self.declaration.by))

    def says(self, line: str) -> list[str]:
        """What a line says; one sentence at least, and as many in each language."""
        if line == "says":
            return [*self._who_answered()]
        found = [*(self._pens() if line == "pen" else self._decides() if line == "decides" else self._one(line))]
        return found or [self.words["not_said"]]

    def _pens(self) -> Iterator[str]:
        """Stages on which nobody differs stand together; of others each side has a line of its own."""
        differing = {one.matter for one in self.found.differ}
        told = {matter: given for _, matter, given in self._of(_STAGES)}
        agreed = [self._stage(one, told[one]) for one in _STAGES if one in told and one not in differing]
        if agreed:
            yield " ".join(agreed)
        for stage in _STAGES:
            if stage in differing:
                yield from (self._stage(stage, given, side) for side, _, given in self._of([stage]))

    def _decides(self) -> Iterator[str]:
        """Who decides, and who does it now: in words where there are some, and each side apart where they differ."""
        for matters in (_DECIDES, _DOES):
            given = self._of(matters)
            codes = {one.code for _, _, one in given}
            for side, _, one in given if len(codes) > 1 else given[:1]:
                yield self._stage(matters[0], one, side if len(codes) > 1 else None, in_words=True)

    def _one(self, line: str) -> Iterator[str]:
        given = self._of(LINES[line])
        for side, matter, one in given:
            text = self._text(one) or self._label("testimony_answer", one.code) + "."
            if matter.code == "changed" and one.code == "no" and not one.text:
                text = self.words["changed_nothing"]
            shown = [self._label("evidence_kind", evidence.kind).lower() for evidence in one.evidence]
            if shown:
                text = f"{text.rstrip('.')} ({self._list([*dict.fromkeys(shown)])})."
            if one.code == "without_reason":
                text = self.words["no_reason"].format(text=text)
            yield self._by(side, one, text) if len(given) > 1 or side.place != "ours" else text

    def _who_answered(self) -> Iterator[str]:
        """Either side, whoever declares first, and whether they agree; then who is counted on neither."""
        people = [one for one in self.found.sides if one.testimony.gathered is not None]
        alone = [one for one in self.found.sides if one not in people]
        sides = sorted((one for one in alone if one.place != "beside"), key=lambda one: one.place != "ours")
        if sides:
            key = "answered_all" if len(sides) > 1 else "answered" if people else "answered_one"
            yield self.words[key].format(names=self._list([self._named(one) for one in sides]))
        yield from (self._gathered(one) for one in people if one.place != "beside")
        yield from self._whether_they_agree()
        yield from (self._gathered(one) for one in people if one.place == "beside")
        beside = [self._named(one) for one in alone if one.place == "beside"]
        if beside:
            yield self.words["beside"].format(names=self._list(beside))

    def _gathered(self, side: Side) -> str:
        """How many who took part answered, and who gathered it."""
        gathered = side.testimony.gathered
        back = gathered.came_back.count if gathered else None
        key = "gathered_few" if back is None else "gathered"
        out = gathered.given_out.count if gathered else None
        told = self.words[key].format(back=self._number(back), out=self._number(out), name=self._named(side))
        return told if side.place != "beside" else self.words["gathered_beside"].format(told=told.rstrip("."))

    def _number(self, number: int | None) -> str:
        return localizer(self.language).number(number or 0)

    def _whether_they_agree(self) -> Iterator[str]:
        """Where both sides answered one thing at least; what decides nothing is told apart."""
        ours, others = ({matter for _, matter, _ in _answers(self.found, place, ())} for place in ("ours", "other"))
        if any(one.decides for one in self.found.differ):
            yield self.words["they_differ"]
        elif self.found.differ:
            yield self.words["differ_apart"].format(on=self._matters(self.found.differ))
        elif ours & others:
            yield self.words["they_agree"]

    def _matters(self, differ: Sequence[Difference]) -> str:
        return self._list([f"“{self._label(*one)}”" for one in dict.fromkeys(one.matter for one in differ)])

    def closing(self) -> str:
        """The sentence that closes the panel, and stands nowhere else."""
        found, by = self.found, self._name(self.declaration.by)
        if found.result == "contested":
            deciding = [one for one in found.differ if one.decides]
            others = dict.fromkeys("" if one.gathered else one.by for one in deciding)
            names = [by, *(self._name(one) if one else self.words["took_part"] for one in others)]
            return self.words["contested"].format(names=self._list(names), on=self._matters(deciding))
        if found.result == "other_level":
            return self._other_level(by)
        key = found.result
        if key == "supported" and not found.tests:
            key = "supported_plainly"
        if key == "one_sided" and len(found.sides) > 1:
            split = any(one.place == "other" and one.testimony.gathered is not None for one in found.sides)
            key = "one_sided_split" if split else "one_sided_beside"
        if key == "too_early" and found.tests.get("did_together") == "early":
            key = "too_early_doing"
        return self.words[key].format(by=by)

    def _other_level(self, by: str) -> str:
        ours = self.found.answers.get(self._ours() or "", ())
        law = ours[0].get(_DECIDES[1]) if ours else None
        key = "law" if self.found.because == "power" and law and law.code == "law_fixes" else self.found.because
        parts = []
        if key == "law" or self.found.level is None:
            word = self.words[f"word_{self.declaration.level}"]
            parts.append(self.words[f"because_{key}"].format(by=by, word=word))
        if self.found.level is not None:
            parts.append(self.words["supports"].format(word=self.words[f"word_{self.found.level}"]))
        return " ".join(parts)

    def _ours(self) -> str | None:
        return next((one.testimony.id for one in self.found.sides if one.place == "ours"), None)

    def _of(self, matters: Sequence[Matter]) -> list[tuple[Side, Matter, Given]]:
        """What either side answers of these, whoever declares first."""
        return [*_answers(self.found, "ours", matters), *_answers(self.found, "other", matters)]

    def _stage(self, stage: Matter, given: Given, side: Side | None = None, *, in_words: bool = False) -> str:
        """Who held the pen at a stage, or what is said of that in words; as one `side` says it, where they differ."""
        pen = ((self._text(given) if in_words else "") or self._pen(given.code)).rstrip(".")
        if side is None:
            return self.words["stage"].format(stage=self._label(*stage), pen=pen)
        told = {"stage": self._label(*stage), "pen": pen}
        if side.testimony.gathered is None:
            return self.words["stage_by"].format(by=self._name(side.testimony.by), **told)
        if given.people is None:
            return self.words["stage_by_people"].format(**told)
        return self.words.plural("stage_by_number", given.people, **told)

    def _pen(self, code: str) -> str:
        label = self._label("pen" if code in CODELISTS["pen"] else "testimony_answer", code)
        return label[:1].lower() + label[1:]

    def _by(self, side: Side, given: Given, text: str) -> str:
        if side.testimony.gathered is None:
            return self.words["by"].format(by=self._name(side.testimony.by), text=text)
        if given.people is None:
            return self.words["by_people"].format(text=text)
        return self.words.plural("by_number", given.people, text=text)

    def _named(self, side: Side) -> str:
        beside = self.bound(side)
        return self._name(side.testimony.by) + (f" ({self._list(beside)})" if beside else "")

    def bound(self, side: Side) -> list[str]:
        """What binds somebody, and how many answer together: it stands beside the name."""
        beside = [self._tie(tie.code, tie.to) for tie in side.ties]
        if (people := side.testimony.people) is not None:
            few = people.count is None
            beside.append(self.words["few"] if few else self.words.plural("people", people.count or 0))
        return beside

    def _tie(self, code: str, to: str | None) -> str:
        return self.words[f"tie_{code}"].format(to=self._name(to) if to else "")

    def _list(self, texts: Sequence[str]) -> str:
        return localizer(self.language).list(texts)

    def _text(self, given: Given) -> str:
        original = (
            self.organisations[self.declaration.by].language if self.declaration.by in self.organisations else None
        )
        return said(given.text, self.language, original).text if given.text else ""

    def _label(self, codelist: str, code: str) -> str:
        return said(codes_of(codelist)[code].label, self.language).text

    def _name(self, id_: str) -> str:
        own = self.organisations.get(id_)
        return said(own.name, self.language, own.language).text if own else id_
