import django.db.models.deletion
import registry.library.file_models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0030_computed_indicators'),
    ]

    operations = [
        migrations.AddField(
            model_name='documentversion',
            name='answered_on',
            field=models.DateField(blank=True, editable=False, help_text='The address elsewhere, when it was last asked with success.', null=True, verbose_name='last answered'),
        ),
        migrations.AddField(
            model_name='historicaldocumentversion',
            name='answered_on',
            field=models.DateField(blank=True, editable=False, help_text='The address elsewhere, when it was last asked with success.', null=True, verbose_name='last answered'),
        ),
        migrations.AlterField(
            model_name='documentversion',
            name='url',
            field=models.URLField(blank=True, max_length=500, verbose_name='address elsewhere'),
        ),
        migrations.AlterField(
            model_name='documentversion',
            name='url_note',
            field=models.CharField(blank=True, help_text='For instance: a copy on another site.', max_length=300, verbose_name='note on the address'),
        ),
        migrations.AlterField(
            model_name='historicaldocumentversion',
            name='url',
            field=models.URLField(blank=True, max_length=500, verbose_name='address elsewhere'),
        ),
        migrations.AlterField(
            model_name='historicaldocumentversion',
            name='url_note',
            field=models.CharField(blank=True, help_text='For instance: a copy on another site.', max_length=300, verbose_name='note on the address'),
        ),
        migrations.CreateModel(
            name='DocumentFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=registry.library.file_models.new_key, editable=False, max_length=20, unique=True)),
                ('language', models.CharField(choices=[('en', 'English'), ('ru', 'Russian')], max_length=2)),
                ('kind', models.CharField(choices=[('pdf', 'PDF'), ('docx', 'DOCX'), ('xlsx', 'XLSX'), ('pptx', 'PPTX')], max_length=4)),
                ('folder', models.CharField(max_length=20)),
                ('size', models.PositiveIntegerField(help_text='In bytes.')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('pages', models.PositiveIntegerField(help_text='Slides or sheets count as pages.', null=True)),
                ('title', models.CharField(blank=True, help_text='As the file itself has it.', max_length=300)),
                ('text_language', models.CharField(blank=True, max_length=35)),
                ('is_tagged', models.BooleanField(null=True)),
                ('has_text', models.BooleanField(default=True)),
                ('width', models.PositiveSmallIntegerField(default=0, help_text='Of the drawn first page.')),
                ('height', models.PositiveSmallIntegerField(default=0)),
                ('kept_at', models.DateTimeField(auto_now_add=True)),
                ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='files', to='registry.document')),
            ],
            options={
                'verbose_name': 'file of a document',
                'verbose_name_plural': 'files of documents',
                'ordering': ['-kept_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='documentversion',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='newest_of', to='registry.documentfile'),
        ),
        migrations.AddField(
            model_name='historicaldocumentversion',
            name='file',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.documentfile'),
        ),
        migrations.CreateModel(
            name='FilePage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField(max_length=1000000)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='registry.documentfile')),
            ],
            options={
                'ordering': ['file', 'number'],
            },
        ),
        migrations.AddIndex(
            model_name='documentfile',
            index=models.Index(fields=['document', 'language'], name='files_of_a_version'),
        ),
        migrations.AddConstraint(
            model_name='filepage',
            constraint=models.UniqueConstraint(fields=('file', 'number'), name='file_page_once'),
        ),
    ]
