"""A person's own data: taken away, erased, and forgotten after a time.

An erasure empties every place where personal values stand (the row, the account, traces, letters, links, the admin's log) and
keeps the act: "contact point of GEO, 2019–2023". What is kept where is declared with each model as `personal_details`; a test
fills every one of them and looks for the values afterwards, in every table of the database.
"""

import json
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction

from registry.accounts.models import Acceptance, ConsoleLink, Invitation, User
from registry.accounts.roles import end_sessions
from registry.common import mail
from registry.common.dates import add_months
from registry.common.errors import RuleError
from registry.contacts.group_mail import Delivery
from registry.contacts.models import DETAILS, PERSONAL_DETAILS, ContactPoint
from registry.contacts.terms import end_term, posts_of
from registry.contacts.traces import EmailChange, Handover, Merge, OfficeChange


def own_data(account: User) -> dict[str, Any]:
    """Everything that the registry keeps about a person, as plain values."""
    posts = ContactPoint.objects.filter(account=account).select_related("state", "authority")
    return {
        "account": {
            "email": account.email,
            "name": account.get_full_name(),
            "language": account.language,
            "digest": account.digest,
            "since": told(account.date_joined),
            "last_signed_in": told(account.last_login),
        },
        "privacy_notice": [
            {"version": row.notice.number, "accepted": told(row.at)}
            for row in Acceptance.objects.filter(account=account).select_related("notice")
        ],
        "offices": [office_data(post) for post in posts],
        "messages_sent": [{"kind": row.kind, "at": told(row.at)} for row in account.messages.all()],
        "sessions": [
            {"began": told(row.created_at), "network_address": row.ip, "browser": row.user_agent}
            for row in account.usersession_set.all()
        ],
        "second_factors": [row.type for row in Authenticator.objects.filter(user=account)],
    }


def office_data(post: ContactPoint) -> dict[str, Any]:
    return {
        "state_code": post.state.iso_alpha3,
        "role": post.role,
        "authority": post.authority.name_en,
        "since": told(post.since),
        "until": told(post.until),
        "confirmed_on": told(post.confirmed_on),
        "details": {name: getattr(post, name) for name in PERSONAL_DETAILS},
        "who_sees_what": {name: getattr(post, f"{name}_visibility") for name in DETAILS},
        "changes": [
            {"fields": row.fields, "at": told(row.at), "by_yourself": row.by_id == post.account_id}
            for row in post.detail_changes.all()
        ],
        "who_looked": [{"where": row.where, "at": told(row.at)} for row in post.looks.all()],
        "letters": [
            {"subject": row.group_mail.subject_en, "answer": row.answer}
            for row in post.deliveries.select_related("group_mail")
        ],
    }


def told(moment: date | datetime | None) -> str:
    return moment.isoformat() if moment else ""


@transaction.atomic
def ask_erasure(account: User, *, on: date) -> None:
    """Stands on the Secretariat's front page until it is done; the office ends with it, so a person confirms it first."""
    ContactPoint.objects.filter(account=account, erased_on__isnull=True).update(erasure_asked_on=on)


@transaction.atomic
def erase(one: ContactPoint, *, by: User | None, on: date) -> ContactPoint:
    """Ends the term if it runs, then empties everything personal. The account goes too, unless it holds another office.

    Raises RuleError where it was done before.
    """
    one = ContactPoint.objects.select_for_update(of=("self",)).select_related("state", "account").get(pk=one.pk)
    if one.erased_on:
        raise RuleError(f"{one}: the personal details were erased on {one.erased_on:%d.%m.%Y}.")
    if one.holds_on(on) and not one.ended_at:
        one = end_term(one, by=by, on=on)
    account, post = one.account, one.post
    if by:  # what goes by itself, after the set time, goes without a word
        mail.send("erased", key=f"erased/{one.pk}", to=one.mail_to, language=one.mail_language, state=one.state)
    values = personal_values(one)
    erase_row(one, on)
    for merged in one.merged_rows.all():
        values |= personal_values(merged)
        erase_row(merged, on)
    erase_traces(one)
    if account and not posts_of(account, on) and not account.is_staff:
        values |= {account.email, account.first_name, account.last_name, account.get_full_name()}
        erase_account(account, post)
    erase_from_log(values)
    forget_sessions(values)
    return one


def personal_values(one: ContactPoint) -> set[str]:
    return {getattr(one, name) for name in PERSONAL_DETAILS}


def erase_row(one: ContactPoint, on: date) -> None:
    for name in PERSONAL_DETAILS:
        setattr(one, name, "")
    one.erased_on, one.erasure_asked_on, one.account = on, None, None
    one.version += 1
    one._change_reason = "personal details erased"
    one.save()


def erase_traces(one: ContactPoint) -> None:
    EmailChange.objects.filter(contact_point=one).delete()
    Invitation.objects.filter(contact_point=one).delete()
    OfficeChange.objects.filter(contact_point=one).update(reason="")
    Delivery.objects.filter(contact_point=one).update(answer="")
    Merge.objects.filter(models.Q(kept=one) | models.Q(dropped=one)).update(before={})
    for handover in Handover.objects.filter(models.Q(predecessor=one) | models.Q(successor=one)):
        if handover.letter:
            handover.letter.delete(save=False)
        handover.note = handover.reason = handover.name_latin = handover.name_cyrillic = handover.email = ""
        handover.save()


def erase_account(account: User, post: str) -> None:
    end_sessions(account)
    for model, field in (
        (EmailAddress, "user"),
        (Authenticator, "user"),
        (ConsoleLink, "account"),
        (Invitation, "account"),
    ):
        model.objects.filter(**{field: account}).delete()
    account.email = f"erased-{account.pk}@erased.invalid"
    account.first_name = account.last_name = ""
    account.former_post = post
    account.is_active = False
    account.save()
    LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(account.pk)).update(
        object_repr=f"account {account.pk}", change_message=""
    )


def forget_sessions(values: set[str]) -> None:
    """A sign-in that was begun and not finished keeps the address that was typed, until it expires."""
    wanted = {value.lower() for value in values if "@" in value}
    for session in Session.objects.all():
        text = json.dumps(session.get_decoded(), default=str, ensure_ascii=False).lower()
        if any(value in text for value in wanted):
            session.delete()


def erase_from_log(values: set[str]) -> None:
    """Reasons and notes are free text: what a colleague wrote there about the person goes too."""
    for value in sorted((value for value in values if len(value) > 3), key=len, reverse=True):
        LogEntry.objects.filter(
            models.Q(object_repr__icontains=value) | models.Q(change_message__icontains=value)
        ).update(object_repr="(erased)", change_message="")
        ContactPoint.history.filter(history_change_reason__icontains=value).update(history_change_reason="(erased)")


def forget_former(on: date) -> int:
    """Retention: details of those who left more than RETENTION_MONTHS ago are erased. How many were."""
    before = add_months(on, -settings.RETENTION_MONTHS)
    rows = [row for row in ContactPoint.objects.former(on).filter(erased_on__isnull=True) if left_on(row) < before]
    for row in rows:
        erase(row, by=None, on=on)
    return len(rows)


def left_on(one: ContactPoint) -> date:
    return min(filter(None, [one.until, one.ended_at.date() if one.ended_at else None]))
