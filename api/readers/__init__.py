"""What people send, from bytes: tables and workbooks, JSON, dates as people write them, damaged letters put back."""
