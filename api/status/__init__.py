"""Where a recommendation stands: pure rules, given the record around it and a day. The way in is `status.status`."""
