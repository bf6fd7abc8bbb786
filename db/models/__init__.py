"""Every table, so that one import knows them all."""

from db.models import (
    access,
    audit,
    clock,
    codes,
    desk,
    gathering,
    index,
    kept,
    overlaps,
    places,
    purges,
    record,
    reminders,
    workbench,
)

__all__ = [
    "access",
    "audit",
    "clock",
    "codes",
    "desk",
    "gathering",
    "index",
    "kept",
    "overlaps",
    "places",
    "purges",
    "record",
    "reminders",
    "workbench",
]
