"""Index of models by topic. It gathers and defines nothing."""

from registry.accounts.models import Acceptance, ConsoleLink, Invitation, PrivacyNotice, User
from registry.common.models import SeededRecord, SentMessage
from registry.contacts.group_mail import Delivery, GroupMail
from registry.contacts.models import Authority, ContactPoint, Escalation
from registry.contacts.traces import (
    Bounce,
    BulkAct,
    ConfirmationRequest,
    DetailChange,
    EmailChange,
    EmailLink,
    Handover,
    Look,
    Merge,
    OfficeChange,
)
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
    "Acceptance", "Action", "ActionPlan", "Attendance", "Authority", "Bounce", "BulkAct", "ConfirmationRequest", "ConsoleLink",
    "ContactPoint", "CooperationArea", "Counterpart", "Delivery", "Designation", "DetailChange", "Document", "DocumentVersion",
    "Edition", "EditionContent", "EmailChange", "EmailLink", "Escalation", "GroupMail", "GroupMembership", "Handover",
    "Indicator", "Invitation", "Look", "Mandate", "Meeting", "Merge", "MigrationProfile", "NewsItem", "Observation",
    "OfficeChange", "Output", "Page", "Participation", "Partner", "PrivacyNotice", "ProfileTemplate", "Project", "RegionalGroup",
    "Section", "SectionIndicator", "SeededRecord", "SentMessage", "Source", "State", "TemplateSection", "Transition", "User",
]  # fmt: skip
