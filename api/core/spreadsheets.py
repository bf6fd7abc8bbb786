"""What a spreadsheet would take for something else than it says, and how it is kept from that."""

import re

# What a spreadsheet would run as a formula, after as many apostrophes as stand before it.
_RUNS = re.compile(r"'*[=+\-@\t＝＋－＠]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def unrun(text: str) -> str:
    """For CSV: an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if is_run(text) else text


def is_run(text: str) -> bool:
    """Whether a spreadsheet would run a text as a formula."""
    return _RUNS.match(text) is not None


def as_it_is(text: str) -> str:
    """For a workbook: a text without what Excel would read as the number of a letter."""
    return _ESCAPE.sub("_x005F_", text)
