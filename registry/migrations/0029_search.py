"""The index of the search in both dialects, its words, and what nobody found."""

import datetime
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


from registry.search import dialects


def make(apps, schema_editor):
    dialects.make(schema_editor)


def unmake(apps, schema_editor):
    dialects.unmake(schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0028_the_secretariats_workplace'),
    ]

    operations = [
        migrations.CreateModel(
            name='MissedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=100, unique=True)),
                ('language', models.CharField(max_length=2, verbose_name='page in')),
                ('count', models.PositiveIntegerField(default=1)),
                ('last_on', models.DateField()),
            ],
            options={
                'verbose_name': 'search without a hit',
                'verbose_name_plural': 'searches without a hit',
                'ordering': ['-count', 'words'],
            },
        ),
        migrations.CreateModel(
            name='SearchBehind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=300, unique=True)),
                ('kind', models.CharField(choices=[('state', 'States'), ('part', 'Parts of profiles'), ('edition', 'Profiles'), ('indicator', 'Indicators'), ('figure', 'Figures'), ('project', 'Projects'), ('plan', 'Action plans'), ('area', 'Co-operation areas'), ('action', 'Actions'), ('meeting', 'Meetings'), ('document', 'Documents'), ('news', 'News'), ('authority', 'Authorities'), ('person', 'Contact persons'), ('page', 'Pages')], max_length=10)),
                ('address', models.CharField(help_text='Without the language.', max_length=400)),
                ('title_en', models.CharField(max_length=400)),
                ('title_ru', models.CharField(blank=True, max_length=400)),
                ('detail_en', models.CharField(blank=True, max_length=300)),
                ('detail_ru', models.CharField(blank=True, max_length=300)),
                ('status_en', models.CharField(blank=True, max_length=100)),
                ('status_ru', models.CharField(blank=True, max_length=100)),
                ('look', models.CharField(blank=True, help_text='Of the stamp with its status.', max_length=10)),
                ('about', models.CharField(blank=True, help_text='The state it belongs to.', max_length=20)),
                ('states', models.CharField(blank=True, max_length=400)),
                ('years', models.CharField(blank=True, max_length=600)),
                ('areas', models.CharField(blank=True, max_length=400)),
                ('languages', models.CharField(blank=True, max_length=5)),
                ('since', models.DateField(default=datetime.date(1, 1, 1))),
                ('until', models.DateField(default=datetime.date(9999, 12, 31))),
                ('weight', models.FloatField(default=0)),
                ('title_words', models.PositiveSmallIntegerField(default=1)),
                ('fingerprint', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='SearchState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(blank=True, max_length=32)),
                ('analysis', models.PositiveSmallIntegerField(default=0)),
                ('next_due', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='HistoricalSynonyms',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(blank=True, editable=False)),
                ('updated_at', models.DateTimeField(blank=True, db_index=True, editable=False)),
                ('slug', models.SlugField()),
                ('words_en', models.TextField(blank=True, help_text='One word, name or abbreviation a line.', max_length=1000, verbose_name='in English')),
                ('words_ru', models.TextField(blank=True, max_length=1000, verbose_name='in Russian')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('state', models.ForeignKey(blank=True, db_constraint=False, help_text='Where these are other names of a state: it is found by them, and never called so.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.state')),
            ],
            options={
                'verbose_name': 'historical synonyms',
                'verbose_name_plural': 'historical synonyms',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='registry.searchentry')),
                ('text_en', models.TextField(blank=True, max_length=100000)),
                ('text_ru', models.TextField(blank=True, max_length=100000)),
                ('title_terms', models.TextField(blank=True, max_length=10000)),
                ('lead_terms', models.TextField(blank=True, max_length=20000)),
                ('body_terms', models.TextField(blank=True, max_length=200000)),
                ('exact_terms', models.TextField(blank=True, max_length=400000)),
            ],
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=40)),
                ('stem', models.CharField(db_index=True, max_length=40)),
                ('key', models.CharField(db_index=True, max_length=60)),
                ('since', models.DateField(default=datetime.date(1, 1, 1))),
                ('until', models.DateField(default=datetime.date(9999, 12, 31))),
                ('entries', models.PositiveIntegerField(default=0)),
                ('in_titles', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('word', 'since', 'until'), name='search_word_once_per_period')],
            },
        ),
        migrations.CreateModel(
            name='NearWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shortened', models.CharField(db_index=True, max_length=60)),
                ('word', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='near', to='registry.searchword')),
            ],
        ),
        migrations.CreateModel(
            name='Synonyms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True, db_index=True)),
                ('slug', models.SlugField(unique=True)),
                ('words_en', models.TextField(blank=True, help_text='One word, name or abbreviation a line.', max_length=1000, verbose_name='in English')),
                ('words_ru', models.TextField(blank=True, max_length=1000, verbose_name='in Russian')),
                ('state', models.ForeignKey(blank=True, help_text='Where these are other names of a state: it is found by them, and never called so.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='synonyms', to='registry.state')),
            ],
            options={
                'verbose_name_plural': 'synonyms',
                'ordering': ['slug'],
            },
        ),
        migrations.RunPython(make, unmake),
    ]
