"""What a kind of record is called, in both languages, where the admin speaks of many kinds."""

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

NAMES = {
    "Action": gettext_noop("Action"),
    "ActionPlan": gettext_noop("Action plan"),
    "Attendance": gettext_noop("Attendance"),
    "Authority": gettext_noop("Authority"),
    "Chapter": gettext_noop("Chapter of an action plan"),
    "CollectionRound": gettext_noop("Collection round"),
    "ContactPoint": gettext_noop("Contact point"),
    "CooperationArea": gettext_noop("Co-operation area"),
    "Counterpart": gettext_noop("Counterpart"),
    "Designation": gettext_noop("Designation"),
    "Document": gettext_noop("Document"),
    "DocumentFile": gettext_noop("File of a document"),
    "DocumentVersion": gettext_noop("Language version of a document"),
    "Edition": gettext_noop("Edition"),
    "Escalation": gettext_noop("Way to escalate"),
    "GroupMail": gettext_noop("Letter"),
    "GroupMembership": gettext_noop("Membership of a group"),
    "Indicator": gettext_noop("Indicator"),
    "Mandate": gettext_noop("Mandate"),
    "MeetingPack": gettext_noop("Meeting pack"),
    "Meeting": gettext_noop("Meeting"),
    "MigrationProfile": gettext_noop("Migration profile"),
    "NewsItem": gettext_noop("News item"),
    "Observation": gettext_noop("Figure of an indicator"),
    "PackPart": gettext_noop("Part of a meeting pack"),
    "Output": gettext_noop("Output of a project"),
    "Page": gettext_noop("Page"),
    "Participation": gettext_noop("Participation"),
    "Partner": gettext_noop("Partner of a project"),
    "Phase": gettext_noop("Phase of the Process"),
    "PrivacyNotice": gettext_noop("Privacy notice"),
    "ProfileTemplate": gettext_noop("Template"),
    "Project": gettext_noop("Project"),
    "RegionalGroup": gettext_noop("Regional group"),
    "Section": gettext_noop("Part of an edition"),
    "SectionIndicator": gettext_noop("Figure of a template"),
    "Source": gettext_noop("Source"),
    "State": gettext_noop("State"),
    "TemplateSection": gettext_noop("Part of a template"),
    "User": gettext_noop("Account"),
}


def kind_name(model: type[models.Model]) -> str:
    name = NAMES.get(model.__name__)
    return _(name) if name else capfirst(str(model._meta.verbose_name))
