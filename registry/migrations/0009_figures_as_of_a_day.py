"""Versions of figures: what stood before a change is kept, so that a page can be shown as of a day."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0008_figure_status_words'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='observation',
            name='observation_once_per_counterpart',
        ),
        migrations.RemoveConstraint(
            model_name='observation',
            name='observation_total_once',
        ),
        migrations.AddField(
            model_name='observation',
            name='held_since',
            field=models.DateField(editable=False, help_text='Day on which it was written. Empty: from the beginning.', null=True),
        ),
        migrations.AddField(
            model_name='observation',
            name='held_until',
            field=models.DateField(editable=False, help_text='Day on which another version or none took its place.', null=True),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.UniqueConstraint(condition=models.Q(('counterpart__isnull', False), ('held_until__isnull', True)), fields=('indicator', 'state', 'year', 'sex', 'counterpart', 'source'), name='observation_once_per_counterpart'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.UniqueConstraint(condition=models.Q(('counterpart__isnull', True), ('held_until__isnull', True)), fields=('indicator', 'state', 'year', 'sex', 'source'), name='observation_total_once'),
        ),
    ]
