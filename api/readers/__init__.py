"""Bytes in, records out: the mirror of the renderers. Pure."""
