"""Projects under the umbrella of the Process, among them the seven pilot projects.

models.py   Project, Partner, Output; one_project.py: what stands on a project’s page
filters.py  the one FilterSet of page, API and export
"""
