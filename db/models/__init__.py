"""Every table, so that one import knows them all."""

from db.models import index, record, workbench

__all__ = ["index", "record", "workbench"]
