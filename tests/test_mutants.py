"""The kept list of places to break leads to code that is there: who moves a function carries its place over."""

import ast
import json

from tests.mutants import KEPT, ROOT, Mutant, places


def test_every_place_to_break_is_in_the_code() -> None:
    kept = [Mutant(*one) for one in json.loads(KEPT.read_text())]
    files = {one.file for one in kept if (ROOT / one.file).exists()}
    there = {one for file in files for one, _ in places(file, ast.parse((ROOT / file).read_text()))}

    assert [one for one in kept if one not in there] == []
    assert len(set(kept)) == len(kept) == 40
