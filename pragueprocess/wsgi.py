"""The WSGI application: Django, with the store of finished pages in front of it, and a door at
which each request gets its id and is counted."""

import os

from django.core.wsgi import get_wsgi_application

os.umask(0o077)  # what the registry writes is its own account's to read (file_modes.py)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pragueprocess.settings")
django_application = get_wsgi_application()

# Needs the settings that the line above loads
from registry.common.store import PageStore  # noqa: E402
from registry.operating.door import Door, noted_as_made  # noqa: E402
from registry.reports.reading import count_reading  # noqa: E402

application = Door(PageStore(noted_as_made(django_application), read=count_reading))
