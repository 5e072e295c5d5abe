"""Documents of the Process, their language versions and the files of these.

models.py          Document, DocumentVersion
file_models.py     DocumentFile, FilePage
judging.py         what was brought, judged by its content (reading_pdf.py, reading_office.py)
keeping.py         its files on the disk
hints.py           what a reader who does not see it will miss
file_views.py      /files/<document>-<language>.pdf, and each file at its own address
filters.py         the one FilterSet of page, API and export
"""
