"""Draft, ready, from a time on, until a time, taken offline. News that was dated for a day to come
waits for the beginning of that day, as it did before."""

from datetime import datetime, time

from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

KINDS = ("Document", "Meeting", "NewsItem", "Page", "Project")


def let_news_wait(apps, schema_editor):
    news = apps.get_model("registry", "NewsItem")
    for row in news.objects.filter(date__gt=timezone.localdate()):
        begins = timezone.make_aware(datetime.combine(row.date, time.min))
        news.objects.filter(pk=row.pk).update(appears_at=begins)


def refuse_while_anything_is_hidden(apps, schema_editor):
    """Without these columns, what is hidden would be public at once."""
    hidden = ~Q(stage="ready") | Q(appears_at__gt=timezone.now()) | Q(goes_at__isnull=False)
    for kind in KINDS:
        if apps.get_model("registry", kind).objects.filter(hidden).exists():
            raise RuntimeError(f"Some rows of {kind} are hidden and would become public.")


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0025_caveats_and_notes_for_readers'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='appears_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it appears'),
        ),
        migrations.AddField(
            model_name='document',
            name='goes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it goes'),
        ),
        migrations.AddField(
            model_name='document',
            name='stage',
            field=models.CharField(choices=[('draft', 'draft'), ('ready', 'ready'), ('offline', 'taken offline')], default='ready', help_text='Readers see what is ready, from the time below on.', max_length=10),
        ),
        migrations.AddField(
            model_name='historicaldocument',
            name='appears_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it appears'),
        ),
        migrations.AddField(
            model_name='historicaldocument',
            name='goes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it goes'),
        ),
        migrations.AddField(
            model_name='historicaldocument',
            name='stage',
            field=models.CharField(choices=[('draft', 'draft'), ('ready', 'ready'), ('offline', 'taken offline')], default='ready', help_text='Readers see what is ready, from the time below on.', max_length=10),
        ),
        migrations.AddField(
            model_name='historicalmeeting',
            name='appears_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it appears'),
        ),
        migrations.AddField(
            model_name='historicalmeeting',
            name='goes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it goes'),
        ),
        migrations.AddField(
            model_name='historicalmeeting',
            name='stage',
            field=models.CharField(choices=[('draft', 'draft'), ('ready', 'ready'), ('offline', 'taken offline')], default='ready', help_text='Readers see what is ready, from the time below on.', max_length=10),
        ),
        migrations.AddField(
            model_name='historicalnewsitem',
            name='appears_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it appears'),
        ),
        migrations.AddField(
            model_name='historicalnewsitem',
            name='goes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it goes'),
        ),
        migrations.AddField(
            model_name='historicalnewsitem',
            name='stage',
            field=models.CharField(choices=[('draft', 'draft'), ('ready', 'ready'), ('offline', 'taken offline')], default='ready', help_text='Readers see what is ready, from the time below on.', max_length=10),
        ),
        migrations.AddField(
            model_name='historicalpage',
            name='appears_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it appears'),
        ),
        migrations.AddField(
            model_name='historicalpage',
            name='goes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it goes'),
        ),
        migrations.AddField(
            model_name='historicalpage',
            name='stage',
            field=models.CharField(choices=[('draft', 'draft'), ('ready', 'ready'), ('offline', 'taken offline')], default='ready', help_text='Readers see what is ready, from the time below on.', max_length=10),
        ),
        migrations.AddField(
            model_name='historicalproject',
            name='appears_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it appears'),
        ),
        migrations.AddField(
            model_name='historicalproject',
            name='goes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it goes'),
        ),
        migrations.AddField(
            model_name='historicalproject',
            name='stage',
            field=models.CharField(choices=[('draft', 'draft'), ('ready', 'ready'), ('offline', 'taken offline')], default='ready', help_text='Readers see what is ready, from the time below on.', max_length=10),
        ),
        migrations.AddField(
            model_name='meeting',
            name='appears_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it appears'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='goes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it goes'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='stage',
            field=models.CharField(choices=[('draft', 'draft'), ('ready', 'ready'), ('offline', 'taken offline')], default='ready', help_text='Readers see what is ready, from the time below on.', max_length=10),
        ),
        migrations.AddField(
            model_name='newsitem',
            name='appears_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it appears'),
        ),
        migrations.AddField(
            model_name='newsitem',
            name='goes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it goes'),
        ),
        migrations.AddField(
            model_name='newsitem',
            name='stage',
            field=models.CharField(choices=[('draft', 'draft'), ('ready', 'ready'), ('offline', 'taken offline')], default='ready', help_text='Readers see what is ready, from the time below on.', max_length=10),
        ),
        migrations.AddField(
            model_name='page',
            name='appears_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it appears'),
        ),
        migrations.AddField(
            model_name='page',
            name='goes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it goes'),
        ),
        migrations.AddField(
            model_name='page',
            name='stage',
            field=models.CharField(choices=[('draft', 'draft'), ('ready', 'ready'), ('offline', 'taken offline')], default='ready', help_text='Readers see what is ready, from the time below on.', max_length=10),
        ),
        migrations.AddField(
            model_name='project',
            name='appears_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it appears'),
        ),
        migrations.AddField(
            model_name='project',
            name='goes_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='when it goes'),
        ),
        migrations.AddField(
            model_name='project',
            name='stage',
            field=models.CharField(choices=[('draft', 'draft'), ('ready', 'ready'), ('offline', 'taken offline')], default='ready', help_text='Readers see what is ready, from the time below on.', max_length=10),
        ),
        migrations.AlterField(
            model_name='historicalnewsitem',
            name='date',
            field=models.DateField(db_index=True, help_text='For a day to come, it appears on that day unless another time is set.', verbose_name='date on the page'),
        ),
        migrations.AlterField(
            model_name='newsitem',
            name='date',
            field=models.DateField(db_index=True, help_text='For a day to come, it appears on that day unless another time is set.', verbose_name='date on the page'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('appears_at__isnull', True), ('goes_at__isnull', True), ('goes_at__gt', models.F('appears_at')), _connector='OR'), name='document_goes_after_it_appears', violation_error_message='It would go before it appears.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('appears_at__isnull', True), ('goes_at__isnull', True), ('goes_at__gt', models.F('appears_at')), _connector='OR'), name='meeting_goes_after_it_appears', violation_error_message='It would go before it appears.'),
        ),
        migrations.AddConstraint(
            model_name='newsitem',
            constraint=models.CheckConstraint(condition=models.Q(('appears_at__isnull', True), ('goes_at__isnull', True), ('goes_at__gt', models.F('appears_at')), _connector='OR'), name='newsitem_goes_after_it_appears', violation_error_message='It would go before it appears.'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('appears_at__isnull', True), ('goes_at__isnull', True), ('goes_at__gt', models.F('appears_at')), _connector='OR'), name='page_goes_after_it_appears', violation_error_message='It would go before it appears.'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('appears_at__isnull', True), ('goes_at__isnull', True), ('goes_at__gt', models.F('appears_at')), _connector='OR'), name='project_goes_after_it_appears', violation_error_message='It would go before it appears.'),
        ),
        migrations.RunPython(let_news_wait, refuse_while_anything_is_hidden),
    ]
