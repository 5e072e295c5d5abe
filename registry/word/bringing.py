"""A Word file is brought: judged at the door, read behind the request (common/tasks.py).

Reading takes seconds of the processor, so nobody else's page waits for it. The file is kept until
it is read, and where the program failed for two weeks at most, so that a colleague can have it
read again.
"""

import hashlib
from functools import partial
from typing import BinaryIO, cast

from django.core.files import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.models import User
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.languages import active
from registry.common.private_files import remove_unclaimed, without_leftovers
from registry.common.tasks import URGENT, Behind, about, ask, behind, is_live, progress_of
from registry.contacts.models import ContactPoint
from registry.drafting.sections import why_closed
from registry.profiles.models import Edition
from registry.word.judging import judged
from registry.word.models import WordProposal
from registry.word.opening import open_file
from registry.word.proposing import MOST_TOLD, Differences, propose

MOST_WAITING = 10  # of an edition
State = WordProposal.State


def bring(
    edition: Edition,
    file: BinaryIO,
    name: str,
    size: int,
    *,
    by: User,
    post: ContactPoint | None = None,
) -> WordProposal:
    """The same file brought twice is one proposal. Raises RuleError where the file may not be
    opened, or where the edition is not written now."""
    refusal = why_closed(edition, by)
    if refusal:
        raise RuleError(refusal)
    judged(file, size)
    file.seek(0)
    fingerprint = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    with without_leftovers(), transaction.atomic():
        Edition.objects.select_for_update().get(pk=edition.pk)
        rows = WordProposal.objects.open().of_edition(edition)
        rows.filter(state=State.REFUSED, fingerprint=fingerprint, by=by).delete()
        known = rows.filter(fingerprint=fingerprint, by=by).first()
        if known is not None:
            return known
        if rows.count() >= MOST_WAITING:
            raise RuleError(
                _("%(count)s files of this draft wait for a decision. Decide about them first.")
                % {"count": MOST_WAITING}
            )
        row = WordProposal(
            edition=edition,
            contact_point=post,
            by=by,
            file_name=name.replace("\0", "")[:200],
            fingerprint=fingerprint,
            size=size,
            language=active(),
            state=State.READING,
        )
        row.file.save("draft.docx", File(file), save=True)
        ask(read_file, row.pk)
    return row


@behind(
    label=gettext_lazy("Reading a Word file that came back"), of="WordProposal", priority=URGENT
)
def read_file(context: Behind, pk: int) -> str:
    row = WordProposal.objects.get(pk=pk)
    if row.state != State.READING or row.closed_at is not None:
        return ""
    with translation.override(row.language):
        try:
            with row.file.open("rb") as file:
                opened = open_file(judged(cast(BinaryIO, file), row.size))
            found = propose(row, opened, on=today(), note=context.note)
        except RuleError as error:
            return refuse(pk, str(error))
    return keep(pk, found)


@transaction.atomic
def keep(pk: int, found: Differences) -> str:
    row = WordProposal.objects.select_for_update().get(pk=pk)
    if row.state == State.READING:
        row.state, row.content, row.told = State.READ, found.items, found.told[:MOST_TOLD]
        drop_file(row)
        row.save()
    return ""


@transaction.atomic
def refuse(pk: int, words: str) -> str:
    """Who brought it still has the file; here only what was wrong is kept."""
    row = WordProposal.objects.select_for_update().get(pk=pk)
    row.state, row.problem = State.REFUSED, words[:500]
    drop_file(row)
    row.save()
    return State.REFUSED


def drop_file(row: WordProposal) -> None:
    """With the transaction."""
    storage, name = row.file.storage, row.file.name
    row.file = ""
    if name:
        transaction.on_commit(partial(storage.delete, name))


@transaction.atomic
def let_go(row: WordProposal) -> None:
    """Of a file that was not read; what was wrong is known, or nobody waits for it any more."""
    row = WordProposal.objects.select_for_update().get(pk=row.pk)
    if row.state == State.READ:
        raise RuleError(_("This file is read. Decide about its parts."))
    drop_file(row)
    row.delete()


def forget_unread() -> int:
    """After two weeks. How many."""
    left = list(WordProposal.objects.outlived(timezone.now()))
    for row in left:
        let_go(row)
    remove_unclaimed(WordProposal._meta.get_field("file"))
    return len(left)


def reading(row: WordProposal) -> tuple[bool, int | None, str]:
    """Whether it is being read, how far it is in percent, and why it has stopped or waits."""
    task = about(row.pk, read_file)
    progress = progress_of(task)
    problem = progress.problem_in_words if progress is not None else ""
    return is_live(task), progress.percent if progress is not None else None, problem
