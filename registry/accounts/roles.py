"""The roles that an account may have, as groups of rights."""

from django.contrib.auth.models import Group, Permission

SECRETARIAT_EDITOR = "Secretariat editor"
ADMINISTRATORS_ONLY = {"user", "historicaluser", "seededrecord"}


def set_up_roles() -> None:
    """A Secretariat editor may work on every record; accounts and rights are the administrator's. Safe to run again."""
    group, _made = Group.objects.get_or_create(name=SECRETARIAT_EDITOR)
    rights = Permission.objects.filter(content_type__app_label="registry").exclude(
        content_type__model__in=ADMINISTRATORS_ONLY
    )
    group.permissions.set(rights)
