"""Small breakages of the code, drawn by chance but always the same, each of which some test should notice.

    python -m tests.mutants draw                    draws 40 and writes them to `tests/mutants.json`
    python -m tests.mutants run [N …] [--tests …]   tries each on a copy of the tree: survived, or caught by which test

One is known by its file, its function and the how-manieth place of its sort it is there, so that it is found again when
the code around it has moved. By hand: forty take hours, but minutes where
`--tests` names the few files that should notice.
"""

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

ROOT = Path(__file__).parent.parent
KEPT = ROOT / "tests" / "mutants.json"
SEED, MANY = 9, 40
_OTHER = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
_FAILED = ("FAILED ", "ERROR tests", "ImportError while loading conftest")  # how pytest begins to tell of it
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """Where something is broken: the `number`th place of its sort in a function."""

    file: str
    function: str
    sort: str
    number: int


def places(file: str, tree: ast.Module) -> Iterator[tuple[Mutant, ast.AST]]:
    """Everything that can be broken inside the functions of a file."""
    seen: Counter[tuple[str, str]] = Counter()
    for function, node in _within(tree, ()):
        if function and (sort := _sort(node)):
            yield Mutant(file, function, sort, seen[function, sort]), node
            seen[function, sort] += 1


def _within(node: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        inner = (*names, child.name) if named else names
        yield ".".join(names), child
        yield from _within(child, inner)


def _sort(node: ast.AST) -> str:
    """What is broken there; empty where nothing is."""
    match node:
        case ast.Compare(ops=[op]) | ast.BoolOp(op=op) if type(op) in _OTHER:
            return type(op).__name__
        case ast.UnaryOp(op=ast.Not()):
            return "Not"
        case ast.Call(func=ast.Name(id=name)) if name in _CALLED:
            return name
        case ast.Constant(value=bool(value)):
            return str(value)
        case ast.Constant(value=int()):
            return "int"
    return ""


def broken(node: ast.AST) -> None:
    """Break this one place."""
    match node:
        case ast.Compare(ops=[op]):
            node.ops = [_OTHER[type(op)]()]
        case ast.BoolOp(op=op):
            node.op = _OTHER[type(op)]()
        case ast.UnaryOp():
            node.op = ast.UAdd()
            node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
        case ast.Call(func=ast.Name() as called):
            called.id = _CALLED[called.id]
        case ast.Constant(value=bool(value)):
            node.value = not value
        case ast.Constant(value=int(value)):
            node.value = value + 1


def draw() -> list[Mutant]:
    """Forty of all that can be broken in `api` and `db`."""
    files = sorted([*(ROOT / "api").rglob("*.py"), *(ROOT / "db").rglob("*.py")])
    names = [file.relative_to(ROOT).as_posix() for file in files]
    every = [found for name in names for found, _ in places(name, ast.parse((ROOT / name).read_text("utf-8")))]
    return sorted(sorted(every, key=lambda one: crc32(f"{SEED} {one}".encode()))[:MANY])


def caught_by(mutant: Mutant, tests: Sequence[str]) -> str:
    """The first test that fails on a copy of the tree with this breakage; empty where all pass.

    Raises `LookupError` where the place is gone, `RuntimeError` where no test was run.
    """
    tree = ast.parse((ROOT / mutant.file).read_text("utf-8"))
    node = next((node for found, node in places(mutant.file, tree) if found == mutant), None)
    if node is None:
        raise LookupError(mutant)
    broken(node)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "*.sqlite3*", "__pycache__"))
        (copy / mutant.file).write_text(ast.unparse(ast.fix_missing_locations(tree)), encoding="utf-8")
        asked = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "2", "--dist", "loadfile", *tests]
        ran = subprocess.run(
            asked, cwd=copy, env=os.environ | {"PYTHONPATH": str(copy)}, capture_output=True, text=True, check=False
        )
    if ran.returncode == 0:
        return ""
    failed = [line for line in (ran.stdout + ran.stderr).splitlines() if line.startswith(_FAILED)]
    if not failed:
        raise RuntimeError(ran.stdout + ran.stderr)
    return failed[0].partition(" - ")[0]


def main() -> None:
    """Draw, or try what was drawn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["draw", "run"])
    parser.add_argument("numbers", nargs="*", type=int)
    parser.add_argument(
        "--tests", nargs=argparse.REMAINDER, default=["-k", "not postgresql"], help="what pytest is given; last"
    )
    given = parser.parse_args()
    if given.what == "draw":
        KEPT.write_text(json.dumps(draw(), indent=1) + "\n", encoding="utf-8")
        return
    kept = [Mutant(*row) for row in json.loads(KEPT.read_text(encoding="utf-8"))]
    for number in given.numbers or range(len(kept)):
        failed = caught_by(kept[number], given.tests)
        told = "caught" if failed else "survived"
        sys.stdout.write("\t".join(map(str, (number, told, *kept[number], failed))).rstrip() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
