"""Who gets what at each address: the public, contact points, and staff of four kinds
(everybody.py).

Every address of the URL configuration is asked as each of them; an address that no table below
knows fails. An expectation is the status for GET; what only takes POST says so by 405 to those who
may.
"""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import URLResolver, get_resolver

from registry.common.restoring import deleted_entries
from registry.contacts.traces import Handover
from registry.packs.models import MeetingPack
from registry.process.models import Meeting
from registry.profiles.models import Edition
from tests import everybody
from tests.clients import Client
from tests.everybody import ROLES, Cast
from tests.test_api import LISTS as API_LISTS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
cast = everybody.cast
EVERYONE = (200,) * 8
# Who is not signed in is led to the door; for others the admin does not exist; staff need the right
# to view, or that to change
ADMIN = (302, 404, 404, 404, 200, 200, 200, 200)
STAFF = (302, 404, 404, 404, 200, 200, 403, 200)
WRITERS = (302, 404, 404, 404, 200, 200, 403, 403)
ADMINISTRATOR = (302, 404, 404, 404, 403, 200, 403, 200)
ADMINISTRATOR_WRITES = (302, 404, 404, 404, 403, 200, 403, 403)
DESK = (302, 200, 200, 200, 403, 403, 403, 403)  # whoever holds an office; staff hold none
OWN = (
    302,
    200,
    404,
    404,
    403,
    403,
    403,
    403,
)  # one’s own office; of another’s, nobody learns that it exists
OWN_POST = (
    302,
    405,
    405,
    405,
    403,
    403,
    403,
    403,
)  # the method is refused before the office is looked for
OWN_STATE = (302, 200, 200, 404, 403, 403, 403, 403)
SIGNED_IN = (302, 200, 200, 200, 200, 200, 200, 200)
AT_THE_DOOR = (200, 302, 302, 302, 302, 302, 302, 302)

