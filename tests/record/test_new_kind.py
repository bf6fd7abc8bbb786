"""A new kind takes its schema, its code with the words for it, an example and its row in the registry: nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

ROOT = Path(__file__).parent.parent.parent
SCHEMA = '''"""A pledge: what an organisation promised about what an assembly asked."""

from typing import Literal

from api.schemas.base import AssemblyRef, LangMap, Maybe, OrganisationRef, PartialDate, RecommendationRef, Thing


class Pledge(Thing):
    """A pledge. Its id begins with its assembly's."""

    type: Literal["pledge"]
    assembly: AssemblyRef
    recommendation: Maybe[RecommendationRef] = None
    theme: Maybe[str] = None
    by: OrganisationRef
    title: LangMap
    date: PartialDate
'''
ROW = """    Kind(
        thing="pledge",
        plural="pledges",
        called="a pledge",
        known="anytown-streets-2025-pledge-1",
        container="assembly",
        subjects=("recommendation", "theme", "assembly"),
        texts=("title",),
        says=Speaker.named,
        speaker="by",
        roles=(Role.editor,),
        statement=True,
        lists="what organisations promised",
        line=("title", "by"),
        facets={"organisation": ("by",)},
    ),
"""
WORDS = """      {
        "code": "pledge",
        "label": {"en": "Pledge", "cy": "Addewid"},
        "definition": {"en": "What an organisation promised.", "cy": "Yr hyn a addawodd sefydliad."}
      },
"""
EXAMPLE = """    "pledge": {
        "id": "anytown-streets-2025-pledge-1",
        "assembly": "anytown-streets-2025",
        "recommendation": "anytown-streets-2025-3",
        "by": "anytown",
        "title": "Twelve benches by the river",
        "date": "2026-10-31",
    },
"""
# Every change to the code: the file, the place, and what stands before it from then on.
CHANGES = (
    ("db/vocabulary.py", '    "tally",\n)', '    "tally",\n    "pledge",\n)'),
    ("db/vocabulary.py", '"organisation", "post")', '"organisation", "post", "pledge")'),
    ("api/schemas/record.py", "    | Tally\n", "    | Tally\n    | Pledge\n"),
    (
        "api/schemas/record.py",
        "from api.schemas.posts",
        "from api.schemas.pledges import Pledge\nfrom api.schemas.posts",
    ),
    ("api/schemas/kinds.py", "\n)\nBY_TYPE", f"\n{ROW})\nBY_TYPE"),
    ("api/schemas/examples.py", '    "tally": {\n', f'{EXAMPLE}    "tally": {{\n'),
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code with one more kind."""
    folder = tmp_path_factory.mktemp("tree")
    for name in ("api", "db", "alembic"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    (folder / "api/schemas/pledges.py").write_text(SCHEMA)
    codelists = folder / "db/codelists.json"
    before, kinds = codelists.read_text().split('"thing_type": {', 1)
    codelists.write_text(before + '"thing_type": {' + kinds.replace('"codes": [\n', '"codes": [\n' + WORDS, 1))
    for file, place, then in CHANGES:
        text = (folder / file).read_text()
        assert text.count(place) == 1, (file, place)
        (folder / file).write_text(text.replace(place, then))
    return folder


def test_a_kind_is_added_by_its_row(tree: Path, engine: Engine, tmp_path: Path) -> None:
    url = engine.url.render_as_string(hide_password=False)
    run = subprocess.run(
        [sys.executable, "-m", "tests.record.pledges", url, f"sqlite:///{tmp_path / 'other.sqlite3'}"],
        env=os.environ | {"PYTHONPATH": f"{tree}:{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
