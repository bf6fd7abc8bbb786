"""Keep a copy of an Assembly Tracker in step with it, with nothing but Python 3.

    python3 mirror.py https://tracker.example FOLDER

Run it as often as you like: it asks for what is new, takes out what was erased or redacted there, and writes
`record.ndjson`, `publications.csv` and `erased.csv` into the folder, the same bytes as the files of open data.
"""

import csv
import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

TABLES = """
    CREATE TABLE IF NOT EXISTS publications (sequence INTEGER PRIMARY KEY, row TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS redactions (sequence INTEGER PRIMARY KEY, rest_of INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS standing (thing TEXT PRIMARY KEY, sequence INTEGER NOT NULL);
    PRAGMA secure_delete = ON;
"""
COLUMNS = ("ground", "erases", "body_hash", "previous_hash", "hash")


def new(tracker: str, after: int) -> Iterator[dict[str, Any]]:
    """Every publication after a sequence, in order and with none skipped."""
    while items := json.load(urlopen(f"{tracker}/v1/changes?after={after}&limit=1000"))["items"]:
        yield from items
        after = items[-1]["sequence"]


def in_step(copy: sqlite3.Connection, tracker: str) -> None:
    """Take in what is new: all of it, or nothing where something goes wrong on the way."""
    after, last = copy.execute("SELECT max(sequence), row FROM publications").fetchone()
    for row in new(tracker, after or 0):
        if last is not None and row["previous_hash"] != json.loads(last)["hash"]:
            sys.exit("This is another record than the one you have a copy of: begin again in an empty folder.")
        last = json.dumps(row)
        copy.execute("INSERT INTO publications VALUES (?, ?)", (row["sequence"], last))
        thing, erases = row["thing"]["id"], row.get("erases")
        if erases is not None:  # the body goes from what you have, whether or not it is what stands
            told = copy.execute("SELECT rest_of FROM redactions WHERE sequence = ?", (erases,)).fetchone()
            (first,) = told or (erases,)
            left = row["body"] if row["nature"] == "redaction" else None
            for sequence, body in ((erases, None), (first, left)):
                (old,) = copy.execute("SELECT row FROM publications WHERE sequence = ?", (sequence,)).fetchone()
                gone = json.dumps({**json.loads(old), "body": body, "salt": None})
                copy.execute("UPDATE publications SET row = ? WHERE sequence = ?", (gone, sequence))
        if row["nature"] == "redaction":  # it tells the rest of what stands or stood
            copy.execute("INSERT INTO redactions VALUES (?, ?)", (row["sequence"], first))
            continue
        stands = copy.execute("SELECT sequence FROM standing WHERE thing = ?", (thing,)).fetchone()
        if erases is None or stands == (first,):  # an erasure of an earlier version leaves what stands as it is
            copy.execute("REPLACE INTO standing VALUES (?, ?)", (thing, row["sequence"]))
    copy.commit()


def write(copy: sqlite3.Connection, folder: Path) -> None:
    """The files, from what the copy holds."""
    rows = "SELECT row FROM publications JOIN standing USING (sequence) ORDER BY thing"
    with (folder / "record.ndjson").open("w", encoding="utf-8", newline="") as file:
        for row in (json.loads(row) for (row,) in copy.execute(rows)):
            if row["body"] is not None:
                said = {**row["body"], "sequence": row["sequence"], "published_at": row["published_at"]}
                file.write(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")
    with (
        (folder / "publications.csv").open("w", encoding="utf-8", newline="") as all_,
        (folder / "erased.csv").open("w", encoding="utf-8", newline="") as erased,
    ):
        every, gone = csv.writer(all_, lineterminator="\r\n"), csv.writer(erased, lineterminator="\r\n")
        who = ("said_by", "said_capacity", "entered_by", "entered_capacity")
        every.writerow(["sequence", "published_at", "type", "thing", "nature", *who, "format", *COLUMNS])
        gone.writerow(["sequence", "erased_at", "type", "thing", "nature", "ground", "erases"])
        for (text,) in copy.execute("SELECT row FROM publications ORDER BY sequence"):
            row = json.loads(text)
            thing = [row["sequence"], row["published_at"], row["thing"]["type"], row["thing"]["id"]]
            voices = [row[by][part] for by in ("said_by", "entered_by") for part in ("organisation", "capacity")]
            every.writerow([*thing, row["nature"], *voices, row["format"], *(row.get(name) for name in COLUMNS)])
            if "erases" in row:
                gone.writerow([*thing, row["nature"], row["ground"], row["erases"]])


if __name__ == "__main__":
    kept = Path(sys.argv[2])
    kept.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(kept / "copy.sqlite") as database:
        database.executescript(TABLES)
        in_step(database, sys.argv[1].rstrip("/"))
        write(database, kept)
        (many,) = database.execute("SELECT count(*) FROM standing").fetchone()
        print(f"In step: {many} things.")
