"""A fresh sign-in, as a test asks for it and gives it."""

import pytest
from django.core.cache import cache

from registry.common.dates import today
from registry.profiles.models import Edition
from tests import make


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    cache.clear()


@pytest.fixture
def with_state(georgia) -> Edition:
    edition = make.written_edition(georgia)
    Edition.objects.filter(pk=edition.pk).update(status="with_state", submitted_on=today())
    return Edition.objects.get(pk=edition.pk)
