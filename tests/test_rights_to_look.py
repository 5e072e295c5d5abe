"""What staff may look at: versions, lists, what is taken out, and the traces of looking."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.accounts.models import User
from registry.common.admin_rights import TAKEN_OUT
from registry.common.dates import today
from registry.common.history import written_by
from registry.contacts.letters import letter_storage
from registry.contacts.models import ContactPoint, Escalation
from registry.contacts.traces import Handover, Look
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.profiles.models import Edition
from registry.profiles.moves import Transition
from tests import everybody, importing
from tests.asked_of_forms import LETTER, files
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
cast = everybody.cast


def test_a_version_in_the_history_is_looked_at_and_not_brought_back(cast, georgia):
    item = NewsItem.objects.get(slug="2011-poznan")
    first = item.history.first() or item.history.create(
        **{f.attname: getattr(item, f.attname) for f in item._meta.concrete_fields},
        history_date=item.updated_at,
        history_type="+",
    )
    NewsItem.objects.filter(pk=item.pk).update(title_en="As it is now")
    for role in ("editor", "administrator", "may only view"):
        address = f"/admin/registry/newsitem/{item.pk}/history/{first.history_id}/"
        assert cast[role].post(address, {"title_en": "Back"}).status_code == 403
    item.refresh_from_db()
    assert item.title_en == "As it is now"


def test_a_version_shows_nothing_personal(cast, nino):
    nino.save()
    path = Escalation.objects.get(state=nino.state)
    path.head_of_unit = "Somebody Headova"
    path.save()
    for row, secret in ((nino, "Kapanadze"), (nino, "nino@example.org"), (path, "Headova")):
        address = f"{importing.base(type(row))}{row.pk}/history/{row.history.first().history_id}/"
        for role in ("editor", "may only view"):
            page = cast[role].get(address)
            assert page.status_code == 200
            assert secret not in page.content.decode()


def test_lists_are_narrowed_by_their_filters_only(cast):
    administrator = cast["administrator"]
    for model, model_admin in admin.site._registry.items():
        listed = set(model_admin.listed_names(None))
        for column in model._meta.concrete_fields:
            if column.name in listed:
                continue
            for way in ("", "__startswith", "__gt", "__isnull", "__exact", "__regex"):
                query = f"{importing.base(model)}?{column.name}{way}=1"
                if not column.is_relation or way:
                    assert not model_admin.lookup_allowed(f"{column.name}{way}", "1", None), query
    for query in ("email__startswith=n", "account__email__startswith=n", "phone__gt=1", "email=x"):
        for page in ("", "export/"):
            address = f"/admin/registry/contactpoint/{page}?standing=all&{query}"
            assert administrator.get(address).status_code == 400
    shown = administrator.get("/admin/registry/contactpoint/?role__exact=deputy&standing=all")
    assert shown.status_code == 200
    assert administrator.get("/admin/registry/document/export/?nothing=1").status_code in (400, 404)


def test_who_is_found_by_name_is_looked_at(cast, nino, ion):
    before = Look.objects.count()
    viewer = cast["may only view"]
    viewer.get("/admin/registry/contactpoint/?q=GEO")
    assert Look.objects.count() == before
    viewer.get("/admin/registry/contactpoint/?q=Kapana")
    look = Look.objects.latest("pk")
    assert (Look.objects.count(), look.contact_point) == (before + 1, nino)
    autocomplete = (
        "/admin/autocomplete/?app_label=registry&model_name=handover&field_name=predecessor&term="
    )
    viewer.get(f"{autocomplete}Munt")
    assert Look.objects.latest("pk").contact_point == ion


def test_the_public_page_of_a_record_asks_for_the_right_to_view_it(cast):
    document = Document.objects.first()
    kind = ContentType.objects.get_for_model(Document)
    address = f"/admin/r/{kind.pk}/{document.pk}/"
    assert cast["staff without rights"].get(address).status_code == 403
    assert cast["may only view"].get(address).status_code == 302


def test_the_front_page_shows_only_what_may_be_viewed(cast, georgia):
    news = NewsItem(title_en="A secret draft", slug="secret", date=today(), body_en="x")
    written_by(news, User.objects.get(email="editor@example.org")).save()
    nothing = cast["staff without rights"].get("/admin/").content.decode()
    for words in ("<b>", "secret draft", "Profiles:", "/admin/registry/", "reachable"):
        assert words not in nothing, words
    assert "has no rights yet" in nothing
    everything = cast["may only view"].get("/admin/").content.decode()
    for words in ("secret draft", "Profiles: 50 states", "/admin/registry/edition/"):
        assert words in everything, words
    librarian = User.objects.create_user("library@example.org", is_staff=True)
    librarian.user_permissions.add(Permission.objects.get(codename="view_document"))
    some = signed_in(librarian, second_factor=True).get("/admin/").content.decode()
    assert "/admin/registry/document/" in some
    for words in ("contact points", "secret draft", "Profiles:", "registry/edition/"):
        assert words not in some, words


def test_what_is_taken_out_leaves_a_line_without_values(cast, editor):
    client = cast["editor"]
    for model in (Document, ContactPoint, Edition):
        list(
            body.post(client)
            for body in files(client, model.objects.first())
            if body.address.endswith("/export/")
        )
        entry = LogEntry.objects.filter(action_flag=TAKEN_OUT).latest("pk")
        assert (entry.user, entry.content_type.model_class()) == (editor, model)
        assert entry.change_message.startswith("Export of ")
        assert entry.object_repr == str(model._meta.verbose_name_plural)
    assert "taken out" in client.get("/admin/").content.decode()


def test_letters_that_are_fetched_are_remembered(cast, nino, light_georgia):
    name = letter_storage().save("x.pdf", SimpleUploadedFile("x.pdf", LETTER))
    handover = Handover.objects.get(predecessor=nino)
    Handover.objects.filter(pk=handover.pk).update(letter=name)
    row = Transition.objects.create(
        edition=light_georgia, to_status="published", on=today(), letter=name
    )
    addresses = (
        f"/admin/registry/handover/{handover.pk}/letter/",
        f"/admin/registry/edition/letters/{row.pk}/",
    )
    for address in addresses:
        assert cast["staff without rights"].get(address).status_code == 403
    before = Look.objects.filter(contact_point=nino).count()
    assert cast["may only view"].get(addresses[0]).status_code == 200
    assert Look.objects.filter(contact_point=nino).count() == before + 1
    assert cast["may only view"].get(addresses[1]).status_code == 200
    assert LogEntry.objects.filter(action_flag=TAKEN_OUT, object_id=light_georgia.pk).exists()
