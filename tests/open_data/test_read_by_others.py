"""The files as software reads them that others wrote: frictionless, pandas, DuckDB and Datasette."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.open_data.reading_back import csv_rows, got
from tests.writing.given import ANYTOWN

# Not those of this process: frictionless and Datasette are programs here, as they are for whoever uses them.
_READ = """
import sys, duckdb, pandas
for file in sys.argv[1:]:
    known = pandas.read_csv(file, dtype=str, keep_default_na=False)
    found = duckdb.sql(f"SELECT * FROM read_csv('{file}', all_varchar = true, header = true)")
    assert [*known.columns] == found.columns, file
    rows = [tuple(cell or "" for cell in row) for row in found.fetchall()]
    assert [tuple(row) for row in known.itertuples(index=False)] == rows, file
    sheet = pandas.read_excel(file.removesuffix("csv") + "xlsx", dtype=str, keep_default_na=False)
    assert [*sheet.columns] == [*known.columns] and len(sheet) == len(known), file
    print(file, len(known))
"""


@pytest.fixture(params=["", f"assemblies/{ANYTOWN}/"], ids=["everything", "an assembly"])
def package(request: pytest.FixtureRequest, reader: TestClient, tmp_path: Path) -> Path:
    """A data package with the files that it describes beside it."""
    described: Any = json.loads(got(reader, f"{request.param}datapackage.json"))
    for resource in described["resources"]:
        resource["path"] = resource["path"].rpartition("/")[2]
        (tmp_path / resource["path"]).write_bytes(got(reader, request.param + resource["path"]))
    file = tmp_path / "datapackage.json"
    file.write_text(json.dumps(described))
    return file


def test_frictionless_finds_every_file_as_it_is_described(package: Path) -> None:
    """With types, codes, keys, and ids that lead somewhere."""
    told = _run("frictionless", "validate", package.name, "--json", folder=package.parent)
    report = json.loads(told.stdout)
    wrong = [error["message"] for task in report["tasks"] for error in task["errors"]]
    assert report["valid"], wrong[:5] or report["errors"][:5]
    assert report["stats"]["tasks"] == len(list(package.parent.glob("*.csv")))


@pytest.mark.parametrize("package", [""], indirect=True)
def test_frictionless_notices_what_is_not_as_it_is_described(package: Path) -> None:
    file = package.parent / "updates.csv"
    whole = file.read_text()
    assert "under_way" in whole
    file.write_text(whole.replace("under_way", "splendid"))
    assert not json.loads(_run("frictionless", "validate", package.name, "--json", folder=package.parent).stdout)[
        "valid"
    ]


def test_pandas_and_duckdb_read_the_same_rows(reader: TestClient, tmp_path: Path) -> None:
    names = ("recommendations-today", "recommendations", "updates", "responses", "things", "codelists")
    for name in names:
        for ending in ("csv", "xlsx"):
            (tmp_path / f"{name}.{ending}").write_bytes(got(reader, f"{name}.{ending}"))
    told = subprocess.run(
        [sys.executable, "-c", _READ, *(f"{name}.csv" for name in names)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr[-1500:]
    assert told.stdout.splitlines() == [f"{name}.csv {len(csv_rows(got(reader, f'{name}.csv')))}" for name in names]


def test_datasette_serves_the_database_with_its_words(reader: TestClient, tmp_path: Path) -> None:
    (tmp_path / "record.sqlite").write_bytes(got(reader, "record.sqlite"))
    (tmp_path / "datasette.json").write_bytes(got(reader, "datasette.json"))

    def asked(address: str) -> Any:
        told = _run("datasette", "record.sqlite", "-m", "datasette.json", "--get", address, folder=tmp_path)
        return json.loads(told.stdout)

    table = asked("/record/recommendations_today.json?_search=trees&_shape=objects&_extra=columns")
    assert {row["id"] for row in table["rows"]} >= {"camden-climate-2019-6"}
    update = asked("/record/updates.json?_shape=objects&_labels=on&_size=1")["rows"][0]
    assert set(update["about"]) == {"value", "label"}  # the id leads to the thing, by what that is called


def _run(program: str, *arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """What a program says that stands beside this Python."""
    at = Path(sys.executable).parent / program
    told = subprocess.run(
        [at, *arguments], cwd=folder, env=os.environ | {"NO_COLOR": "1"}, capture_output=True, text=True, check=False
    )
    assert told.stdout, told.stderr[-1500:]
    return told
