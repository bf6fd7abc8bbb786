"""The record in plain tables, as others would have it: what the applications beside this file serve."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE assemblies (id TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE recommendations (
    id TEXT PRIMARY KEY, assembly_id TEXT NOT NULL REFERENCES assemblies (id), reference TEXT NOT NULL,
    theme TEXT NOT NULL, title_en TEXT NOT NULL, title_cy TEXT NOT NULL, response TEXT NOT NULL, progress TEXT NOT NULL
);
CREATE TABLE responses (
    id TEXT PRIMARY KEY, recommendation_id TEXT NOT NULL REFERENCES recommendations (id), organisation TEXT NOT NULL,
    response TEXT NOT NULL, date TEXT NOT NULL
);
CREATE TABLE updates (
    id INTEGER PRIMARY KEY, recommendation_id TEXT NOT NULL REFERENCES recommendations (id), progress TEXT NOT NULL,
    summary_en TEXT NOT NULL, summary_cy TEXT NOT NULL, organisation TEXT NOT NULL, date TEXT NOT NULL
);
CREATE TABLE statuses (id TEXT PRIMARY KEY, response TEXT NOT NULL, progress TEXT NOT NULL, body BLOB NOT NULL);
CREATE INDEX responses_of ON responses (recommendation_id, date);
CREATE INDEX updates_of ON updates (recommendation_id, date);
CREATE INDEX recommendations_by ON recommendations (progress, response, id);
CREATE INDEX statuses_by ON statuses (progress, response, id);
"""
_STATUS = """
SELECT r.*, a.name AS assembly,
    u.progress AS latest, u.summary_en, u.summary_cy, u.date, u.organisation, s.date AS answered, s.organisation AS by
FROM recommendations r JOIN assemblies a ON a.id = r.assembly_id
LEFT JOIN updates u ON u.id = (SELECT id FROM updates WHERE recommendation_id = r.id ORDER BY date DESC LIMIT 1)
LEFT JOIN responses s ON s.id = (SELECT id FROM responses WHERE recommendation_id = r.id ORDER BY date DESC LIMIT 1)
"""
_BY_ID = "ORDER BY r.id LIMIT 50"
# The same questions for Datasette, which answers each at `/plain/NAME.json`.
QUERIES = {
    "status": f"{_STATUS} WHERE r.id = :id",
    "page": f"{_STATUS} WHERE r.id > :after {_BY_ID}",
    "filter": f"{_STATUS} WHERE r.progress = :progress AND r.response = :response {_BY_ID}",
}


def make(file: Path, documents: Iterable[dict[str, Any]]) -> None:
    """Write the record documents into a new SQLite file, an assembly at a time."""
    made = file.with_suffix(".part")
    made.unlink(missing_ok=True)
    connection = sqlite3.connect(made)
    connection.executescript(_TABLES)
    for document in documents:
        _add(connection, document["things"])
    found = connection.execute(_STATUS)
    names = [column[0] for column in found.description]
    bodies = (json.dumps(dict(zip(names, row, strict=True))).encode().ljust(1_000) for row in found)
    rows = connection.execute("SELECT id, response, progress FROM recommendations").fetchall()
    connection.executemany(
        "INSERT INTO statuses VALUES (?, ?, ?, ?)", [(*row, body) for row, body in zip(rows, bodies, strict=True)]
    )
    connection.commit()
    connection.close()
    made.rename(file)


def _add(connection: sqlite3.Connection, things: list[dict[str, Any]]) -> None:
    items = {one["id"]: one for one in things if one["type"] == "recommendation"}
    updates = sorted(_of(things, "update"), key=lambda one: one["date"]["value"])
    progress = {one["about"]: one["progress"] for one in updates}
    answers = [(id_, one) for one in _of(things, "response") for id_ in _answered(one, items)]
    response = {id_: one["response"] for id_, one in answers}
    for one in _of(things, "assembly"):
        connection.execute("INSERT INTO assemblies VALUES (?, ?)", (one["id"], one["name"]["en"]))
    connection.executemany(
        "INSERT INTO recommendations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(id_, one["assembly"], one["reference"], one["theme"], one["title"]["en"], one["title"]["cy"]),
                *(response.get(id_, "no_answer"), progress.get(id_, "unknown")),
            )
            for id_, one in items.items()
        ],
    )
    connection.executemany(
        "INSERT INTO responses VALUES (?, ?, ?, ?, ?)",
        [(f"{one['id']} {id_}", id_, one["by"], one["response"], one["date"]["value"]) for id_, one in answers],
    )
    connection.executemany(
        "INSERT INTO updates VALUES (NULL, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(one["about"], one["progress"], one["summary"]["en"], one["summary"]["cy"]),
                *(one["said_by"]["organisation"], one["date"]["value"]),
            )
            for one in updates
            if one["about"] in items
        ],
    )


def _of(things: Iterable[dict[str, Any]], type_: str) -> Iterator[dict[str, Any]]:
    return (one for one in things if one["type"] == type_)


def _answered(response: dict[str, Any], items: dict[str, dict[str, Any]]) -> list[str]:
    """Which recommendations a response answers: those it names, those of its theme, or all."""
    if "recommendations" in response:
        return list(response["recommendations"])
    return [id_ for id_, one in items.items() if response.get("theme") in {None, one["theme"]}]
