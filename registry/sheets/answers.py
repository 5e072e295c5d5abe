"""The workbook as an answer, at the desk and in the admin."""

from django.http import HttpResponse

from registry.common.dates import today
from registry.common.exports import XLSX
from registry.common.file_answers import private_answer
from registry.profiles.models import Edition
from registry.sheets.layout import file_name


def workbook_answer(edition: Edition) -> HttpResponse:
    from registry.sheets.making import workbook_of  # a large library writes it

    content = workbook_of(edition, today())
    return private_answer(content, kind=XLSX, name=file_name(edition))
