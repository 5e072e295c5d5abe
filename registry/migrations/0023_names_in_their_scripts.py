"""Names are written in their script; one of the two scripts is enough."""

import registry.contacts.names
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0022_answers_of_ministries'),
    ]

    operations = [
        migrations.AlterField(
            model_name='contactpoint',
            name='name_cyrillic',
            field=models.CharField(blank=True, max_length=150, validators=[registry.contacts.names.cyrillic_name], verbose_name='Name in Cyrillic script'),
        ),
        migrations.AlterField(
            model_name='contactpoint',
            name='name_latin',
            field=models.CharField(blank=True, max_length=150, validators=[registry.contacts.names.latin_name], verbose_name='Name in Latin script'),
        ),
        migrations.AlterField(
            model_name='handover',
            name='name_cyrillic',
            field=models.CharField(blank=True, max_length=150, validators=[registry.contacts.names.cyrillic_name], verbose_name='Name in Cyrillic script'),
        ),
        migrations.AlterField(
            model_name='handover',
            name='name_latin',
            field=models.CharField(blank=True, max_length=150, validators=[registry.contacts.names.latin_name], verbose_name='Name in Latin script'),
        ),
    ]
