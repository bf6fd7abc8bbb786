"""A static copy: every public address that has no query, written as files that any web host serves."""
