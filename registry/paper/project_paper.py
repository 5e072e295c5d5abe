"""A project on paper, as its page shows it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from registry.paper.blocks import Block, Inline, facts, heading, link, listing, quiet
from registry.paper.lists import documents, doubtful, meetings, noted, prose, section, sources
from registry.paper.sheets import Sheet, key_of
from registry.projects.models import Project
from registry.projects.one_project import shown_of
from registry.projects.partners import Member
from registry.states.designations import designation


def project_sheet(project: Project, day: date) -> Sheet:
    shown = shown_of(project)
    return Sheet(
        key=key_of("project", project.slug),
        name=f"project-{project.slug}",
        kind=capfirst(project.get_kind_display()),
        title=project.title,
        address=project.get_absolute_url(),
        day=day,
        subtitle=" · ".join(filter(None, [project.acronym, years_of(project)])),
        standing=project.doubt,
        look="open" if project.doubt else "plain",
        blocks=blocks_of(shown),
    )


def years_of(project: Project) -> str:
    if not project.starts_worded:
        return ""
    return f"{project.starts_worded} – {project.ends_worded or _('end not on record')}"


def blocks_of(shown: dict[str, Any]) -> list[Block]:
    project = shown["project"]
    blocks = [facts(facts_of(shown)), *noted(project)]
    for name, title in (("objective", _("Objective")), ("activities", _("Activities"))):
        if text := prose(project, name, below=1):
            blocks += [heading(title), *text]
    results = prose(project, "results", below=1)
    outputs = [output_of(row) for row in shown["outputs"]]
    if results or outputs:
        blocks += [heading(_("Results")), *results]
    if outputs:
        blocks.append(listing(outputs))
    blocks += section(_("Projects within it"), [child_of(row) for row in shown["children"]])
    blocks += meetings(shown["meetings"])
    blocks += documents(shown["documents"])
    return blocks + sources(project)


def output_of(row: Any) -> Inline:
    kind = quiet(str(row.get_kind_display()))
    if row.document and row.document.is_public:
        return [link(row.document.title, row.document.get_absolute_url()), " ", kind]
    return [link(row.title, row.url), " ", kind]


def child_of(row: Project) -> Inline:
    title = link(row.title, row.get_absolute_url())
    return [title, " ", quiet(row.years_worded), *doubtful(row.doubt)]


def facts_of(shown: dict[str, Any]) -> list[tuple[str, Inline]]:
    project = shown["project"]
    found = [(str(role), partners_of(rows, project)) for role, rows in shown["roles"]]
    found.append((_("Co-operation areas"), named(project.areas.all(), "name")))
    found.append((_("Action plans"), named(shown["plans"], "title")))
    actions: Inline = []
    for action in shown["actions"]:
        plan = link(action.plan.title, action.plan.get_absolute_url())
        actions += [{"n": "br", "c": []}] if actions else []
        actions += [str(action), " ", quiet("(", plan, ")")]
    found.append((_("Actions it carries out"), actions))
    found.append((_("Funding"), [project.funding] if project.funding else []))
    return found


def partners_of(rows: Iterable[Member], project: Project) -> Inline:
    names = []
    for row in rows:
        name = designation(row.state, project.starts_on).name if row.state else row.organisation
        names.append(f"{name} ({row.also})" if row.also else name)
    return [", ".join(names)]


def named(rows: Iterable[Any], name: str) -> Inline:
    found: Inline = []
    for row in rows:
        found += ["; "] if found else []
        found.append(link(getattr(row, name), row.get_absolute_url()))
    return found
