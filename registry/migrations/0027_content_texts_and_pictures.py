"""Texts of news, projects and meetings with formatting, and pictures.

What was plain becomes paragraphs, in the records and in their earlier versions; going back, the
words stay and the formatting goes. What seeding remembers of a row follows, so that the new form
does not look like somebody's edit.
"""

import hashlib
import html
import json
import re

import django.core.validators
import django.db.models.deletion
import registry.media.models
import simple_history.models
from django.conf import settings
from django.db import migrations, models


KEPT_OUT = {"id", "version", "created_at", "updated_at"}
TEXTS = {
    "NewsItem": ("body",),
    "Project": ("objective", "activities", "results"),
    "Meeting": ("summary",),
}


def formatted(text):
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r", ""))]
    return "".join(f"<p>{html.escape(part)}</p>".replace("\n", "<br>") for part in parts if part)


def plain(text):
    text = re.sub(r"<br>|</(?:li|tr)>", "\n", text)
    text = re.sub(r"</(?:p|h[2-4]|ul|ol|table)>", "\n\n", text)
    text = html.unescape(re.sub(r"<[^<>]*>", "", re.sub(r"</t[dh]>", " ", text)))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def fingerprint(row):
    """As registry/common/seeding.py has it."""
    values = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name not in KEPT_OUT and value != field.get_default():
            values[field.attname] = str(value)
    for field in row._meta.many_to_many:
        if field.remote_field.through._meta.auto_created:
            found = sorted(getattr(row, field.name).values_list("pk", flat=True))
            if found:
                values[field.name] = found
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def rewritten(change):
    def apply(apps, schema_editor):
        for name, stems in TEXTS.items():
            columns = [f"{stem}_{language}" for stem in stems for language in ("en", "ru")]
            rewrite(apps.get_model("registry", f"Historical{name}"), columns, change)
            new = rewrite(apps.get_model("registry", name), columns, change)
            for memory in apps.get_model("registry", "SeededRecord").objects.filter(model=name).exclude(row=""):
                if memory.row in new:  # else somebody edited the row, which still shows
                    memory.row = new[memory.row]
                    memory.save()

    return apply


def rewrite(model, columns, change):
    """Returns the new fingerprint of each row by the one that it had."""
    found = {}
    is_record = not model.__name__.startswith("Historical")
    for row in model.objects.all():
        before = fingerprint(row) if is_record else ""
        for column in columns:
            setattr(row, column, change(getattr(row, column)))
        model.objects.filter(pk=row.pk).update(**{column: getattr(row, column) for column in columns})
        if is_record:
            found[before] = fingerprint(row)
    return found


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0026_content_appears'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicalmeeting',
            name='summary_en',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='historicalmeeting',
            name='summary_ru',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='historicalnewsitem',
            name='body_en',
            field=models.TextField(max_length=200000),
        ),
        migrations.AlterField(
            model_name='historicalnewsitem',
            name='body_ru',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='historicalproject',
            name='activities_en',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='historicalproject',
            name='activities_ru',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='historicalproject',
            name='objective_en',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='historicalproject',
            name='objective_ru',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='historicalproject',
            name='results_en',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='historicalproject',
            name='results_ru',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='summary_en',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='meeting',
            name='summary_ru',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='newsitem',
            name='body_en',
            field=models.TextField(max_length=200000),
        ),
        migrations.AlterField(
            model_name='newsitem',
            name='body_ru',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='project',
            name='activities_en',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='project',
            name='activities_ru',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='project',
            name='objective_en',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='project',
            name='objective_ru',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='project',
            name='results_en',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.AlterField(
            model_name='project',
            name='results_ru',
            field=models.TextField(blank=True, max_length=200000),
        ),
        migrations.CreateModel(
            name='HistoricalPicture',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(blank=True, editable=False)),
                ('updated_at', models.DateTimeField(blank=True, db_index=True, editable=False)),
                ('key', models.CharField(db_index=True, default=registry.media.models.new_key, editable=False, max_length=20)),
                ('folder', models.CharField(editable=False, max_length=20)),
                ('form', models.CharField(choices=[('jpg', 'JPEG'), ('png', 'PNG')], default='jpg', editable=False, max_length=3)),
                ('width', models.PositiveIntegerField(editable=False)),
                ('height', models.PositiveIntegerField(editable=False)),
                ('widths', models.JSONField(default=list, editable=False, verbose_name='widths that were made')),
                ('shows_en', models.CharField(blank=True, help_text='For those who do not see it: what it shows.', max_length=300)),
                ('shows_ru', models.CharField(blank=True, max_length=300)),
                ('is_decorative', models.BooleanField(default=False, help_text='It adds nothing to the text beside it.', verbose_name='decorative')),
                ('credit', models.CharField(blank=True, help_text='Photo: ICMPD / Anna Novak.', max_length=200)),
                ('licence', models.CharField(blank=True, help_text='For instance: CC BY 4.0.', max_length=100)),
                ('focus_x', models.PositiveSmallIntegerField(default=50, help_text='In percent: what stays in view where the picture is cut.', validators=[django.core.validators.MaxValueValidator(100)], verbose_name='focus from the left')),
                ('focus_y', models.PositiveSmallIntegerField(default=50, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='focus from the top')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical picture',
                'verbose_name_plural': 'historical pictures',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True, db_index=True)),
                ('key', models.CharField(default=registry.media.models.new_key, editable=False, max_length=20, unique=True)),
                ('folder', models.CharField(editable=False, max_length=20)),
                ('form', models.CharField(choices=[('jpg', 'JPEG'), ('png', 'PNG')], default='jpg', editable=False, max_length=3)),
                ('width', models.PositiveIntegerField(editable=False)),
                ('height', models.PositiveIntegerField(editable=False)),
                ('widths', models.JSONField(default=list, editable=False, verbose_name='widths that were made')),
                ('shows_en', models.CharField(blank=True, help_text='For those who do not see it: what it shows.', max_length=300)),
                ('shows_ru', models.CharField(blank=True, max_length=300)),
                ('is_decorative', models.BooleanField(default=False, help_text='It adds nothing to the text beside it.', verbose_name='decorative')),
                ('credit', models.CharField(blank=True, help_text='Photo: ICMPD / Anna Novak.', max_length=200)),
                ('licence', models.CharField(blank=True, help_text='For instance: CC BY 4.0.', max_length=100)),
                ('focus_x', models.PositiveSmallIntegerField(default=50, help_text='In percent: what stays in view where the picture is cut.', validators=[django.core.validators.MaxValueValidator(100)], verbose_name='focus from the left')),
                ('focus_y', models.PositiveSmallIntegerField(default=50, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='focus from the top')),
            ],
            options={
                'ordering': ['-created_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_decorative', True), models.Q(models.Q(('shows_en', ''), _negated=True), models.Q(('shows_ru', ''), _negated=True)), _connector='OR'), name='picture_says_what_it_shows', violation_error_message='Say in both languages what the picture shows, or mark it as decorative.'), models.CheckConstraint(condition=models.Q(('focus_x__lte', 100), ('focus_y__lte', 100)), name='picture_focus_within')],
            },
        ),
        migrations.AddField(
            model_name='historicalnewsitem',
            name='picture',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.picture', verbose_name='lead picture'),
        ),
        migrations.AddField(
            model_name='newsitem',
            name='picture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='news', to='registry.picture', verbose_name='lead picture'),
        ),
        migrations.RunPython(rewritten(formatted), rewritten(plain)),
    ]
