"""Of an edition elsewhere: whether a source states the year of publication, its publisher in Russian,
and an origin that nobody states."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0047_staged_figures_unchecked'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='published_year_is_derived',
            field=models.BooleanField(default=False, help_text='No source states it. Readers see a mark beside it.', verbose_name='the year of publication is derived'),
        ),
        migrations.AddField(
            model_name='edition',
            name='publisher_ru',
            field=models.CharField(blank=True, max_length=200, verbose_name='publisher, in Russian'),
        ),
        migrations.AddField(
            model_name='historicaledition',
            name='published_year_is_derived',
            field=models.BooleanField(default=False, help_text='No source states it. Readers see a mark beside it.', verbose_name='the year of publication is derived'),
        ),
        migrations.AddField(
            model_name='historicaledition',
            name='publisher_ru',
            field=models.CharField(blank=True, max_length=200, verbose_name='publisher, in Russian'),
        ),
        migrations.AlterField(
            model_name='edition',
            name='origin',
            field=models.CharField(choices=[('state', 'prepared with the state'), ('national', 'national publication'), ('secretariat', 'drafted by the Secretariat'), ('compiled', 'compiled by the Secretariat from open sources'), ('not_stated', 'not on record')], default='state', max_length=12),
        ),
        migrations.AlterField(
            model_name='historicaledition',
            name='origin',
            field=models.CharField(choices=[('state', 'prepared with the state'), ('national', 'national publication'), ('secretariat', 'drafted by the Secretariat'), ('compiled', 'compiled by the Secretariat from open sources'), ('not_stated', 'not on record')], default='state', max_length=12),
        ),
    ]
