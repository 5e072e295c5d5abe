"""What seeding remembers of a row no longer counts what is as it is by default, so that a new field does not look like somebody's edit."""

import hashlib
import json
from collections import defaultdict

from django.db import migrations

KEPT_OUT = {"id", "version", "created_at", "updated_at"}


def fingerprint(row, *, with_defaults):
    values = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name not in KEPT_OUT and (with_defaults or value != field.get_default()):
            values[field.attname] = str(value)
    for field in row._meta.many_to_many:
        if field.remote_field.through._meta.auto_created:
            found = sorted(getattr(row, field.name).values_list("pk", flat=True))
            if found or with_defaults:
                values[field.name] = found
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def renew(before, after):
    def apply(apps, schema_editor):
        by_model = defaultdict(list)
        for memory in apps.get_model("registry", "SeededRecord").objects.exclude(row=""):
            by_model[memory.model].append(memory)
        for name, memories in by_model.items():
            if name.lower() not in apps.all_models["registry"]:
                continue  # of a table that later migrations made, on the way back
            rows = apps.get_model("registry", name).objects.all()
            new = {fingerprint(row, with_defaults=before): fingerprint(row, with_defaults=after) for row in rows.iterator()}
            for memory in memories:
                if memory.row in new:  # else somebody edited the row, which still shows
                    memory.row = new[memory.row]
                    memory.save()

    return apply


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_versions_of_imports")]

    operations = [
        migrations.RunPython(renew(True, False), renew(False, True)),
    ]
