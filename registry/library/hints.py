"""What somebody who does not see a document, or reads it by other means, will miss in its file.
Nothing of it hinders publishing."""

from collections.abc import Iterator

from registry.common.languages import ENGLISH_NAMES
from registry.library.file_models import DocumentFile


def hints(file: DocumentFile) -> Iterator[str]:
    if file.is_tagged is False:
        yield (
            "The PDF has no tags, so a screen reader finds no headings, lists or tables in it. Make"
            " it anew with “tagged PDF” or “PDF/UA” chosen."
        )
    if not file.has_text:
        yield (
            "No text was found in the file: it may consist of pictures of pages. Run text"
            " recognition over it, or bring the file from which it was made."
        )
    if not file.title:
        yield "The file has no title: readers’ programs show its name instead."
    if file.kind == DocumentFile.Kind.PDF and not file.text_language:
        yield "The PDF does not say in which language it is, so it may be read out wrongly."
    said = file.text_language[:2].lower()
    if said in ENGLISH_NAMES and said != file.language:
        yield (
            f"The file says that it is in {ENGLISH_NAMES[said]}, and it stands here as the"
            f" {ENGLISH_NAMES[file.language]} version."
        )
