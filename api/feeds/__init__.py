"""What is new, as feeds and calendars."""
