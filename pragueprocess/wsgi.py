"""The WSGI application: Django, with the store of finished pages in front of it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pragueprocess.settings")
django_application = get_wsgi_application()

from registry.common.store import PageStore  # noqa: E402  (needs the settings that the line above loads)

application = PageStore(django_application)
