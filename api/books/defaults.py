"""What a book need not say, because it follows from the rest; and what is told because it was chosen for whoever wrote.

Nothing here is said over what a row says, nor where a row has a dash.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from api.books.items import Item
from api.books.reading import BookFault
from api.readers.sheet import fold
from api.text.catalogue import ever_spoken
from api.text.localizer import localizer
from api.text.phrases import phrase, phrases

LONGEST_TITLE = 200
VOTES = ("votes_for", "votes_against", "votes_abstained")
TEXTS_ARE = ("(texts_are)",)


@dataclass(frozen=True)
class Around:
    """What defaults follow from: the assembly, the language of the book, and the report, where one is named."""

    assembly: Item
    language: str
    report: str | None

    def said(self, *path: str | int) -> str:
        return str(self.assembly.facts.get(path, ""))

    @property
    def commissioner(self) -> str | None:
        return self.said("commissioned_by") or None

    @property
    def keeper(self) -> str:
        return self.said("keeper", "organisation")


def of_assembly(item: Item, language: str) -> Iterator[BookFault]:
    """Before it is known who it names."""
    item.default(language, "language")
    name = " ".join(item.texts("name").values()).casefold()
    jury = "jury" in name or "rheithgor" in name
    if item.default("jury" if jury else "assembly", "form"):
        yield BookFault(item.cell("form"), "taken", phrase(f"in_book.form_{'jury' if jury else 'assembly'}"))


def of_keeper(item: Item) -> Iterator[BookFault]:
    """Once it is known who it names."""
    own = item.facts.get(("keeper", "organisation"))
    answering = own is not None and own == item.facts.get(("commissioned_by",))
    if own is not None and item.default("answering_body" if answering else "compiler", "keeper", "capacity"):
        told = phrase(f"in_book.keeper_{'answers' if answering else 'compiles'}")
        yield BookFault(item.cell("keeper", "capacity"), "taken", told)
    numbers = {path[1] for path in (*item.facts, *item.names) if path[0] == "promises"}
    for number in numbers:
        item.default(item.facts.get(("commissioned_by",)), "promises", number, "by")
    if not item.has("keeper", "organisation"):
        yield BookFault(item.cell("keeper", "organisation"), "required", phrase("in_book.who_keeps"))
    elif item.facts.get(("keeper", "capacity")) == "compiler" and not item.has("keeper", "checked_to"):
        yield BookFault(item.cell("keeper", "checked_to"), "required", phrase("in_book.looked_on"))


def of_recommendations(items: Sequence[Item], around: Around) -> Iterator[BookFault]:
    paraphrased = []
    for number, item in enumerate(items, 1):
        item.default(around.said("id"), "assembly")
        item.default(number, "position")
        item.default("recommendation", "kind")
        item.default("adopted", "standing")
        item.default(around.language, "language")
        if item.has("stands_in", "page"):
            item.default(around.report, "stands_in", "document")
            if not item.has("stands_in", "document"):
                where = {"sheet": phrase("book.sheet_sources"), "heading": phrase("book.of_assembly")}
                detail = phrase("in_book.which_document", yes=phrase("book.yes"), **where)
                yield BookFault(item.cell("stands_in", "page"), "document", detail)
                item.wrong.add(("stands_in", "document"))
        _votes(item)
        yield from _basis(item, around)
        paraphrased += [item] if _title(item, around) else []
    if paraphrased:
        where = {"yes": phrase("book.yes"), "heading": phrase("book.title_basis")}
        detail = phrases("in_book.titles_taken", len(paraphrased), **where)
        yield BookFault(paraphrased[0].cell("title"), "taken", detail)


def _basis(item: Item, around: Around) -> Iterator[BookFault]:
    """How a text stands to the members' own words, which is asked and never guessed."""
    basis = item.facts.pop(("text_basis", "basis"), None) or around.assembly.facts.get(TEXTS_ARE)
    if not item.texts("text"):
        if basis is not None:  # with no text beside it, it is the title that is said to be word for word
            item.default(basis, "title_basis", "basis")
        return
    if basis is None:
        answers = {"yes": phrase("book.yes"), "no": phrase("book.no")}
        detail = phrase("in_book.basis", sheet=phrase("book.sheet_about"), **answers)
        yield BookFault(item.cell("text_basis", "basis"), "basis", detail)
        basis = "paraphrase"
    item.facts["text_basis", "basis"] = basis
    _translated(item, "text", around.language)


def _title(item: Item, around: Around) -> bool:
    """A title from the text where there is none; whether its basis had to be chosen."""
    chosen = False
    if not item.has("title"):
        for tag, text in item.texts("text").items():
            if len(text) <= LONGEST_TITLE and "\n" not in text:
                item.facts["title", tag] = text
                item.cells["title", tag] = item.cell("text", tag)
    if item.has("title"):
        texts = item.texts("text")
        same = bool(texts) and all(texts.get(tag) == words for tag, words in item.texts("title").items())
        own = str(item.facts.get(("text_basis", "basis"), ""))
        chosen = item.default(own if same else "paraphrase", "title_basis", "basis") and not same
        _translated(item, "title", around.language)
    return chosen


