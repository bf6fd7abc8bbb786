"""The spreadsheet that officers take away and send back."""
