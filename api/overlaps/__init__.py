"""Before people are asked again: what an engagement that is planned has in common with others, told to who plans it."""
