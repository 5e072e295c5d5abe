"""A link from a mail that is used, expired, closed or forged says so, and with one status."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "kind", ["consultation", "confirm", "new-address", "invitation", "console-link"]
)
@pytest.mark.parametrize("token", ["forged", "x" * 500])
def test_a_dead_link_is_gone(client, kind, token):
    for language in ("en", "ru"):
        assert client.get(f"/{language}/{kind}/{token}/").status_code == 410
        assert client.post(f"/{language}/{kind}/{token}/", {"digits": "1234"}).status_code == 410
