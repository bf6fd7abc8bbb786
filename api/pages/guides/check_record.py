"""Work out the hashes of an Assembly Tracker again from what it publishes, with nothing but Python 3.

    python3 check_record.py https://tracker.example [SEQUENCE HASH]

Says where the record ends, or what was rewritten first; and of a sequence and hash that you kept, whether they stand.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen


def publications(tracker: str) -> Iterator[dict[str, Any]]:
    """Every publication, from the first on."""
    after = 0
    while items := json.load(urlopen(f"{tracker}/v1/changes?after={after}&limit=1000"))["items"]:
        yield from items
        after = items[-1]["sequence"]


def canonical(value: object) -> bytes:
    """RFC 8785, of what a record holds: texts, whole numbers, lists, and objects whose names are ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(data: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def hashed(row: dict[str, Any]) -> dict[str, Any]:
    """What the hash of a publication is made of: all of it but the body, of which it has another hash."""
    names = ("sequence", "published_at", "nature", "format", "ground", "erases", "body_hash", "previous_hash")
    made = {name: row.get(name) for name in names} | {"type": row["thing"]["type"], "thing": row["thing"]["id"]}
    for voice in ("said", "entered"):
        made[f"{voice}_by"] = row[f"{voice}_by"]["organisation"]
        made[f"{voice}_capacity"] = row[f"{voice}_by"]["capacity"]
    return made


def hashes(tracker: str) -> list[str]:
    """The hash of each publication, worked out. Ends the program where one is not what was hashed."""
    found, without, erased = [""], set[int](), set[int]()
    for number, row in enumerate(publications(tracker), 1):
        found.append(sha256(canonical(hashed(row))))
        whole = row["body"] is None or row["body_hash"] == sha256(bytes.fromhex(row["salt"]) + canonical(row["body"]))
        if (row["sequence"], row["previous_hash"], row["hash"]) != (number, *found[-2:]) or not whole:
            sys.exit(f"No: publication {number} is not what was hashed.")
        without |= {number} if row["body"] is None else set()
        erased |= {row["erases"]} if "erases" in row else set()
    if without - erased:
        sys.exit(f"No: these lost their text, and no erasure says so: {sorted(without - erased)}.")
    return found


if __name__ == "__main__":
    chain = hashes(sys.argv[1].rstrip("/"))
    print(f"The record is whole. It ends with publication {len(chain) - 1}, and this hash: {chain[-1]}")
    if len(sys.argv) > 2:
        sequence, kept = int(sys.argv[2]), sys.argv[3].lower()
        if sequence >= len(chain) or chain[sequence] != kept:
            sys.exit(f"No: publication {sequence} does not have the hash that you kept.")
        print(f"Yes: what you kept stands. {len(chain) - 1 - sequence} publications came after it.")
