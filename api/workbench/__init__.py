"""Where people work on the record: drafts, their release, sign-offs, holds, handovers, and the trail of it all."""
