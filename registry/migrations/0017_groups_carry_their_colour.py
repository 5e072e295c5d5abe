"""A regional group has its colour, whether it counts as neighbours, and its side in the table of origin and
destination as fields; until now the code knew these by the group's slug."""

import hashlib
import json

from django.db import migrations, models

KEPT_OUT = {"id", "version", "created_at", "updated_at"}
NEW = ("colour", "counts_as_neighbours", "matrix_side")
OF_KNOWN_GROUPS = {
    "eu": {"colour": "eu", "counts_as_neighbours": True, "matrix_side": "columns"},
    "schengen-associated": {"colour": "schengen-associated"},
    "eastern-partnership": {"colour": "eastern-partnership", "counts_as_neighbours": True, "matrix_side": "rows"},
    "western-balkans": {"colour": "western-balkans", "counts_as_neighbours": True},
    "central-asia": {"colour": "central-asia", "counts_as_neighbours": True},
}


def fingerprint(row, left_out=()):
    """As seeding makes it (common/seeding.py): of the values that are not as they are by default."""
    values = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name not in {*KEPT_OUT, *left_out} and value != field.get_default():
            values[field.attname] = str(value)
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def renew_memory(apps, row, before, after):
    """A row that nobody edited must not look edited to seeding."""
    memories = apps.get_model("registry", "SeededRecord").objects
    memories.filter(model="RegionalGroup", reference=row.slug, row=before).update(row=after)


def fill(apps, schema_editor):
    for row in apps.get_model("registry", "RegionalGroup").objects.filter(slug__in=OF_KNOWN_GROUPS):
        before = fingerprint(row)
        for name, value in OF_KNOWN_GROUPS[row.slug].items():
            setattr(row, name, value)
        row.save(update_fields=NEW)
        renew_memory(apps, row, before, fingerprint(row))


def renew_memories_back(apps, schema_editor):
    """The fields themselves are removed after this."""
    for row in apps.get_model("registry", "RegionalGroup").objects.all():
        renew_memory(apps, row, fingerprint(row), fingerprint(row, NEW))



class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0016_factor_secrets_encrypted'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalregionalgroup',
            name='colour',
            field=models.CharField(choices=[('eu', 'blue'), ('schengen-associated', 'violet'), ('eastern-partnership', 'ochre'), ('western-balkans', 'green'), ('central-asia', 'red-brown'), ('other', 'teal')], default='other', help_text='On the map and in lists.', max_length=20),
        ),
        migrations.AddField(
            model_name='historicalregionalgroup',
            name='counts_as_neighbours',
            field=models.BooleanField(default=False, help_text='First texts of profiles then give a state’s rank within this group.', verbose_name='its states are neighbours'),
        ),
        migrations.AddField(
            model_name='historicalregionalgroup',
            name='matrix_side',
            field=models.CharField(blank=True, choices=[('rows', 'rows'), ('columns', 'columns')], help_text='Where the group is shown as long as a reader has chosen no other.', max_length=7, verbose_name='in the table of origin and destination'),
        ),
        migrations.AddField(
            model_name='regionalgroup',
            name='colour',
            field=models.CharField(choices=[('eu', 'blue'), ('schengen-associated', 'violet'), ('eastern-partnership', 'ochre'), ('western-balkans', 'green'), ('central-asia', 'red-brown'), ('other', 'teal')], default='other', help_text='On the map and in lists.', max_length=20),
        ),
        migrations.AddField(
            model_name='regionalgroup',
            name='counts_as_neighbours',
            field=models.BooleanField(default=False, help_text='First texts of profiles then give a state’s rank within this group.', verbose_name='its states are neighbours'),
        ),
        migrations.AddField(
            model_name='regionalgroup',
            name='matrix_side',
            field=models.CharField(blank=True, choices=[('rows', 'rows'), ('columns', 'columns')], help_text='Where the group is shown as long as a reader has chosen no other.', max_length=7, verbose_name='in the table of origin and destination'),
        ),
        migrations.RunPython(fill, renew_memories_back),
    ]
