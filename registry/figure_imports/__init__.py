"""Imports of figures: how files come in.

importing.py  the five steps: receive, agree on the columns, read, confirm, undo; imports.py: the
              import and its traces; behind.py: what of them takes long, as tasks
tables.py     a file as rows of text; columns.py: what columns are called; rows.py: a row as a
              figure, or what is wrong; plain_rows.py: rows that say what an earlier one said
reading.py    reads some seconds at a time; staging.py: rows beside what the registry holds;
              returning.py: the file with its errors
"""
