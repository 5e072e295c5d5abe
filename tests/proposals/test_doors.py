"""Who comes in with a token, and what it never does."""

import datetime

import orjson
import pytest
from django.utils import timezone

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.contacts import privacy, terms
from registry.contacts.models import ContactPoint
from registry.drafting.sections import SectionFigure
from registry.drafting.starting import start_edition
from registry.figures.models import Observation
from registry.profiles.models import Edition
from registry.proposals import api, deciding, proposing, tokens
from registry.proposals.models import Proposal, SystemToken
from tests import make
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/proposals/"
FIGURE = {"indicator": "returns-forced", "value": 412, "year": 2025, "source": "MoI"}


@pytest.fixture
def system(nino):
    """A token of the contact point of Georgia."""
    row, token = tokens.make_token(nino, "Statistics", by=nino.account, on=today())
    return token


@pytest.fixture
def draft(nino, editor) -> Edition:
    return start_edition(make.profile(nino.state, "light"), 2031, by=editor, on=today())


def send(client, token: str, body, key: str = "k1", **headers):
    given = {"authorization": f"Bearer {token}", "idempotency-key": key} | headers
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return client.post(ADDRESS, content, content_type="application/json", headers=given)


def figures(*rows: dict) -> dict:
    return {"kind": "figures", "figures": list(rows)}


def read(client, token: str, address: str = ADDRESS):
    return client.get(address, headers={"authorization": f"Bearer {token}"})


def test_a_proposal_comes_in_and_waits(client, system, georgia):
    response = send(client, system, figures(FIGURE))
    assert response.status_code == 201, response.content
    found = response.json()
    assert (found["state"], found["standing"]) == ("georgia", "waiting")
    assert read(client, system, response["Location"]).json() == found
    assert read(client, system).json()["results"] == [found]
    assert "no-store" in response["Cache-Control"]
    assert response["RateLimit-Policy"] == '"proposals";q=60;w=60'


def test_without_a_token_nobody_comes_in(client, system):
    for header in ({}, {"authorization": "Bearer ppr_wrong"}, {"authorization": f"Basic {system}"}):
        for response in (
            client.get(ADDRESS, headers=header),
            client.post(ADDRESS, b"{}", content_type="application/json", headers=header),
        ):
            assert response.status_code == 401
            assert response["WWW-Authenticate"].startswith("Bearer")
            assert response["Content-Type"] == "application/problem+json"
    assert not Proposal.objects.exists()


def test_somebody_who_is_signed_in_has_no_token_by_that(nino, system):
    assert signed_in(nino.account).get(ADDRESS).status_code == 401


def test_only_the_hash_of_a_token_is_kept(system):
    row = SystemToken.objects.get()
    assert system not in str(vars(row))
    assert row.token_hash == tokens.hashed(system)


def test_a_revoked_token_opens_nothing(client, nino, system):
    tokens.revoke_token(SystemToken.objects.get(), by=nino.account)
    assert send(client, system, figures(FIGURE)).status_code == 401


def test_a_token_ends_with_the_office(client, nino, system, editor):
    terms.end_term(nino, by=editor, on=today())
    assert send(client, system, figures(FIGURE)).status_code == 401
    assert read(client, system).status_code == 401


def test_a_token_of_a_closed_account_opens_nothing(client, nino, system):
    nino.account.is_active = False
    nino.account.save()
    assert read(client, system).status_code == 401


def test_after_an_erasure_neither_token_nor_proposal_is_left(client, nino, system, editor):
    send(client, system, {"kind": "details", "details": {"phone": "+995 32 555 01 99"}})
    privacy.erase(nino, by=editor, on=today())
    assert not SystemToken.objects.exists()
    assert not Proposal.objects.exists()
    assert read(client, system).status_code == 401


def test_another_states_token_sees_nothing_of_it(client, system, ion):
    number = send(client, system, figures(FIGURE)).json()["id"]
    _row, other = tokens.make_token(ion, "Other", by=ion.account, on=today())
    assert read(client, other, f"{ADDRESS}{number}/").status_code == 404
    assert read(client, other).json()["results"] == []