EXPECTED: dict[str, tuple[int, ...]] = dict.fromkeys(
    (
        "healthz",
        "robots",
        "security_txt",
        "oai",
        "sdmx_structure",
        "sdmx_figures",
        "healthz_live",
        "healthz_ready",
        "api/v1/schema/",
        "api/v1/search/",
        "api/v1/docs/",
        "api/v1/",
        "home",
        "states",
        "state",
        "names",
        "glossary",
        "profiles",
        "profile",
        "edition",
        "map",
        "indicators",
        "indicator",
        "projects",
        "project",
        "pilot_projects",
        "pilot_project",
        "process",
        "meetings",
        "meeting",
        "action_plan",
        "cooperation_area",
        "contact_points",
        "contact_point",
        "confirm",
        "new_address",
        "invitation",
        "console_link",
        "privacy_notice",
        "profile_making",
        "edition_version",
        "edition_changes",
        "edition_version_changes",
        "edition_cite",
        "edition_file",
        "edition_version_file",
        "edition_changes_file",
        "edition_version_changes_file",
        "state_file",
        "project_file",
        "pilot_project_file",
        "indicator_file",
        "comparison_file",
        "check_any",
        "check",
        "consultation",
        "compare",
        "map_layer",
        "edition_chart",
        "indicator_chart",
        "indicator_embed",
        "indicator_pairs",
        "documents",
        "document",
        "search",
        "search_suggestions",
        "news",
        "news_item",
        "page",
        "account_inactive",
        "picture",
        "document_file",
        "earlier_file",
        "first_page",
        "follow",
        "feed",
        "calendar",
        "state_feed",
        "indicator_feed",
        "follow_stop",
        "catalogue_ttl",
        "catalogue_rdf",
        "catalogue_jsonld",
        "sitemap",
        "sitemap_part",
        "package",
        "indicator_package",
        "oembed",
    ),
    EVERYONE,
) | {
    "metrics": (404,) * 8,  # for who shows the token (tests/operating/test_metrics.py)
    "recent_errors": ADMIN,
    "follow_by_mail": (302,) * 8,  # to what can be followed
    "follow_confirm": (404,) * 8,  # whose link it is, the cast is not
    "follow_mine": (404,) * 8,
    "deadlines": (404,) * 8,
    "take_away": (404,) * 8,  # nobody has made one (tests/takeaway/test_renewing.py)
    "lasting": (303,) * 8,
    "root": (302,) * 8,
    "account_login": AT_THE_DOOR,
    "account_request_login_code": AT_THE_DOOR,
    "account_confirm_login_code": (302,) * 8,  # only after a code was asked for
    "account_logout": (302, 200, 200, 200, 200, 200, 200, 200),
    "sign_in_again": (302,) * 8,  # everybody has just signed in: back to where they came from
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": (302,) * 8,
    "mfa_reauthenticate": (
        302,
        403,
        403,
        403,
        403,
        403,
        403,
        403,
    ),  # nobody of the cast has set one up
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": (302, 404, 404, 404, 404, 404, 404, 404),  # nobody of the cast has one
    "mfa_view_recovery_codes": (302, 404, 404, 404, 404, 404, 404, 404),
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": (302, 404, 404, 404, 404, 404, 404, 404),
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": (302, 403, 403, 403, 403, 403, 403, 403),
    "mfa_remove_webauthn": (302, 404, 404, 404, 404, 404, 404, 404),
    "mfa_edit_webauthn": (302, 404, 404, 404, 404, 404, 404, 404),
    "mfa_login_webauthn": (302,) * 8,  # answers a script only
    "usersessions_list": SIGNED_IN,
    "desk": DESK,
    "desk_details": OWN,
    "desk_seen_by": OWN,
    "desk_new_address": OWN,
    "desk_withdraw_address": OWN_POST,
    "desk_office": OWN,
    "desk_hand_over": OWN_STATE,
    "desk_withdraw_handover": OWN_POST,
    "desk_network": DESK,
    "desk_network_vcf": DESK,
    "desk_card": DESK,
    "desk_card_vcf": DESK,
    "desk_answer": OWN,
    "desk_edition": OWN_STATE,
    "desk_read": OWN_STATE,
    "desk_step": OWN_STATE,
    "desk_preview": OWN_STATE,
    "desk_filled_in": OWN_STATE,
    "desk_languages": OWN_POST,
    "desk_missing": OWN_POST,
    "desk_take_kept": OWN_POST,
    "desk_word": OWN_STATE,
    "desk_word_copy": OWN_POST,
    "desk_word_proposal": OWN_STATE,
    "desk_ask": OWN_STATE,
    "desk_figures": OWN_STATE,
    "desk_figures_file": OWN_STATE,
    "desk_figure_sheet": OWN_STATE,
    "desk_part": OWN_STATE,
    "desk_part_changes": OWN_STATE,
    "desk_versions": OWN_STATE,
    "desk_version": OWN_STATE,
    "paste": (405,) * 8,
    "consultation_typed": (405,) * 8,
    "preview": (404,) * 8,  # nobody made this link
    "desk_merge": (302, 302, 302, 404, 403, 403, 403, 403),  # nothing was kept: to the part itself
    **dict.fromkeys(
        (
            "desk_autosave",
            "desk_comment",
            "desk_still_valid",
            "desk_resolve",
            "desk_suggestion",
            "desk_revoke",
            "desk_others",
            "desk_bring_back",
            "desk_calendar",
            "desk_pass_on",
            "desk_proposal",
            "desk_revoke_system",
            "desk_renew_sentence",
        ),
        (302, 405, 405, 405, 403, 403, 403, 403),
    ),
    "desk_mail": DESK,
    "desk_systems": OWN,
    "desk_proposals": DESK,
    "api/v1/proposals/": (401,) * 8,  # a session is no token
    "api/v1/proposals/<int:pk>/": (401,) * 8,
    "desk_privacy": DESK,
    "desk_own_data": DESK,
    "desk_erasure": DESK,
    "desk_stop_seeing_as": (405,) * 8,
    "index": ADMIN,
    "login": (302, 403, 403, 403, 302, 302, 302, 302),
    "logout": (302, 404, 404, 404, 405, 405, 405, 405),
    "autocomplete": STAFF,
    "jsi18n": ADMIN,
    "view_on_site": (302, 404, 404, 404, 404, 404, 404, 404),
    "app_list": (302, 404, 404, 404, 302, 302, 302, 302),
    "find": ADMIN,
    "find_soon": ADMIN,
    "what_changed": ADMIN,
    "own_language": (302, 404, 404, 404, 405, 405, 405, 405),  # a button of the frame posts there
    "meeting_attendance": STAFF,
    "contact_point_duplicates": STAFF,
    "contact_point_merge": WRITERS,
    "contact_point_reachability": STAFF,
    "handover_letter": (302, 404, 404, 404, 404, 404, 403, 404),  # this one has no letter
    "edition_review": STAFF,
    "edition_word": WRITERS,
    "edition_preview": STAFF,
    "edition_figures": STAFF,
    "edition_sheets": STAFF,
    "edition_sheet": STAFF,
    "edition_letter": (302, 404, 404, 404, 404, 404, 403, 404),  # this one has no letter
    "round_board": STAFF,
    "figure_import_bring": WRITERS,
    "figure_import": STAFF,
    "figure_import_errors": STAFF,
    "pack_page": STAFF,
    "pack_file": STAFF,
    "paper_letter": WRITERS,
    "nomination": WRITERS,
    "reports": STAFF,
    "report": STAFF,
    "report_reading": STAFF,
    "admin/(?P<url>.*)$": (302, 404, 404, 404, 404, 404, 404, 404),
}
ADMIN_PAGES = {
    "changelist": STAFF,
    "add": WRITERS,
    "change": STAFF,
    "delete": WRITERS,
    "history": STAFF,
    "simple_history": STAFF,
    "preview": (302, 404, 404, 404, 405, 405, 403, 403),
    "deleted": STAFF,
    "undelete": STAFF,
    "restore": (302, 404, 404, 404, 405, 405, 403, 403),
    "act": WRITERS,
    "preview_new": (302, 404, 404, 404, 405, 405, 403, 403),
    "share": WRITERS,
    "links": WRITERS,
    "views": STAFF,
    "bulk_edit": WRITERS,
    "import": WRITERS,
    "export": STAFF,
    "process_import": (302, 404, 404, 404, 405, 405, 403, 403),
    "": (302, 404, 404, 404, 302, 302, 302, 302),
}
NOBODY = (302, 404, 404, 404, 403, 403, 403, 403)
LOGS = (
    "linkcheck",
    "missedsearch",
    "readcount",
    "recordimport",
    "sentmessage",
    "officechange",
    "merge",
    "bulkact",
    "look",
    "detailchange",
    "figureimport",
    "paperletter",
    "taskprogress",
)
ADMINISTRATORS = ("user", "invitation", "group", "securityevent")
EXCEPTIONS = (
    {(log, page): NOBODY for log in LOGS for page in ("add", "delete")}
    | {
        (model, page): ADMINISTRATOR_WRITES if page in ("add", "delete", "act") else ADMINISTRATOR
        for model in ADMINISTRATORS
        for page in ("changelist", "add", "change", "delete", "history", "act")
    }
    | {
        ("handover", "delete"): NOBODY,
        ("page", "delete"): NOBODY,  # the first one is of the frame
        ("observation", "import"): NOBODY,  # figures come by an import that can be undone
        ("observation", "process_import"): NOBODY,
        ("documentfile", "add"): NOBODY,  # on the page of its document
        ("user", "add"): NOBODY,  # accounts are made by invitation
        ("user", "delete"): ADMINISTRATOR_WRITES,
        ("invitation", "delete"): NOBODY,
        ("securityevent", "add"): NOBODY,  # a log
        ("securityevent", "delete"): NOBODY,
        **{
            ("securityevent", page): ADMINISTRATOR_WRITES
            for page in ("changelist", "change", "history")
        },
        ("framesettings", "add"): NOBODY,  # there is one
        ("framesettings", "delete"): NOBODY,
        ("groupmail", "delete"): NOBODY,  # it was sent
        ("groupmail", "restore"): NOBODY,
        ("privacynotice", "restore"): NOBODY,
        ("section", "restore"): NOBODY,
        ("privacynotice", "delete"): NOBODY,  # it was accepted
        ("section", "delete"): NOBODY,  # it belongs to a frozen edition
        ("figureimport", ""): STAFF,  # the page of the import itself
        ("taskprogress", "change"): (302, 404, 404, 404, 302, 302, 403, 302),  # to their page
        ("figureimport", "change"): (302, 404, 404, 404, 302, 302, 403, 302),  # to it
    }
)


