"""Files of documents that who does not see them, or reads them by other means, cannot use well."""

from datetime import date

from registry.library.hints import hints
from registry.library.models import DocumentVersion
from registry.reports.reporting import Line, line


def files_hard_to_read(on: date) -> list[Line]:
    """A line for each hint on the newest file of a version; mended on the document's page."""
    found = []
    rows = DocumentVersion.objects.exclude(file=None).select_related("document", "file")
    for row in rows.order_by("document__slug", "language"):
        for hint in hints(row.file) if row.file else ():
            found.append(line(row.document, f"{row.get_language_display()}: {hint}"))
    return found
