"""A council that nothing was loaded for yet, and the command that loads its engagements."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db.vocabulary import Role
from tests.builders import COUNCIL, groundwork, put
from tests.commands import Done, command
from tests.conftest import client_of, key_of, said


class Council:
    """A council: what is loaded for it by the command line, and what its editor sees of that over HTTP."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        put(engine, *groundwork())
        self.client = client_of(engine)
        self.key = key_of(engine, Role.editor, COUNCIL)

    def load(self, source: Any, *options: Any, status: int = 0) -> Done:
        """Load what another system said: an address, bytes, or what is JSON."""
        done = command(self.engine, "engagements", self._source(source), "--organisation", COUNCIL, *options)
        assert done.returncode == status, (done.stdout.decode(), done.stderr.decode())
        return done

    def _source(self, source: Any) -> str:
        if isinstance(source, str) and source.startswith("http"):
            return source
        file = self.folder / "given"
        file.write_bytes(source if isinstance(source, bytes) else json.dumps(source).encode())
        return str(file)

    def mapped(self, *rows: str) -> list[str]:
        """The options that give a mapping with these rows."""
        file = self.folder / "codes.csv"
        file.write_text("\n".join(["list,theirs,ours", *rows]), encoding="utf-8")
        return ["--map", str(file)]

    def draft(self, slug: str) -> Any:
        """A draft as its editor sees it."""
        return said(self.client.get(f"/v1/admin/engagements/{COUNCIL}-{slug}", headers=self.key), 200)

    def drafts(self) -> list[str]:
        """The ids of all engagements that the editor works on."""
        listed = said(self.client.get("/v1/admin/engagements", headers=self.key), 200)
        return sorted(one["id"] for one in listed["items"])

    def trail(self) -> list[Any]:
        """What was done with engagements of the council, the latest first."""
        listed = said(self.client.get("/v1/admin/audit?limit=100", headers=self.key), 200)["items"]
        return [one for one in listed if one["thing"]["type"] == "engagement"]

    def change(self, slug: str, patch: dict[str, Any]) -> None:
        """Somebody changes a draft."""
        headers = self.key | {"Content-Type": "application/merge-patch+json", "If-Match": "*"}
        address = f"/v1/admin/engagements/{COUNCIL}-{slug}"
        said(self.client.patch(address, content=json.dumps(patch), headers=headers), 200)


@pytest.fixture
def council(empty: Engine, tmp_path: Path) -> Council:
    return Council(empty, tmp_path)