def addresses_of(resolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses_of(pattern, route)
        else:
            yield route, pattern.name or ""


PUBLIC = {
    "state": "states/georgia/",
    "profile": "profiles/georgia/light/",
    "edition": "profiles/georgia/light/2026/",
    "edition_version": "profiles/georgia/light/2026/1/",
    "edition_file": "profiles/georgia/light/2026.pdf",
    "edition_version_file": "profiles/georgia/light/2026/1.pdf",
    "edition_changes_file": "profiles/georgia/light/2026/changes.pdf",
    "edition_version_changes_file": "profiles/georgia/light/2026/1/changes.pdf",
    "state_file": "states/georgia.pdf",
    "project_file": "projects/bmp.pdf",
    "pilot_project_file": "pilot-projects/4.pdf",
    "indicator_file": "data/population.pdf",
    "comparison_file": "compare.pdf?state=georgia&state=armenia",
    "check": "check/georgia-extended-2010-1/",
    "edition_changes": "profiles/georgia/light/2026/changes/",
    "edition_version_changes": "profiles/georgia/light/2026/1/changes/",
    "edition_cite": "profiles/georgia/light/2026/1/cite.bib",
    "indicator": "data/population/",
    "indicator_chart": "data/population/chart.svg",
    "indicator_embed": "data/population/embed/",
    "indicator_pairs": "data/emigrant-stock/pairs/",
    "map_layer": "map/layer.csv",
    "edition_chart": "profiles/georgia/light/2026/1/charts/population.svg",
    "project": "projects/bmp/",
    "pilot_project": "pilot-projects/4/",
    "meeting": "meetings/mc1-prague-2009/",
    "action_plan": "action-plans/2012-2016/",
    "cooperation_area": "co-operation-areas/asylum/",
    "document": "library/hb-readmission/",
    "news_item": "news/2011-poznan/",
    "page": "about/endorsement/",
}
ADDRESSES = {name: f"/en/{path}" for name, path in PUBLIC.items()} | {
    "feed": "/feeds/en/news.atom",
    "calendar": "/calendar/en/meetings.ics",
    "deadlines": "/calendar/deadlines/nothing.ics",
    "oai": "/oai?verb=Identify",
    "sdmx_structure": "/sdmx/structure/2.1.xml",
    "sdmx_figures": "/sdmx/population.csv",
    "take_away": "/take-away/prague-process-registry.zip",
    "state_feed": "/feeds/en/states/georgia.atom",
    "indicator_feed": "/feeds/en/indicators/population.atom",
    "catalogue_ttl": "/catalog.ttl",
    "catalogue_rdf": "/catalog.rdf",
    "catalogue_jsonld": "/catalog.jsonld",
    "lasting": "/id/list/states",
    "sitemap": "/sitemap.xml",
    "sitemap_part": "/sitemap-1.xml",
    "package": "/datapackage.json",
    "indicator_package": "/en/data/population/datapackage.json",
    "oembed": "/oembed?url=http%3A%2F%2F127.0.0.1%3A8000%2Fen%2Fdata%2Fpopulation%2F",
    "follow_confirm": "/en/follow/confirm/nothing/",
    "follow_mine": "/en/follow/mine/nothing/",
    "follow_stop": "/en/follow/stop/nothing/",
}

FILES = {
    "picture": "/pictures/{picture}/card.webp",
    "document_file": "/files/hb-readmission-en.pdf",
    "earlier_file": "/files/{file}/handbook.pdf",
    "first_page": "/files/{file}/first-page.webp",
}

# The pages about the first row of a model that the cast does not name.
FIRST_OF = {
    "handover_letter": Handover,
    "meeting_attendance": Meeting,
    "pack_page": MeetingPack,
    "pack_file": MeetingPack,
    "paper_letter": Edition,
}


def filled(route: str, name: str, arguments: dict) -> str:
    """A real address of the route."""
    if name in ADDRESSES:
        return ADDRESSES[name]
    if name == "desk_answer":
        return f"/en/desk/letters/{arguments['letter']}/"
    if (
        name.startswith("desk_")
        and "editions" in route
        or name
        in (
            "edition_review",
            "edition_preview",
            "edition_word",
            "edition_figures",
            "edition_sheets",
            "edition_sheet",
            "edition_letter",
            "round_board",
        )
    ):
        keys = {"round_board": "round", "edition_letter": "transition"}
        route = route.replace("<int:sheet>", str(arguments["sheet"]))
        route = route.replace("<int:pk>", str(arguments[keys.get(name, "edition")])).replace(
            "<slug:name>", "submit"
        )
        route = route.replace("<slug:language>", "en")
        route = route.replace("<int:number>", "1").replace("<int:indicator>", "1")
        for key in ("comment", "suggestion", "consultation", "word"):
            route = route.replace(f"<int:{key}>", str(arguments[key]))
        return f"/{route.replace('<slug:slug>', arguments['slug'])}"
    if name in FILES:
        return FILES[name].format(**arguments)
    if name in FIRST_OF:
        route = route.replace("<slug:audience>", "participants").replace("<slug:form>", "pdf")
        route = route.replace("<slug:language>", "en")
        return f"/{route.replace('<int:pk>', str(FIRST_OF[name].objects.earliest('pk').pk))}"
    if name.startswith("figure_import"):
        return f"/{route.replace('<int:pk>', str(arguments['import']))}"
    if name == "report":
        return "/admin/registry/linkcheck/reports/languages/"
    if name == "autocomplete":
        return (
            "/admin/autocomplete/?app_label=registry&model_name=authority&field_name=state&term=geo"
        )
    token = arguments["tokens"].get(name.removesuffix("_typed"), "")
    route = route.replace("<str:token>", token)
    route = route.replace("<int:change>", str(arguments["change"])).replace(
        "<int:pk>", str(arguments["pk"])
    )
    route = route.replace("<int:system>", str(arguments["system"])).replace(
        "<int:proposal>", str(arguments["proposal"])
    )
    route = re.sub(r"\^\(\?P<app_label>[^)]*\)/\$", "registry/", route)
    route = route.replace("(?P<url>.*)$", "nothing")
    route = route.replace("<int:first>/<int:second>", f"{arguments['pk']}/{arguments['pk']}")
    return f"/{route.replace('<path:content_type_id>/<path:object_id>', '0/0')}"


def admin_address(model, page: str) -> str:
    row = model._base_manager.order_by("pk").first()
    assert row is not None, f"no {model.__name__} to ask for"
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    if page == "simple_history":
        return (
            f"{base}{row.pk}/history/{row.history.first().history_id}/"
            if row.history.exists()
            else ""
        )
    if page == "preview":
        return f"{base}{row.pk}/preview/"
    if page == "restore":
        entry = row.history.first()
        return f"{base}{row.pk}/history/{entry.pk}/restore/" if entry else ""
    if page == "undelete":
        entry = deleted_entries(model).first()
        return f"{base}deleted/{entry.pk}/" if entry else ""
    if page == "act":
        return f"{base}{row.pk}/act/{next(iter(admin.site._registry[model].acts))}/"
    if page == "preview_new":
        return f"{base}add/preview/"
    if page in ("change", "delete", "history", "preview", "share"):
        return f"{base}{row.pk}/{page}/"
    if page == "bulk_edit":
        return f"{base}bulk-edit/?rows={row.pk}"
    return f"{base}{row.pk}/" if page == "" else base if page == "changelist" else f"{base}{page}/"


def answers(cast: Cast, address: str) -> tuple[int, ...]:
    return tuple(client.get(address).status_code for client in cast.clients)


MODELS = {
    f"{model._meta.app_label}_{model._meta.model_name}": model for model in admin.site._registry
}
ROUTES = [
    (route, name)
    for route, name in addresses_of(get_resolver())
    if not re.match(r"admin/\w+/\w+/", route) or name in EXPECTED
]
ADMIN_ROUTES = [
    (route, name, MODELS["_".join(route.split("/")[1:3])])
    for route, name in addresses_of(get_resolver())
    if re.match(r"admin/\w+/\w+/", route) and name not in EXPECTED
]


def test_every_address_has_its_line():
    for route, name in ROUTES:
        key = name if name in EXPECTED else route
        assert key in EXPECTED or route.startswith("api/v1/^"), f"no line for {route} ({name})"
    for route, name, model in ADMIN_ROUTES:
        page = name.removeprefix(f"{model._meta.app_label}_{model._meta.model_name}_")
        assert page in ADMIN_PAGES, f"no line for {route} ({name})"


def test_each_role_gets_exactly_the_expected_answer(cast, nino):
    wrong = []
    for route, name in ROUTES:
        if route.startswith("api/v1/^"):
            continue
        address = filled(route, name, cast.arguments)
        expected, got = EXPECTED.get(name) or EXPECTED[route], answers(cast, address)
        if got != expected:
            wrong.append(f"{name or route} {address}: {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_the_api_gives_everyone_the_same(cast):
    for name in API_LISTS:
        contents = {client.get(f"/api/v1/{name}/").content for client in cast.clients}
        assert len(contents) == 1, name


FORMS_OF_STRANGERS = {
    "confirm",
    "new_address",
    "invitation",
    "console_link",  # links from a mail, each for one person
    "consultation",
}
JUNK = ("", "?x=", "?script=", "?q=a&q=b", "?next=/admin/", "?lang=ru&format=csv", f"?{'x' * 500}")


def test_a_public_page_sets_no_cookie(cast):
    """Whatever the query, and whatever a stranger's browser says that it has; a form behind a
    personal link needs a token."""
    public = [
        (route, name)
        for route, name in ROUTES
        if EXPECTED.get(name, EXPECTED.get(route)) == EVERYONE
    ]
    addresses = {
        filled(route, name, cast.arguments)
        for route, name in public
        if name not in FORMS_OF_STRANGERS
    }
    addresses |= {"/", "/en/nothing/", "/nothing", *(f"/api/v1/{name}/" for name in API_LISTS)}
    assert len(addresses) > 50
    wrong = []
    for address in sorted(addresses):
        for query in JUNK:
            response = Client(raise_request_exception=False).get(f"{address}{query}")
            if "Set-Cookie" in str(response.headers) or response.cookies:
                wrong.append(f"{address}{query}: {response.cookies}")
            # 501: what the rules of oEmbed say to a form that is not made
            assert response.status_code < 500 or response.status_code == 501, f"{address}{query}"
    assert not wrong, "\n".join(wrong)


def test_the_admin_gives_each_role_exactly_the_expected_answer(cast):
    wrong = []
    for _route, name, model in ADMIN_ROUTES:
        page = name.removeprefix(f"{model._meta.app_label}_{model._meta.model_name}_")
        address = admin_address(model, page)
        expected = EXCEPTIONS.get((model._meta.model_name, page), ADMIN_PAGES[page])
        got = answers(cast, address) if address else expected
        if got != expected:
            wrong.append(f"{address}: {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "name", [name for name, expected in EXPECTED.items() if name.startswith("desk_")]
)
def test_nobody_writes_at_anothers_desk(cast, nino, name):
    """A POST of a stranger, of staff without an office, of the public: refused, and nothing has
    changed."""
    route = next(route for route, found in ROUTES if found == name)
    is_somebodys = EXPECTED[name] in (OWN, OWN_POST, OWN_STATE) or "/editions/" in route
    if not is_somebodys or name == "desk_calendar":  # everybody has their own there
        return
    address = filled(route, name, cast.arguments)
    models = apps.get_app_config("registry").get_models(include_auto_created=True)
    before = {model: list(model._base_manager.order_by("pk").values()) for model in models}
    for role, client in zip(ROLES, cast.clients, strict=True):
        if role not in ("contact point of A", "deputy of A"):
            assert client.post(address, {"answer": "x"}).status_code == (
                302 if role == "public" else 404 if "B" in role else 403
            )
    after = {model: list(model._base_manager.order_by("pk").values()) for model in before}
    assert after == before
