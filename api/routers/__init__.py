"""Addresses only: the public ones, and those of the workbench under `admin/`."""
