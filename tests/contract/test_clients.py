"""Clients that others' programs make of the contract work as they come: in Python and in TypeScript, with types.

They are installed into a folder of their own, from the registries, as whoever makes a client would.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.served import serving
from tests.writing.given import officer

pytestmark = pytest.mark.long
_PYTHON = """
import sys
from assembly_tracker_client import AuthenticatedClient, Client
from assembly_tracker_client.api.open_data import get_data_package
from assembly_tracker_client.api.recommendations import get_recommendation_status, list_recommendations
from assembly_tracker_client.api.workbench_updates import create_update
from assembly_tracker_client.models import UpdateCreate

reader = Client(base_url=sys.argv[1])
item = "anytown-streets-2025-3"
status = get_recommendation_status.sync(item, client=reader)
page = list_recommendations.sync(client=reader, assembly=["anytown-streets-2025"], limit=5)
body = {"progress": "under_way", "summary": "Two of the five streets are open.", "publish": True}
writer = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])
made = create_update.sync_detailed(item, client=writer, body=UpdateCreate.from_dict(body))
print(status.sentence.additional_properties["en"], len(page.items), made.status_code.value, made.parsed.progress)
print(get_data_package.sync_detailed(client=reader).status_code.value)
"""
_TYPESCRIPT = """
import createClient from "openapi-fetch";
import type { components, paths } from "./tracker.js";

const update: components["schemas"]["UpdateCreate"] = {
  progress: "under_way",
  summary: "Two of the five streets are open.",
  publish: true,
};
const id = "anytown-streets-2025-3";

async function main(): Promise<void> {
  const client = createClient<paths>({ baseUrl: process.argv[2] });
  const status = await client.GET("/v1/recommendations/{id}/status", { params: { path: { id } } });
  const sentence: string | undefined = status.data?.sentence["en"];
  const made = await client.POST("/v1/admin/recommendations/{id}/updates", {
    params: { path: { id } },
    body: update,
    headers: { Authorization: `Bearer ${process.argv[3]}` },
  });
  console.log(sentence, made.response.status, made.data?.progress);
}
main();
"""
_STRICT = ("--strict", "--module", "nodenext", "--moduleResolution", "nodenext", "--target", "es2022")
_PACKAGES = ("openapi-typescript@7", "openapi-fetch@0.17", "typescript@5", "@types/node@20")


@pytest.fixture
def tracker(engine: Engine) -> Iterator[tuple[str, str]]:
    """The address of a server, and a key."""
    key = officer(engine)["Authorization"].removeprefix("Bearer ")
    with serving(engine) as address:
        yield address, key


def _run(folder: Path, *words: object, **more: str) -> str:
    told = subprocess.run(
        [*map(str, words)], cwd=folder, env=os.environ | more, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
    return told.stdout


def test_a_client_in_python_reads_and_writes(tracker: tuple[str, str], tmp_path: Path) -> None:
    _run(tmp_path, sys.executable, "-m", "venv", "made")
    own = tmp_path / "made" / "bin"
    _run(tmp_path, own / "pip", "install", "--quiet", "openapi-python-client>=0.29", "ruff")
    path = f"{own}:{os.environ['PATH']}"
    words = ("generate", "--url", f"{tracker[0]}/openapi.json", "--output-path", "client", "--meta", "setup")
    _run(tmp_path, own / "openapi-python-client", *words, PATH=path)
    said = _run(tmp_path, own / "python", "-c", _PYTHON, *tracker, PYTHONPATH=str(tmp_path / "client"))
    assert "Anytown Council" in said
    assert "5 201 under_way\n200" in said


def test_a_client_in_typescript_has_types_that_our_own_bodies_fit(tracker: tuple[str, str], tmp_path: Path) -> None:
    if not shutil.which("npm"):
        pytest.fail("No npm is here: apt-get install npm.", pytrace=False)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "use.ts").write_text(_TYPESCRIPT)
    _run(tmp_path, "npm", "install", "--no-audit", "--no-fund", "--silent", *_PACKAGES)
    _run(tmp_path, "npx", "openapi-typescript", f"{tracker[0]}/openapi.json", "-o", "tracker.d.ts")
    _run(tmp_path, "npx", "tsc", *_STRICT, "use.ts")
    said = _run(tmp_path, "node", "use.js", *tracker)
    assert "Anytown Council" in said
    assert "201 under_way" in said
    (tmp_path / "use.ts").write_text(_TYPESCRIPT.replace('"under_way"', '"splendid"'))
    told = subprocess.run(["npx", "tsc", "--noEmit", *_STRICT, "use.ts"], cwd=tmp_path, capture_output=True, text=True)  # noqa: PLW1510
    assert "splendid" in told.stdout
