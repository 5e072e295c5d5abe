"""Index of the models whose rows no public page reads, so that writing them renews no finished page
(common/content.py). It gathers and defines nothing.

A model that is not named here counts as public. A test asks every public page which tables it
reads.
"""

from registry.common.content import Unpublished
from registry.profiles.models import Edition

INDEX = Unpublished(
    parts={
        "figures": frozenset({"Observation"}),
        "indicators": frozenset({"Caveat", "Indicator", "Source"}),
        "states": frozenset(
            {"Designation", "GroupMembership", "Participation", "RegionalGroup", "State"}
        ),
    },
    models=frozenset(
        {
            "Acceptance",
            "Bounce",
            "BulkAct",
            "CollectionRound",
            "Comment",
            "ConfirmationRequest",
            "ConsoleLink",
            "Consultation",
            "Delivery",
            "DetailChange",
            "EmailChange",
            "EmailLink",
            "Escalation",
            "FigureImport",
            "FigureSheet",
            "FilePage",  # the search reads it
            "Follower",
            "Following",
            "GroupMail",
            "Handover",
            "ImportProblem",
            "ImportedRecord",
            "Invitation",
            "KeptColumns",
            "KeptMatching",
            "KeptRelations",
            "KeptText",
            "LinkCheck",
            "Look",
            "MeetingPack",
            "Merge",
            "MissedSearch",
            "NearWord",  # the index of the search: what it is made of counts
            "OfficeChange",
            "PackContent",
            "PackPart",
            "PaperLetter",
            "PublisherFormat",
            "Proposal",
            "ReadCount",
            "RecordImport",
            "ReportCount",
            "ReviewDecision",
            "SavedView",
            "SearchBehind",
            "SearchEntry",
            "SearchState",
            "SearchText",
            "SearchWord",
            "Section",  # a public edition is read from its frozen content
            "SectionFigure",
            "SecurityEvent",
            "SeededRecord",
            "SentMessage",
            "StagedFigure",
            "Suggestion",
            "Transition",
            "SystemToken",
            "TaskProgress",
            "TypedFigure",
            "User",
            "WaitingMessage",
            "WordCopy",
            "WordProposal",
        }
    ),
    in_part={"Edition": ("status", tuple(map(str, Edition.PUBLIC)))},
)
