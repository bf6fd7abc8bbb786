"""The record as files for spreadsheets, programs and portals: which there are (`files.py`), of what (`scopes.py`,
`tables.py`), and how each is made once and kept (`making.py`, `spool.py`).
"""
