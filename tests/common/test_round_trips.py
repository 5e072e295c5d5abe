"""A file that is brought back as it went out changes nothing: each kind of record, both formats."""

import io

import openpyxl
import pytest
from django.contrib import admin
from django.db import models

from registry.accounts.models import PrivacyNotice
from registry.common.admin_import import ImportsAndExports
from registry.contacts.group_mail import GroupMail
from registry.contacts.models import Escalation
from registry.drafting.sections import Section
from registry.figures.models import Observation
from registry.library.models import Document
from registry.media.models import Picture
from registry.packs.models import MeetingPack
from registry.pages.models import NewsItem
from registry.process.models import Meeting
from tests import importing, make
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
KINDS = [
    model
    for model, model_admin in admin.site._registry.items()
    if isinstance(model_admin, ImportsAndExports)
    and model is not Observation  # figures come by an import of their own
]


@pytest.fixture
def administrator_client(administrator):
    return signed_in(administrator, second_factor=True)


KEPT = {PrivacyNotice, Section}  # texts that the database does not let anybody change
# What tells a careless import from a careful one
AWKWARD = "One\r\n\r\n Two ; “three”, =4\n-five "


def file_of(staff, model: type[models.Model], form: str) -> bytes:
    """The first 300 records as the admin exports them."""
    address = f"{importing.base(model)}export/"
    fields = staff.get(address).context["form"].fields
    shown = {name: "on" for name in fields if "resource_" in name}
    keys = list(model.objects.order_by("pk").values_list("pk", flat=True)[:300])
    answer = staff.post(address, {"format": form, "resource": "0", "export_items": keys} | shown)
    assert answer["Content-Disposition"].startswith("attachment"), answer.content[:500]
    return answer.content


def made_awkward(model: type[models.Model], georgia, nino) -> None:
    """Texts that spreadsheets alter; a row of each kind that the records lack."""
    if model is GroupMail:
        GroupMail.objects.create(subject_en="Hello", body_en=AWKWARD, subject_ru="Привет")
    if model is Escalation:
        Escalation.objects.create(state=georgia)
    if model is MeetingPack:
        MeetingPack.objects.create(meeting=Meeting.objects.earliest("pk"))
    if model is Picture:
        make.picture()
    if not model.objects.exists():
        make.collection_round(georgia)
    texts = [
        field.name
        for field in model._meta.fields
        if type(field) is models.TextField and field.name not in model.personal_details
    ]
    first = model.objects.order_by("pk").first()
    if first and texts and model not in KEPT:
        model.objects.filter(pk=first.pk).update(**dict.fromkeys(texts, AWKWARD))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("model", KINDS, ids=[model.__name__ for model in KINDS])
def test_an_untouched_file_changes_nothing(administrator_client, georgia, nino, model, form):
    made_awkward(model, georgia, nino)
    number = importing.XLSX if form == "xlsx" else importing.CSV
    content = file_of(administrator_client, model, number)
    response = importing.preview(administrator_client, model, content, number)
    assert "result" in response.context, response.context["form"].errors
    assert not importing.errors(response)
    result = response.context["result"]
    assert result.total_rows
    assert result.totals["skip"] == result.total_rows, [row.diff for row in result.changes()]


@pytest.mark.parametrize("model", [Document, NewsItem])
def test_a_workbook_that_excel_saved_anew_changes_nothing(administrator_client, model):
    """Excel keeps days as days, numbers as numbers and yes and no as such."""
    content = file_of(administrator_client, model, importing.XLSX)
    book = openpyxl.load_workbook(io.BytesIO(content))
    out = io.BytesIO()
    book.save(out)
    response = importing.preview(administrator_client, model, out.getvalue(), importing.XLSX)
    assert not importing.errors(response)
    totals = response.context["result"].totals
    assert totals["skip"] == response.context["result"].total_rows
