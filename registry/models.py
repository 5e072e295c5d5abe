"""Index of models by topic. It gathers and defines nothing."""

from registry.common.models import SeededRecord
from registry.accounts.models import User
from registry.states.models import Designation, GroupMembership, Participation, RegionalGroup, State
from registry.library.models import Document, DocumentVersion
from registry.process.models import Action, ActionPlan, Attendance, CooperationArea, Mandate, Meeting
from registry.projects.models import Output, Partner, Project
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.contacts.models import Authority, ContactPoint
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
from registry.pages.models import NewsItem, Page

__all__ = [
    "Action", "ActionPlan", "Attendance", "Authority", "ContactPoint", "CooperationArea", "Counterpart", "Designation", "Document",
    "DocumentVersion", "Edition", "EditionContent", "GroupMembership", "Indicator", "Mandate", "Meeting", "MigrationProfile",
    "NewsItem", "Observation", "Output", "Page", "Participation", "Partner", "ProfileTemplate", "Project", "RegionalGroup",
    "SeededRecord", "Section", "SectionIndicator", "Source", "State", "TemplateSection", "Transition", "User",
]  # fmt: skip
