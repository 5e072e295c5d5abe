"""Projects under the umbrella of the Process, among them the seven pilot projects.

models.py   Project, Partner, Output
filters.py  the one FilterSet of page, API and export
"""
