"""Secrets of second factors are encrypted; changes of address that are under way know their account."""

from django.db import migrations

from registry.accounts.factor_secrets import renew_secrets, write_plainly


def encrypt(apps, schema_editor):
    renew_secrets(apps.get_model("mfa", "Authenticator").objects.all())


def decrypt(apps, schema_editor):
    write_plainly(apps.get_model("mfa", "Authenticator").objects.all())


def name_accounts(apps, schema_editor):
    rows = apps.get_model("registry", "EmailChange").objects.filter(account=None)
    for change in rows.exclude(contact_point__account=None).select_related("contact_point"):
        change.account_id = change.contact_point.account_id
        change.save(update_fields=["account"])


def forget_those_without_office(apps, schema_editor):
    """The version before knows changes of a contact point's address only."""
    apps.get_model("registry", "EmailChange").objects.filter(contact_point=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0015_security_events_and_addresses"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.RunPython(encrypt, decrypt),
        migrations.RunPython(name_accounts, forget_those_without_office),
    ]
