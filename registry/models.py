"""Index of models by topic. It gathers and defines nothing."""

from registry.accounts.models import User
from registry.common.models import SeededRecord
from registry.contacts.models import Authority, ContactPoint
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.library.models import Document, DocumentVersion
from registry.pages.models import NewsItem, Page
from registry.process.models import Action, ActionPlan, Attendance, CooperationArea, Mandate, Meeting
from registry.profiles.models import (
    Edition,
    EditionContent,
    MigrationProfile,
    ProfileTemplate,
    Section,
    SectionIndicator,
    TemplateSection,
    Transition,
)
from registry.projects.models import Output, Partner, Project
from registry.states.models import Designation, GroupMembership, Participation, RegionalGroup, State

__all__ = [
    "Action", "ActionPlan", "Attendance", "Authority", "ContactPoint", "CooperationArea", "Counterpart", "Designation", "Document",
    "DocumentVersion", "Edition", "EditionContent", "GroupMembership", "Indicator", "Mandate", "Meeting", "MigrationProfile",
    "NewsItem", "Observation", "Output", "Page", "Participation", "Partner", "ProfileTemplate", "Project", "RegionalGroup",
    "SeededRecord", "Section", "SectionIndicator", "Source", "State", "TemplateSection", "Transition", "User",
]  # fmt: skip
