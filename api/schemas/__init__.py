"""The shapes of things, of requests and of answers; and the registry of kinds (`kinds.py`)."""
