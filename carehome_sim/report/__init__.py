"""The report: a result in words, tables and pictures, in one file that can be sent on."""
