"""A person's own data: taken away, erased, and forgotten after a time.

An erasure empties every place that holds personal values (the row, the account, traces, letters,
links, the admin's log) and keeps the act: "contact point of GEO, 2019–2023". What is kept where is
declared with each model as `personal_details`; a test fills all of them and looks for the
values afterwards, in every table of the database.
"""

import json
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.models import Acceptance, ConsoleLink, Invitation, User
from registry.accounts.roles import end_sessions
from registry.common import mail, outbox
from registry.common.dates import add_months
from registry.common.errors import RuleError
from registry.common.history import save_version
from registry.common.message_kinds import MessageKind
from registry.contacts.attached_rows import attachments_to
from registry.contacts.group_mail import Delivery
from registry.contacts.log_erasure import PersonalValues, entries_about
from registry.contacts.models import DETAILS, PERSONAL_DETAILS, ContactPoint
from registry.contacts.terms import end_term, posts_of
from registry.contacts.traces import DetailChange, EmailChange, Handover, Merge, OfficeChange

LAST_WORD = timedelta(
    days=3
)  # how long the message about the erasure is tried; then its address goes too


def own_data(account: User) -> dict[str, Any]:
    """Everything that the registry keeps about a person, as values of JSON."""
    posts = ContactPoint.objects.filter(account=account).select_related("state", "authority")
    posts = posts.order_by("pk")
    own_sessions = UserSession.objects.filter(user=account)
    return {
        "account": {
            "email": account.email,
            "name": account.get_full_name(),
            "language": account.language,
            "digest": account.digest,
            "mail_choices": account.mail_choices,
            "since": iso_date(account.date_joined),
            "last_signed_in": iso_date(account.last_login),
        },
        "privacy_notice": [
            {"version": row.notice.number, "accepted": iso_date(row.at)}
            for row in Acceptance.objects.filter(account=account).select_related("notice")
        ],
        "offices": [office_data(post) for post in posts],
        "messages_sent": [
            {"kind": row.kind, "at": iso_date(row.at)} for row in account.messages.all()
        ],
        "sessions": [session_data(row) for row in own_sessions],
        "second_factors": [row.type for row in Authenticator.objects.filter(user=account)],
        "security_events": [event_data(row) for row in SecurityEvent.objects.of_person(account)],
    }


def session_data(row: UserSession) -> dict[str, str]:
    return {
        "began": iso_date(row.created_at),
        "network_address": row.ip,
        "browser": row.user_agent,
    }


def event_data(row: SecurityEvent) -> dict[str, str]:
    return {
        "what": str(row.get_what_display()),
        "how": row.how,
        "at": iso_date(row.at),
        "network": row.network,
    }


def change_data(row: DetailChange, post: ContactPoint) -> dict[str, Any]:
    return {
        "fields": row.fields,
        "at": iso_date(row.at),
        "by_yourself": row.by_id == post.account_id,
    }


def office_data(post: ContactPoint) -> dict[str, Any]:
    return {
        "state_code": post.state.iso_alpha3,
        "role": post.role,
        "authority": post.authority.name_en,
        "since": iso_date(post.since),
        "until": iso_date(post.until),
        "confirmed_on": iso_date(post.confirmed_on),
        "details": {name: getattr(post, name) for name in PERSONAL_DETAILS},
        "who_sees_what": {name: getattr(post, f"{name}_visibility") for name in DETAILS},
        "changes": [change_data(row, post) for row in post.detail_changes.all()],
        "system_tokens": [token_data(row) for row in post.system_tokens.all()],
        "word_files": [word_data(row) for row in post.word_proposals.all()],
        "who_looked": [{"where": row.where, "at": iso_date(row.at)} for row in post.looks.all()],
        "letters": [
            {"subject": row.group_mail.subject_en, "answer": row.answer}
            for row in post.deliveries.select_related("group_mail")
        ],
    }


def token_data(row: Any) -> dict[str, Any]:
    """Of a token of a state's own system, and what it proposed."""
    proposals = row.proposals.all()
    return {
        "name": row.name,
        "made": iso_date(row.made_at),
        "last_used": iso_date(row.last_used_at),
        "revoked": iso_date(row.revoked_at),
        "proposals": [{"kind": one.kind, "content": one.content} for one in proposals],
    }


def word_data(row: Any) -> dict[str, Any]:
    """Of a Word file that was brought back; once all of it is decided, only the day is kept."""
    return {
        "file_name": row.file_name,
        "brought": iso_date(row.at),
        "decided": iso_date(row.closed_at),
        "waits": [word_item(item) for item in row.open_items],
    }


def word_item(item: dict[str, Any]) -> dict[str, Any]:
    said = ("kind", "texts", "text", "typed", "html")
    return {name: item[name] for name in said if name in item}


def iso_date(day: date | datetime | None) -> str:
    return day.isoformat() if day else ""


@transaction.atomic
def ask_erasure(account: User, *, on: date) -> None:
    """The Secretariat's front page lists it until it is done. The office ends with it, so a person
    confirms it first."""
    ContactPoint.objects.filter(account=account, erased_on__isnull=True).update(erasure_asked_on=on)


