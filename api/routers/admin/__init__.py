"""The workbench: `/v1/admin`."""
