from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_statuses_and_parity")]

    operations = [
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('draft', 'submitted', 'returned', 'with_state', 'endorsed', 'lapsed'))), fields=('profile', 'year'), name='edition_in_work_once_per_year', violation_error_message='An edition of this year is in work already.'),
        ),
    ]
