"""What happens during a day goes out in a single message; a suggestion can be passed on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0023_names_in_their_scripts'),
    ]

    operations = [
        migrations.AddField(
            model_name='sentmessage',
            name='day',
            field=models.DateField(blank=True, help_text='The day whose message it is (daily_mail.py).', null=True),
        ),
        migrations.AddField(
            model_name='sentmessage',
            name='gathered_in',
            field=models.ForeignKey(blank=True, help_text='The message of the day in which it went.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='matters', to='registry.sentmessage'),
        ),
        migrations.AddField(
            model_name='suggestion',
            name='passed_on_at',
            field=models.DateTimeField(blank=True, editable=False, help_text="A ministry's, from when the Secretariat sees it too.", null=True),
        ),
        migrations.AddField(
            model_name='waitingmessage',
            name='is_daily',
            field=models.BooleanField(default=False, help_text='Waits for the message of the day, until `due_at` at the latest.'),
        ),
    ]
