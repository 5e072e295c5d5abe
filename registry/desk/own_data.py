"""What the registry keeps about a person, worded for reading; the file to take away has the same
under fixed names (contacts/privacy.py)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.models import Digest, User
from registry.accounts.user_agents import browser_worded
from registry.common import moments
from registry.common.dates import worded
from registry.common.languages import LANGUAGE_NAMES
from registry.common.mail_choices import Pace
from registry.contacts.models import PERSONAL_DETAILS, ContactPoint
from registry.contacts.traces import Look
from registry.states.designations import designation

ACCOUNT = {
    "email": gettext_lazy("E-mail for signing in"),
    "name": gettext_lazy("Name"),
    "language": gettext_lazy("Language of messages"),
    "digest": gettext_lazy("Summary of what is asked of you"),
    "mail_choices": gettext_lazy("How often a kind of message comes, as you chose"),
    "since": gettext_lazy("Account since"),
    "last_signed_in": gettext_lazy("Signed in last"),
}
MESSAGES = {
    "invitation": gettext_lazy("invitation"),
    "code": gettext_lazy("code for signing in"),
    "code_again": gettext_lazy("code to show again that it is you"),
    "security": gettext_lazy("change in how you sign in"),
    "named": gettext_lazy("privacy notice"),
    "confirm": gettext_lazy("question whether your details are still right"),
    "deputy": gettext_lazy("a colleague has not answered"),
    "escalation": gettext_lazy("question who holds the office"),
    "address_asked": gettext_lazy("new address asked for"),
    "new_address": gettext_lazy("link to confirm an address"),
    "address_changed": gettext_lazy("address changed"),
    "office_decided": gettext_lazy("answer to a change of role or authority"),
    "handover_decided": gettext_lazy("answer to a handover"),
    "erased": gettext_lazy("details erased"),
    "letter": gettext_lazy("letter of the Secretariat"),
    "digest": gettext_lazy("summary of what is asked of you"),
    "round": gettext_lazy("request to update a profile"),
    "round_reminder": gettext_lazy("reminder of a profile"),
    "comment": gettext_lazy("comment on a profile"),
    "suggestion": gettext_lazy("suggested changes of a profile"),
    "ministry_answered": gettext_lazy("answer of a ministry"),
    "day": gettext_lazy("message of the day"),
    "consultation": gettext_lazy("question to a ministry"),
    "submitted": gettext_lazy("receipt of a submission"),
    "returned": gettext_lazy("parts of a profile came back"),
    "reopened": gettext_lazy("profile open for changes again"),
    "withdrawn": gettext_lazy("work on a profile ended"),
    "endorse": gettext_lazy("profile for endorsement"),
    "endorse_reminder": gettext_lazy("reminder to endorse a profile"),
    "endorsed": gettext_lazy("receipt of an endorsement"),
    "published": gettext_lazy("profile published"),
    "correction": gettext_lazy("correction of a profile begun"),
    "follow_asked": gettext_lazy("question whether you want to follow something"),
    "followed": gettext_lazy("news of what is followed"),
}

WAYS = {  # of signing in, as security events have them
    "code": gettext_lazy("code"),
    "passkey": gettext_lazy("passkey"),
    "second factor": gettext_lazy("second factor"),
    "invitation": gettext_lazy("invitation"),
    "console": gettext_lazy("link made on the server"),
    "contact_point": gettext_lazy("as a contact point"),
}


@dataclass(frozen=True, slots=True)
class Office:
    title: str
    details: list[tuple[str, str]]
    changes: list[tuple[str, str]]
    word_files: list[tuple[str, str]]
    looks: list[tuple[str, str]]


def day_of(text: str) -> str:
    """A moment of the data, as a day in words; — where there is none."""
    return worded(moments.day_of(datetime.fromisoformat(text))) if text else "—"


def account_shown(data: dict[str, Any]) -> list[tuple[str, str]]:
    values = data | {
        "language": LANGUAGE_NAMES[data["language"]],
        "digest": str(Digest(data["digest"]).label),
        "mail_choices": choices_worded(data["mail_choices"]),
        "since": day_of(data["since"]),
        "last_signed_in": day_of(data["last_signed_in"]),
    }
    return [(str(label), values[name] or "—") for name, label in ACCOUNT.items()]


def choices_worded(choices: dict[str, str]) -> str:
    return "; ".join(f"{MESSAGES[kind]}: {Pace(pace).label}" for kind, pace in choices.items())


def label_of(name: str) -> str:
    """Of a detail, or of who sees it."""
    detail = name.removesuffix("_visibility")
    label = _("Name") if detail == "name" else named_field(detail)
    if detail == name:
        return str(label)
    return _("%(detail)s: who sees it") % {"detail": label}


def named_field(name: str) -> str:
    field: Any = ContactPoint._meta.get_field(name)
    return str(field.verbose_name)


def fields_worded(names: str) -> str:
    return "; ".join(label_of(name) for name in names.split(", ") if name)


def office_shown(post: ContactPoint, data: dict[str, Any]) -> Office:
    return Office(
        title=f"{designation(post.state)}: {post.get_role_display()}",
        details=[(label_of(name), data["details"][name] or "—") for name in PERSONAL_DETAILS],
        changes=[(day_of(row["at"]), fields_worded(row["fields"])) for row in data["changes"]],
        word_files=[(day_of(row["brought"]), word_file_worded(row)) for row in data["word_files"]],
        looks=[
            (day_of(row["at"]), str(Look.Where(row["where"]).label)) for row in data["who_looked"]
        ],
    )


def word_file_worded(row: dict[str, Any]) -> str:
    if row["decided"]:
        return _("all of it decided on %(day)s") % {"day": day_of(row["decided"])}
    return _("%(name)s: parts that wait: %(count)s") % {
        "name": row["file_name"],
        "count": len(row["waits"]),
    }


def shown(account: User, data: dict[str, Any]) -> dict[str, Any]:
    posts = ContactPoint.objects.filter(account=account).select_related("state").order_by("pk")
    return {
        "account": account_shown(data["account"]),
        "offices": [
            office_shown(post, office) for post, office in zip(posts, data["offices"], strict=True)
        ],
        "messages": [
            (day_of(row["at"]), str(MESSAGES.get(row["kind"], row["kind"])))
            for row in data["messages_sent"]
        ],
        "comments": [
            (day_of(row["at"]), f"{row['part']}: {row['text']}")
            for row in data["drafting"]["comments"]
        ],
        "events": [(day_of(row["at"]), event_worded(row)) for row in data["security_events"]],
        "sessions": [(day_of(row["began"]), session_worded(row)) for row in data["sessions"]],
    }


def event_worded(row: dict[str, str]) -> str:
    how = f": {WAYS.get(row['how'], row['how'])}" if row["how"] else ""
    return ", ".join(filter(None, (f"{row['what']}{how}", row["network"])))


def session_worded(row: dict[str, str]) -> str:
    return f"{browser_worded(row['browser'])}, {row['network_address']}"
