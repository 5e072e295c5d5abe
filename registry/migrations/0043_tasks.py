"""Work behind the requests: how far it is. Word files wait until they are read."""

import django.db.models.deletion
import registry.word.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        ('registry', '0042_word'),
    ]

    operations = [
        migrations.CreateModel(
            name='TaskProgress',
            fields=[
                ('task', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='progress', serialize=False, to='django_tasks_database.dbtaskresult')),
                ('beat_at', models.DateTimeField(help_text='When its worker was last known to be alive.')),
                ('done', models.PositiveIntegerField(default=0)),
                ('most', models.PositiveIntegerField(default=0, help_text='0 where nobody knows.')),
                ('problem', models.CharField(blank=True, choices=[('beneath', 'The database, the cache or the disk did not answer.'), ('interrupted', 'The program was ended while it was at work.'), ('memory', 'It needs more memory than there is.'), ('program', 'An error of the program. Its log has the details.'), ('paused', 'It makes room for what is more urgent, and goes on by itself.')], max_length=11)),
                ('error', models.CharField(blank=True, help_text="Name of the program's error.", max_length=100)),
            ],
            options={
                'verbose_name': 'work behind the requests',
                'verbose_name_plural': 'work behind the requests',
            },
        ),
        migrations.AddField(
            model_name='figuresheet',
            name='fingerprint',
            field=models.CharField(blank=True, help_text='Of who brought what, until something of it is taken.', max_length=64),
        ),
        migrations.AddField(
            model_name='wordproposal',
            name='decided_comments',
            field=models.JSONField(default=list, help_text='Fingerprints: they are not proposed a second time.'),
        ),
        migrations.AddField(
            model_name='wordproposal',
            name='file',
            field=models.FileField(blank=True, storage=registry.word.models.brought_storage, upload_to=registry.word.models.brought_name),
        ),
        migrations.AddField(
            model_name='wordproposal',
            name='language',
            field=models.CharField(choices=[('en', 'English'), ('ru', 'Russian')], default='en', help_text='In which it is told what was wrong.', max_length=2),
        ),
        migrations.AddField(
            model_name='wordproposal',
            name='problem',
            field=models.CharField(blank=True, help_text='Why it was not taken.', max_length=500),
        ),
        migrations.AddField(
            model_name='wordproposal',
            name='size',
            field=models.PositiveIntegerField(default=0, help_text='Bytes of the file.'),
        ),
        migrations.AddField(
            model_name='wordproposal',
            name='state',
            field=models.CharField(choices=[('reading', 'being read'), ('read', 'read'), ('refused', 'not taken')], default='read', max_length=7),
        ),
        migrations.AlterField(
            model_name='figureimport',
            name='status',
            field=models.CharField(choices=[('arrived', 'being unpacked'), ('received', 'columns to be matched'), ('reading', 'being read'), ('read', 'read, to be confirmed'), ('applied', 'written'), ('undone', 'undone'), ('discarded', 'given up')], default='received', max_length=10),
        ),
        migrations.AlterField(
            model_name='wordproposal',
            name='content',
            field=models.JSONField(default=list),
        ),
        migrations.AddConstraint(
            model_name='figuresheet',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None), models.Q(('fingerprint', ''), _negated=True)), fields=('edition', 'fingerprint'), name='sheet_waits_once'),
        ),
    ]
