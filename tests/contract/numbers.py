"""By number, what a run of Schemathesis may end and acts with: its process reads it without the application."""

# The numbers of the first keys, which may be revoked, and of those that the run itself acts with.
SPARE_KEYS, OUR_KEYS = range(1, 11), range(11, 21)
# The numbers of accounts, which come after the five keys of the users.
ACCOUNTS = range(16, 22)
# The numbers of sessions at the desk, which may be ended.
SESSIONS = range(1, 11)
# The numbers of people who may leave, and of whoever holds the keys that the run acts with.
LEAVERS, OUR_PEOPLE = range(1, 11), range(11, 12)
# The numbers of entries in the audit trail that hold a text: of some of the first things that are made.
ENTRIES = range(1, 13)
