"""Every table, so that one import knows them all."""

from db.models import index, record, reminders, workbench

__all__ = ["index", "record", "reminders", "workbench"]
