"""Books: an assembly's record as a workbook or a folder of CSV, for people who compile one; both ways."""
