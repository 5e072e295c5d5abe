"""The roles that an account may have, as groups of rights; and what ends with them."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.models import User

SECRETARIAT_EDITOR = "Secretariat editor"
ADMINISTRATORS_ONLY = {
    "user",
    "historicaluser",
    "seededrecord",
    "consolelink",
    "acceptance",
    "invitation",
    "waitingmessage",
    "securityevent",
}


def set_up_roles() -> None:
    """A Secretariat editor may work on every record; accounts and rights are the
    administrator's. Safe to run again."""
    group, _made = Group.objects.get_or_create(name=SECRETARIAT_EDITOR)
    rights = Permission.objects.filter(content_type__app_label="registry").exclude(
        content_type__model__in=ADMINISTRATORS_ONLY
    )
    group.permissions.set(rights)


def make_editor(user: User) -> None:
    set_up_roles()
    user.is_staff = True
    user.save()
    user.groups.add(Group.objects.get(name=SECRETARIAT_EDITOR))


def set_address(user: User, email: str) -> None:
    """The address that signs in: verified, and the only one."""
    user.email = email.lower()
    user.save()
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def end_sessions(user: User) -> int:
    """Sign out everywhere, at once. How many sessions ended."""
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    record_event(SecurityEvent.What.SESSIONS_ENDED, account=user)
    return sessions.delete()[0]


def end_every_session(user: User) -> int:
    """Also a session that is on no list. Django ties a session to the account's password: what is
    there in its place is made anew."""
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(password=user.password)
    return end_sessions(user)
