"""Index of models by topic. It gathers and defines nothing."""

from registry.accounts.events import SecurityEvent
from registry.accounts.models import Acceptance, ConsoleLink, Invitation, PrivacyNotice, User
from registry.common.kept_lists import KeptColumns, SavedView
from registry.common.kept_relations import KeptRelations
from registry.common.models import FormerAddress, SeededRecord, SentMessage, WaitingMessage
from registry.common.record_imports import ImportedRecord, RecordImport
from registry.common.task_progress import TaskProgress
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
from registry.drafting.exchange import Comment, Consultation, ReviewDecision, Suggestion
from registry.drafting.rounds import CollectionRound
from registry.drafting.sections import KeptText, Section, SectionFigure, TypedFigure
from registry.figure_imports.formats import KeptMatching, PublisherFormat
from registry.figure_imports.imports import FigureImport, ImportProblem, StagedFigure
from registry.figures.caveats import Caveat
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.following.models import Follower, Following
from registry.library.file_models import DocumentFile, FilePage
from registry.library.models import Document, DocumentVersion
from registry.media.models import Picture
from registry.packs.models import MeetingPack, PackContent, PackPart, PaperLetter
from registry.pages.frame_settings import FrameLink, FrameSettings
from registry.pages.models import NewsItem, Page
from registry.process.chapters import Chapter
from registry.process.models import (
    Action,
    ActionPlan,
    Attendance,
    CooperationArea,
    Mandate,
    Meeting,
)
from registry.process.phases import Phase
from registry.profiles.models import Edition, MigrationProfile
from registry.profiles.moves import Transition
from registry.profiles.templates import ProfileTemplate, SectionIndicator, TemplateSection
from registry.projects.models import Output, Partner, Project
from registry.proposals.models import Proposal, SystemToken
from registry.publication.contents import EditionContent
from registry.reports.models import LinkCheck, ReadCount, ReportCount
from registry.search.models import (
    MissedSearch,
    NearWord,
    SearchBehind,
    SearchEntry,
    SearchState,
    SearchText,
    SearchWord,
    Synonyms,
)
from registry.sheets.models import FigureSheet
from registry.states.models import Designation, GroupMembership, Participation, RegionalGroup, State
from registry.word.models import WordCopy, WordProposal

__all__ = [
    "Acceptance",
    "Action",
    "ActionPlan",
    "Attendance",
    "Authority",
    "Bounce",
    "BulkAct",
    "Caveat",
    "Chapter",
    "CollectionRound",
    "Comment",
    "ConfirmationRequest",
    "ConsoleLink",
    "Consultation",
    "ContactPoint",
    "CooperationArea",
    "Counterpart",
    "Delivery",
    "Designation",
    "DetailChange",
    "Document",
    "DocumentFile",
    "DocumentVersion",
    "Edition",
    "EditionContent",
    "EmailChange",
    "EmailLink",
    "Escalation",
    "FigureImport",
    "FigureSheet",
    "FilePage",
    "Follower",
    "Following",
    "FormerAddress",
    "FrameLink",
    "FrameSettings",
    "GroupMail",
    "GroupMembership",
    "Handover",
    "ImportProblem",
    "ImportedRecord",
    "Indicator",
    "Invitation",
    "KeptColumns",
    "KeptMatching",
    "KeptRelations",
    "KeptText",
    "LinkCheck",
    "Look",
    "Mandate",
    "Meeting",
    "MeetingPack",
    "Merge",
    "MigrationProfile",
    "MissedSearch",
    "NearWord",
    "NewsItem",
    "Observation",
    "OfficeChange",
    "Output",
    "PackContent",
    "PackPart",
    "Page",
    "PaperLetter",
    "Participation",
    "Phase",
    "Picture",
    "Partner",
    "PrivacyNotice",
    "ProfileTemplate",
    "PublisherFormat",
    "Project",
    "Proposal",
    "ReadCount",
    "RecordImport",
    "RegionalGroup",
    "ReportCount",
    "ReviewDecision",
    "SavedView",
    "SearchBehind",
    "SearchEntry",
    "SearchState",
    "SearchText",
    "SearchWord",
    "Section",
    "SectionFigure",
    "SectionIndicator",
    "SecurityEvent",
    "SeededRecord",
    "SentMessage",
    "Source",
    "StagedFigure",
    "State",
    "Suggestion",
    "Synonyms",
    "SystemToken",
    "TaskProgress",
    "TemplateSection",
    "Transition",
    "TypedFigure",
    "User",
    "WaitingMessage",
    "WordCopy",
    "WordProposal",
]
