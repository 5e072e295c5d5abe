"""The workbook as an answer, at the desk and in the admin."""

from django.http import HttpResponse

from registry.common.dates import today
from registry.common.exports import XLSX
from registry.common.file_answers import private_answer
from registry.profiles.models import Edition
from registry.sheets.making import file_name, workbook_of


def workbook_answer(edition: Edition) -> HttpResponse:
    content = workbook_of(edition, today())
    return private_answer(content, kind=XLSX, name=file_name(edition))
