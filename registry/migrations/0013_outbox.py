"""Messages wait in the database until they are sent."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0012_codes_elsewhere'),
    ]

    operations = [
        migrations.AlterField(
            model_name='sentmessage',
            name='state',
            field=models.CharField(choices=[('waiting', 'waiting'), ('sent', 'sent'), ('failed', 'given up'), ('unclear', 'unclear: it may have arrived')], default='waiting', max_length=10),
        ),
        migrations.CreateModel(
            name='WaitingMessage',
            fields=[
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='waiting', serialize=False, to='registry.sentmessage')),
                ('sealed', models.TextField(max_length=2000000)),
                ('is_for_accounts', models.BooleanField(default=False, help_text='Sent only if an open account has the address.')),
                ('due_at', models.DateTimeField(help_text='A sender that takes it moves this to the future.')),
                ('expires_at', models.DateTimeField(help_text='Afterwards it is neither sent nor kept.', null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('handed_over_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['due_at'], name='waiting_message_by_due_time')],
            },
        ),
    ]
