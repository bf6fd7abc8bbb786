"""Clients for pages: the example records, and the record of everything that could break a page."""

from tests.api.conftest import reader
from tests.embeds.conftest import hard

__all__ = ["hard", "reader"]