def test_the_same_key_is_the_same_proposal(client, system):
    first = send(client, system, figures(FIGURE))
    again = send(client, system, figures(FIGURE))
    assert (again.status_code, again["Idempotent-Replayed"]) == (200, "true")
    assert again.json() == first.json()
    other = send(client, system, figures(FIGURE | {"value": 413}))
    assert other.status_code == 422
    assert Proposal.objects.count() == 1
    assert send(client, system, figures(FIGURE), key="k2").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 101, "a\tb"])
def test_a_key_is_asked_for(client, system, key):
    response = send(client, system, figures(FIGURE), key=key)
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"{", "body"),
        (b"[" * 100_000, "body"),
        ([], "body"),
        ({"kind": "edition"}, "kind"),
        ({"kind": "figures"}, "figures"),
        ({"kind": "figures", "figures": [FIGURE], "publish": True}, "publish"),
        (figures(*([FIGURE] * 101)), "figures"),
        (figures(FIGURE, FIGURE), "figures[1].indicator"),
        (figures("x"), "figures[0]"),
        (figures(FIGURE | {"state": "armenia"}), "figures[0].state"),
        (figures(FIGURE | {"indicator": "returns-forcd"}), "figures[0].indicator"),
        (figures(FIGURE | {"indicator": ["x"]}), "figures[0].indicator"),
        (figures(FIGURE | {"value": "many"}), "figures[0].value"),
        (figures(FIGURE | {"value": True}), "figures[0].value"),
        (figures(FIGURE | {"value": 1e30}), "figures[0].value"),
        (figures(FIGURE | {"value": "1.23456"}), "figures[0].value"),
        (figures(FIGURE | {"value": -5}), "figures[0].value"),
        (figures(FIGURE | {"value": None}), "figures[0]"),
        (figures(FIGURE | {"gap": "expected"}), "figures[0]"),
        (figures(FIGURE | {"gap": "lazy", "value": None}), "figures[0].gap"),
        (figures(FIGURE | {"year": 1066}), "figures[0].year"),
        (figures(FIGURE | {"year": "2025"}), "figures[0].year"),
        (figures(FIGURE | {"year": None}), "figures[0].year"),
        (figures(FIGURE | {"year": 2099}), "figures[0].year"),
        (
            figures(FIGURE | {"gap": "expected", "value": None, "year": 1950}),
            "figures[0].year",
        ),
        (figures(FIGURE | {"source": ""}), "figures[0].source"),
        (figures(FIGURE | {"source": "x" * 201}), "figures[0].source"),
        (figures(FIGURE | {"note_en": "a\0b"}), "figures[0].note_en"),
        ({"kind": "details", "details": {}}, "details"),
        ({"kind": "details", "details": {"email": "x@example.org"}}, "details.email"),
        (
            {"kind": "details", "details": {"phone_visibility": "public"}},
            "details.phone_visibility",
        ),
        ({"kind": "details", "details": {"phone": 5}}, "details.phone"),
        ({"kind": "details", "details": {"shared_email": "no"}}, "details.shared_email"),
        ({"kind": "details", "details": {"phone": "9" * 500}}, "details.phone"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(client, system, body, place):
    response = send(client, system, body)
    assert response.status_code == 400, response.content
    assert place in [one["parameter"] for one in response.json()["errors"]]
    assert not Proposal.objects.exists()


def test_what_is_too_large_is_not_read(client, system):
    assert send(client, system, b'"' + b"x" * (api.LARGEST + 1) + b'"').status_code == 413


def test_a_token_has_limits(client, system, monkeypatch):
    monkeypatch.setattr(api, "USES", api.Limit("proposals", 2, 60))
    for _turn in range(2):
        assert read(client, system).status_code == 200
    refused = read(client, system)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert refused["RateLimit"] == '"proposals";r=0;t=60'


def test_tokens_cannot_be_guessed_for_long(client, system, monkeypatch):
    monkeypatch.setattr(api, "WRONG_TOKENS", api.Limit("wrong-tokens", 2, 60))
    for _turn in range(2):
        assert read(client, "ppr_wrong").status_code == 401
    assert read(client, "ppr_wrong").status_code == 429


def test_a_state_has_only_so_many_proposals_waiting(client, system, monkeypatch):
    monkeypatch.setattr(proposing, "MOST_WAITING", 1)
    send(client, system, figures(FIGURE))
    assert send(client, system, figures(FIGURE), key="k2").status_code == 409


def test_using_a_token_is_noted(client, system):
    assert SystemToken.objects.get().last_used_at is None
    read(client, system)
    used = SystemToken.objects.get().last_used_at
    assert used is not None
    assert timezone.now() - used < datetime.timedelta(minutes=1)


def test_only_who_holds_the_office_makes_a_token(nino, ion, editor):
    for person in (ion.account, editor):
        with pytest.raises(RuleError, match="holds the office"):
            tokens.make_token(nino, "x", by=person, on=today())
    for number in range(tokens.MOST_OPEN):
        tokens.make_token(nino, f"x{number}", by=nino.account, on=today())
    with pytest.raises(RuleError, match="Revoke one"):
        tokens.make_token(nino, "x", by=nino.account, on=today())


# Deciding


def proposal_of(client, system, body, key: str = "k1") -> Proposal:
    response = send(client, system, body, key)
    assert response.status_code == 201, response.content
    return Proposal.objects.get(pk=response.json()["id"])


def decide(person, row: Proposal, **data):
    browser = signed_in(person)
    return browser.post(
        f"/en/desk/proposals/{row.pk}/", {"seen": deciding.mark_of(row)} | data, follow=True
    )


def test_a_taken_figure_stands_in_the_draft_and_nowhere_else(client, system, nino, draft):
    before = set(Observation.objects.values_list("pk", "value"))
    body = figures(
        {"indicator": "population", "value": "3700000", "year": 2025, "source": "Geostat"},
        FIGURE | {"indicator": "hdi", "value": "0.81"},
    )
    row = proposal_of(client, system, body)
    assert not SectionFigure.objects.filter(section__edition=draft, source="Geostat").exists()
    page = signed_in(nino.account).get("/en/desk/proposals/").content.decode()
    assert "3,700,000 (2025; Geostat)" in page
    assert "Statistics" in page
    decide(nino.account, row, do="take")
    figure = SectionFigure.objects.get(section__edition=draft, source="Geostat")
    assert (figure.value, figure.year) == (3_700_000, 2025)
    assert read(client, system).json()["results"][0]["standing"] == "taken"
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert set(Observation.objects.values_list("pk", "value")) == before


def test_figures_wait_until_a_draft_asks_for_them(client, system, nino):
    row = proposal_of(client, system, figures(FIGURE))
    text = decide(nino.account, row, do="take").content.decode()
    assert "No profile in work asks for these figures" in text
    row.refresh_from_db()
    assert row.standing == "waiting"


def test_what_changed_beside_a_proposal_is_looked_at_again(client, system, nino, draft):
    body = figures({"indicator": "population", "value": 3700000, "year": 2025, "source": "Geostat"})
    row = proposal_of(client, system, body)
    text = decide(nino.account, row, do="take", seen="old").content.decode()
    assert "has changed meanwhile" in text
    row.refresh_from_db()
    assert row.standing == "waiting"


def test_a_refusal_and_its_reason_reach_the_system(client, system, nino):
    row = proposal_of(client, system, figures(FIGURE))
    decide(nino.account, row, do="refuse", reason="Preliminary")
    found = read(client, system).json()["results"][0]
    assert (found["standing"], found["reason"]) == ("refused", "Preliminary")
    text = decide(nino.account, row, do="take").content.decode()
    assert "decided before" in text


def test_a_reason_that_is_too_long_is_asked_about_and_kept(client, system, nino):
    row = proposal_of(client, system, figures(FIGURE))
    other = proposal_of(client, system, figures(FIGURE | {"year": 2024}), key="k2")
    reason = "Preliminary " * 50
    text = decide(nino.account, row, do="refuse", reason=reason).content.decode()
    assert "at most 500 characters (it has 599)" in text
    assert text.count(reason.strip()) == 1
    assert f'id="reason-{other.pk}"' in text
    row.refresh_from_db()
    assert row.standing == "waiting"


def test_taken_details_are_the_persons_and_no_longer_kept_in_the_proposal(client, system, nino):
    row = proposal_of(
        client, system, {"kind": "details", "details": {"phone": "+995 32 555 01 99"}}
    )
    decide(nino.account, row, do="take")
    nino.refresh_from_db()
    assert nino.phone == "+995 32 555 01 99"
    row.refresh_from_db()
    assert row.content == {"phone": ""}


def test_details_are_the_persons_own_to_decide_figures_the_states(client, system, dato, ion, nino):
    details = proposal_of(client, system, {"kind": "details", "details": {"room": "7"}})
    assert decide(dato.account, details, do="take").status_code == 404
    shared = send(client, system, figures(FIGURE), key="k2").json()["id"]
    row = Proposal.objects.get(pk=shared)
    assert decide(ion.account, row, do="refuse").status_code == 404
    assert decide(dato.account, row, do="refuse").status_code == 200
    row.refresh_from_db()
    assert row.standing == "refused"
    with pytest.raises(RuleError, match="not yours"):
        deciding.take(details, by=dato.account, on=today(), seen=deciding.mark_of(details))


def test_staff_and_strangers_decide_nothing(client, system, editor):
    row = proposal_of(client, system, figures(FIGURE))
    assert decide(editor, row, do="take").status_code == 403
    client.post(f"/en/desk/proposals/{row.pk}/", {"do": "take"})
    row.refresh_from_db()
    assert row.standing == "waiting"


# At the desk


def test_a_token_is_shown_once(nino):
    browser = signed_in(nino.account)
    address = f"/en/desk/systems/{nino.pk}/"
    text = browser.post(address, {"name": "Statistics"}, follow=True).content.decode()
    token = text.partition('value="ppr_')[2].partition('"')[0]
    assert tokens.whose(f"ppr_{token}", on=today()) == SystemToken.objects.get()
    again = browser.get(address).content.decode()
    assert "ppr_" not in again
    assert "Statistics" in again


def test_a_second_click_makes_no_second_token(nino):
    browser = signed_in(nino.account)
    address = f"/en/desk/systems/{nino.pk}/"
    assert browser.post(address, {"name": "Statistics"}).status_code == 302
    text = browser.post(address, {"name": " Statistics"}, follow=True).content.decode()
    token = text.partition('value="ppr_')[2].partition('"')[0]
    row = SystemToken.objects.get()
    assert tokens.whose(f"ppr_{token}", on=today()) == row  # the one that is shown works
    text = browser.post(address, {"name": "Statistics"}).content.decode()
    assert "There is a token of this name." in text  # it is in use now
    tokens.revoke_token(row, by=nino.account)
    browser.post(address, {"name": "Statistics"})
    assert SystemToken.objects.count() == 2


def test_making_a_token_asks_for_a_fresh_sign_in(nino):
    browser = signed_in(nino.account, ago=3 * 3600)
    response = browser.post(f"/en/desk/systems/{nino.pk}/", {"name": "Statistics"})
    assert response.status_code in (302, 303)
    assert not SystemToken.objects.exists()


def test_a_token_is_revoked_at_the_desk_by_its_own_person(nino, dato, ion, system):
    row = SystemToken.objects.get()
    for person in (dato, ion):
        for office in (nino, person):
            address = f"/en/desk/systems/{office.pk}/{row.pk}/revoke/"
            assert signed_in(person.account).post(address).status_code == 404
    signed_in(nino.account).post(f"/en/desk/systems/{nino.pk}/{row.pk}/revoke/")
    row.refresh_from_db()
    assert row.revoked_at


def test_the_desk_asks_for_a_decision(client, system, nino):
    proposal_of(client, system, figures(FIGURE))
    text = signed_in(nino.account).get("/en/desk/").content.decode()
    assert "propose something" in text


def test_a_person_takes_their_tokens_and_proposals_along(client, system, nino):
    send(client, system, {"kind": "details", "details": {"room": "7"}})
    office = privacy.own_data(nino.account)["offices"][0]
    assert office["system_tokens"][0]["name"] == "Statistics"
    assert office["system_tokens"][0]["proposals"][0]["content"] == {"room": "7"}
    assert ContactPoint.objects.get(pk=nino.pk).room != "7"
