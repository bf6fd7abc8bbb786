"""Pages for people, and the guides."""