@transaction.atomic
def withdraw_erasure(account: User) -> int:
    """The wish, as long as the Secretariat has not carried it out. For how many offices."""
    rows = ContactPoint.objects.filter(account=account, erased_on__isnull=True)
    return rows.filter(erasure_asked_on__isnull=False).update(erasure_asked_on=None)


@transaction.atomic
def erase(contact_point: ContactPoint, *, by: User | None, on: date) -> ContactPoint:
    """Ends the term if it runs, then empties everything personal. The account goes too, unless it
    holds another office.

    Raises RuleError where it was done before.
    """
    contact_point = (
        ContactPoint.objects.select_for_update(of=("self",))
        .select_related("state", "account")
        .get(pk=contact_point.pk)
    )
    if contact_point.erased_on:
        raise RuleError(
            _("%(contact_point)s: the personal details were erased on %(erased_on)s.")
            % {"contact_point": contact_point, "erased_on": f"{contact_point.erased_on:%d.%m.%Y}"}
        )
    if contact_point.holds_on(on) and not contact_point.ended_at:
        contact_point = end_term(contact_point, by=by, on=on)
    account, post = contact_point.account, contact_point.post
    rows = [contact_point, *contact_point.merged_rows.all()]
    values, own_entries = PersonalValues.of_rows(rows), entries_about(rows)
    addresses = {row.email.lower() for row in rows} | {row.shared_email.lower() for row in rows}
    outbox.forget(addresses - {""}, account=account, contact_point=contact_point)
    if by:  # what goes by itself, after the set time, goes without a word
        mail.send(
            MessageKind.ERASED,
            occasion=(contact_point.pk,),
            to=contact_point.mail_to,
            language=contact_point.mail_language,
            lasts=LAST_WORD,
            state=contact_point.state,
        )
    record_event(SecurityEvent.What.ERASED, about=f"contact point {contact_point.pk}")
    for row in rows:
        erase_row(row, by=by, on=on)
    erase_traces(contact_point)
    if account and not posts_of(account, on) and not account.is_staff:
        values.add_account(account)
        erase_account(account, post)
    values.erase_from_log(own_entries)
    forget_sessions(values.all)
    return contact_point


def erase_row(contact_point: ContactPoint, *, by: User | None, on: date) -> None:
    for name in PERSONAL_DETAILS:
        setattr(contact_point, name, "")
    contact_point.erased_on, contact_point.erasure_asked_on, contact_point.account = on, None, None
    save_version(contact_point, by=by, reason="personal details erased")


def erase_traces(contact_point: ContactPoint) -> None:
    for attachment in attachments_to(ContactPoint):
        if attachment.field in getattr(attachment.model, "erased_with", ()):
            attachment.rows_of(contact_point).delete()
    EmailChange.objects.filter(contact_point=contact_point).delete()
    Invitation.objects.filter(contact_point=contact_point).delete()
    OfficeChange.objects.filter(contact_point=contact_point).update(reason="")
    Delivery.objects.filter(contact_point=contact_point).update(answer="")
    Merge.objects.filter(models.Q(kept=contact_point) | models.Q(dropped=contact_point)).update(
        before={}
    )
    for handover in Handover.objects.filter(
        models.Q(predecessor=contact_point) | models.Q(successor=contact_point)
    ):
        if handover.letter:
            handover.letter.delete(save=False)
        handover.note = handover.reason = handover.name_latin = handover.name_cyrillic = (
            handover.email
        ) = ""
        handover.save()


def erase_account(account: User, post: str) -> None:
    end_sessions(account)
    owned: tuple[tuple[Any, str], ...] = (
        (EmailAddress, "user"),
        (Authenticator, "user"),
        (ConsoleLink, "account"),
        (Invitation, "account"),
        (EmailChange, "account"),
    )
    for model, field in owned:
        model.objects.filter(**{field: account}).delete()
    SecurityEvent.objects.make_anonymous(account)
    account.email = f"erased-{account.pk}@erased.invalid"
    account.first_name = account.last_name = ""
    account.former_post = post
    account.mail_choices = {}
    account.calendar_number = -abs(account.calendar_number)
    account.is_active = False
    account.save()
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(account.pk)
    ).update(object_repr=f"account {account.pk}", change_message="")


def forget_sessions(values: set[str]) -> None:
    """A sign-in that was begun and not finished keeps the address that was typed, until it
    expires."""
    wanted = {value.lower() for value in values if "@" in value}
    for session in Session.objects.all():
        text = json.dumps(session.get_decoded(), default=str, ensure_ascii=False).lower()
        if any(value in text for value in wanted):
            session.delete()


def forget_former(on: date) -> int:
    """Retention: details of those who left more than RETENTION_MONTHS ago are erased. How many
    were."""
    before = add_months(on, -settings.RETENTION_MONTHS)
    former = ContactPoint.objects.former(on).filter(erased_on__isnull=True)
    rows = [row for row in former if left_on(row) < before]
    for row in rows:
        erase(row, by=None, on=on)
    return len(rows)


def left_on(contact_point: ContactPoint) -> date:
    return min(
        filter(
            None,
            [
                contact_point.until,
                timezone.localdate(contact_point.ended_at) if contact_point.ended_at else None,
            ],
        )
    )
