"""The figures of a draft as a workbook, filled in where ministries work, and read back from it.

layout.py    the columns, and what marks a sheet as one of an edition
making.py    the workbook: a row for each figure, lists to choose from, doubts in words and colour
opening.py   a file that comes back (.xlsx, .ods, .csv), within limits
cells.py     what a cell says, whatever keyboard it was typed on
reading.py   rows by their key, wherever they stand; what could not be placed is named
bringing.py  a sheet comes in and waits; another edition's is refused
models.py    sheets that were brought
notices.py   what is said of a sheet and its cells, by code
deciding.py  each difference, as it would stand; what a contact point takes goes through the act
             that the desk's form calls; settling.py: the page, at the desk and in the admin

Nothing is written before somebody at the desk has seen it.
"""
