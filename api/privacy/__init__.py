"""Erasing, redacting and forgetting."""
