"""An empty SQLite database gets its tables as the migrations leave them, at once.

SQLite writes a table anew for most changes, and Django prepares all models anew for each: the whole
row of migrations takes half a minute and more to come to what is known beforehand. Tables that are
there are never touched: then `migrate` does what it always does. The tables and the migrations that
made them are noted in one transaction, so that a start that is killed leaves all or nothing.
tests/test_new_tables.py compares with what the migrations make, row for row.
"""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from registry.search import dialects


def make_at_once() -> bool:
    """Returns whether the database was an empty SQLite file, and now has its tables."""
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    apps = executor.loader.project_state(executor.loader.graph.leaf_nodes()).apps
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        editor.create_model(recorder.Migration)
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        dialects.make(editor)  # what Django has no model for
        for migration, _is_backwards in plan:
            recorder.record_applied(migration.app_label, migration.name)
    return True
