"""What the public addresses answer: lists, single things, counts."""
