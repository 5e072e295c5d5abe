"""Documents of the Process and their language versions.

models.py   Document, DocumentVersion
filters.py  the one FilterSet of page, API and export
"""
