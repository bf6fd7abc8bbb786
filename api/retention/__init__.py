"""For how long what is kept, and taking what was deleted out of the files of the database."""
