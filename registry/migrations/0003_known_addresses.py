"""Accounts that were made before signing in by code: their address counts as verified, and their password no longer opens anything."""

from django.contrib.auth.hashers import make_password
from django.db import migrations


def know_addresses(apps, schema_editor):
    User, EmailAddress = apps.get_model("registry", "User"), apps.get_model("account", "EmailAddress")
    for user in User.objects.exclude(email=""):
        EmailAddress.objects.get_or_create(
            user_id=user.pk, email=user.email.lower(), defaults={"verified": True, "primary": True}
        )
        user.email, user.password = user.email.lower(), make_password(None)
        user.save(update_fields=["email", "password"])


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_contact_network"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    # A password that was dropped can't be brought back; the addresses may stay.
    operations = [migrations.RunPython(know_addresses, migrations.RunPython.noop)]
