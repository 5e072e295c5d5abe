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
from registry.figures.imports import FigureImport, ImportProblem, StagedFigure
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.library.models import Document, DocumentVersion
from registry.pages.models import NewsItem, Page
from registry.process.models import Action, ActionPlan, Attendance, CooperationArea, Mandate, Meeting
from registry.profiles.exchange import Comment, Consultation, ReviewDecision, Suggestion
from registry.profiles.models import Edition, EditionContent, MigrationProfile, Transition
from registry.profiles.rounds import CollectionRound
from registry.profiles.sections import KeptText, Section, SectionFigure
from registry.profiles.templates import ProfileTemplate, SectionIndicator, TemplateSection
from registry.projects.models import Output, Partner, Project
from registry.states.models import Designation, GroupMembership, Participation, RegionalGroup, State

__all__ = [
    "Acceptance", "Action", "ActionPlan", "Attendance", "Authority", "Bounce", "BulkAct", "CollectionRound", "Comment",
    "ConfirmationRequest", "ConsoleLink", "Consultation", "ContactPoint", "CooperationArea", "Counterpart", "Delivery",
    "Designation", "DetailChange", "Document", "DocumentVersion", "Edition", "EditionContent", "EmailChange", "EmailLink",
    "Escalation", "FigureImport", "GroupMail", "GroupMembership", "Handover", "ImportProblem", "Indicator", "Invitation",
    "KeptText", "Look", "Mandate", "Meeting", "Merge", "MigrationProfile", "NewsItem", "Observation", "OfficeChange", "Output",
    "Page", "Participation", "Partner", "PrivacyNotice", "ProfileTemplate", "Project", "RegionalGroup", "ReviewDecision", "Section",
    "SectionFigure", "SectionIndicator", "SeededRecord", "SentMessage", "Source", "StagedFigure", "State", "Suggestion",
    "TemplateSection", "Transition", "User",
]  # fmt: skip