def _translated(item: Item, name: str, language: str) -> None:
    own = str(item.facts.get(("language",), language))
    others = [tag for tag in item.texts(name) if tag != own]
    if others and own in item.texts(name):
        item.default(others, f"{name}_basis", "translated")


def _votes(item: Item) -> None:
    """Votes for and against, in the words that a ballot has for them."""
    given = {name: item.facts.pop((f"({name})",), None) for name in VOTES}
    cells = {name: item.cells.pop((f"({name})",), None) for name in VOTES}
    if not any(given.values()) or item.has("votes", 0, "results"):
        return
    item.default("members", "votes", 0, "who")
    item.default("percent" if any("%" in str(one) for one in given.values()) else "counts", "votes", 0, "kind")
    for number, (name, value) in enumerate(given.items()):
        if value is None:
            continue
        for tag, words in vote_labels(name).items():
            item.facts["votes", 0, "results", number, "label", tag] = words
        item.facts["votes", 0, "results", number, "value"] = value
        if (cell := cells[name]) is not None:
            item.cells["votes", 0, "results", number, "value"] = cell


def vote_labels(name: str) -> dict[str, str]:
    """What a ballot calls these votes, in each language."""
    return {tag: localizer(tag).words("book")[name.replace("votes_", "vote_")] for tag in ever_spoken()}


def of_answer(item: Item, around: Around) -> Iterator[BookFault]:
    item.default(around.said("id"), "assembly")
    item.default(around.language, "language")
    if item.default(around.commissioner, "by"):
        yield BookFault(item.cell("by"), "taken", phrase("in_book.answer_taken"))


def several_themes(item: Item, known: Collection[str]) -> None:
    """An answer to several themes, which stand in one cell with semicolons between them."""
    theme = item.facts.get(("theme",))
    spelled = {fold(one): one for one in known}
    several = [spelled.get(fold(part)) for part in str(theme or "").split(";")]
    if theme not in known and len(several) > 1 and all(several):
        item.facts["themes",] = several
        item.facts["theme",] = several[0]


def of_project(item: Item, around: Around) -> Iterator[BookFault]:
    item.default(around.language, "language")
    item.default("unknown", "stage")
    if item.facts.get(("lead",)) == around.commissioner is not None and item.default("council_action", "kind"):
        yield BookFault(item.cell("kind"), "taken", phrase("in_book.project_taken"))


def of_link(item: Item, around: Around) -> Iterator[BookFault]:
    """A link says whether somebody states it outright: it does, unless nobody but the keeper makes it."""
    sourced = item.has("sources")
    if item.type == "accountability":
        item.default("explicit", "ground")
        if item.has("post") or item.has("organisation"):
            item.default(around.said("id"), "about")
        return
    item.default(around.said("id"), "assembly")
    if item.type == "lineage":
        item.default("not_asked", "members")
        return
    if item.default("source" if sourced else "keeper", "made_by"):
        told = phrase(f"in_book.link_{'of_source' if sourced else 'own'}")
        yield BookFault(item.cell("made_by"), "taken", told)
    item.default("explicit" if sourced else "inferred", "ground")


def of_update(item: Item, around: Around) -> Iterator[BookFault]:
    item.default(around.said("id"), "about")
    item.default("news", "kind")
    item.default(around.language, "language")
    own = item.facts.get(("said_by", "organisation"))
    if not item.has("said_by", "organisation"):
        yield BookFault(item.cell("said_by", "organisation"), "required", phrase("in_book.who_said"))
        item.wrong.add(("said_by",))
    compiled = around.said("keeper", "capacity") == "compiler"
    if own is not None:
        item.default("keeper" if compiled and own == around.keeper else "for_itself", "said_by", "capacity")
    item.default(around.keeper or None, "entered_by", "organisation")
    item.default("keeper" if compiled else "for_itself", "entered_by", "capacity")
    if item.has("due", "date"):
        item.default("responder", "due", "set_by")
    for number in {path[1] for path in item.facts if path[0] == "evidence"}:
        item.default("report", "evidence", number, "kind")


def of_organisation(item: Item, language: str) -> None:
    item.default(language, "language")


def themes(items: Sequence[Item]) -> Iterator[BookFault]:
    """One spelling for a theme that differs only in capitals, spaces and hyphens: the one that is used most."""
    used = Counter(str(item.facts["theme",]) for item in items if ("theme",) in item.facts)
    best: dict[str, str] = {}
    for theme, _ in used.most_common():
        best.setdefault(fold(theme), theme)
    for item in items:
        written = str(item.facts.get(("theme",), ""))
        chosen = best.get(fold(written), written)
        if chosen != written:
            detail = phrase("in_book.spelling", written=written, chosen=chosen)
            yield BookFault(item.cell("theme"), "spelling", detail)
            item.facts["theme",] = chosen
