"""What files of its source call an indicator."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0011_fingerprints_outlive_new_fields'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalindicator',
            name='codes_elsewhere',
            field=models.TextField(blank=True, help_text='What files of its source call it (SP.POP.TOTL), one a line. An import knows it by these too.', max_length=500),
        ),
        migrations.AddField(
            model_name='indicator',
            name='codes_elsewhere',
            field=models.TextField(blank=True, help_text='What files of its source call it (SP.POP.TOTL), one a line. An import knows it by these too.', max_length=500),
        ),
    ]
