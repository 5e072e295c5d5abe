"""A draft as an answer: a file for who asked, which nobody on the way keeps."""

from django.http import HttpResponse

from registry.common.file_answers import private_answer
from registry.paper.word_package import MEDIA_TYPE
from registry.word.draft_document import draft_file, file_name
from registry.word.draft_parts import Draft


def as_file(draft: Draft) -> HttpResponse:
    return private_answer(draft_file(draft), kind=MEDIA_TYPE, name=file_name(draft))
