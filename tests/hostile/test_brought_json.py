"""JSON from outside that is deep, long or of endless numbers: the ordinary answer at each door."""

import base64
import json

import pytest

from registry.common.brought_json import LONGEST, json_in
from registry.drafting.figure_forms import row_from
from registry.drafting.figure_writing import EMPTY
from tests.clients import Client
from tests.conftest import signed_in

HOSTILE = {
    "deep": "[" * 100_000,
    "deep and short": "[" * (LONGEST - 1),
    "endless number": "1" * 5000,
    "long": json.dumps({"value": "9" * LONGEST}),
    "none": "{",
    "nothing": "",
}
SIGN_IN = "/en/account/second-factor/webauthn/login/"
SAID_BY_DEVICE = b'{"type": "webauthn.get", "challenge": "AAAA", "origin": "a"}'
SOUND = {
    "id": "AAAA",
    "rawId": "AAAA",
    "type": "public-key",
    "response": {
        "clientDataJSON": base64.urlsafe_b64encode(SAID_BY_DEVICE).decode(),
        "authenticatorData": "A" * 50,
        "signature": "AAAA",
        "userHandle": "MQ",
    },
    "clientExtensionResults": {},
}
CREDENTIALS = {
    **HOSTILE,
    "list": "[1]",
    "text": '"a"',
    "extensions that are none": json.dumps(SOUND | {"clientExtensionResults": 1}),
    "response that is none": json.dumps(SOUND | {"response": 1}),
    "no base64": json.dumps(SOUND | {"rawId": "é"}),
    "sound of nobody": json.dumps(SOUND),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_is_none_is_refused_in_one_way(text):
    with pytest.raises(ValueError, match="."):
        json_in(text)
    assert row_from(text) == EMPTY


@pytest.mark.django_db
@pytest.mark.parametrize("text", CREDENTIALS.values(), ids=CREDENTIALS)
def test_a_strangers_passkey_is_refused(text):
    client = Client()
    client.get(SIGN_IN, headers={"X-Requested-With": "XMLHttpRequest"})
    assert client.post(SIGN_IN, {"credential": text}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["webauthn/add/", "webauthn/reauthenticate/"])
@pytest.mark.parametrize("text", CREDENTIALS.values(), ids=CREDENTIALS)
def test_a_passkey_of_somebody_who_is_signed_in_is_refused(nino, page, text):
    client = signed_in(nino.account)
    address = f"/en/account/second-factor/{page}"
    client.get(address)
    assert client.post(address, {"credential": text, "name": "a"}).status_code < 500
