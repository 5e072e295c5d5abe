"""Everybody who may come to an address, and one row of everything to ask for."""

import io
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from registry.accounts.inviting import invite
from registry.accounts.models import ConsoleLink, PrivacyNotice
from registry.common.dates import today
from registry.common.record_imports import Written, keep_import
from registry.common.task_progress import TaskProgress
from registry.common.tasks import ask as ask_for_task
from registry.contacts import addresses, bulk, details, group_mail, merging
from registry.contacts.confirmation import ask_to_confirm
from registry.contacts.handover import name_successor
from registry.contacts.models import Escalation
from registry.drafting.consulting import ask
from registry.drafting.review import comment, suggest
from registry.drafting.rounds import CollectionRound
from registry.drafting.starting import start_edition
from registry.figure_imports.importing import bring
from registry.packs.models import MeetingPack
from registry.packs.packing import add_parts
from registry.process.models import CooperationArea, Meeting
from registry.profiles.moves import Transition
from registry.proposals.tokens import make_token
from registry.reports.models import LinkCheck, ReadCount
from registry.search.models import MissedSearch
from registry.word.bringing import read_file
from registry.word.models import WordProposal
from tests import make
from tests.clients import Client
from tests.conftest import signed_in

ROLES = (
    "public",
    "contact point of A",
    "deputy of A",
    "contact point of B",
    "editor",
    "administrator",
    "staff without rights",
    "may only view",
)


def areas_at_hand() -> list[CooperationArea]:
    return list(CooperationArea.objects.all()[:2])


@dataclass(frozen=True)
class Cast:
    clients: tuple[Client, ...]
    arguments: dict

    def __getitem__(self, role: str) -> Client:
        return self.clients[ROLES.index(role)]


@pytest.fixture
def cast(
    post, nino, dato, ion, editor, administrator, without_rights, may_only_view, settings, tmp_path
) -> Cast:
    """Everybody, and one row of everything."""
    settings.MEDIA_ROOT = tmp_path / "media"
    letter = group_mail.GroupMail.objects.create(subject_en="Hello", body_en="x", wants_answer=True)
    group_mail.send_letter(letter, by=editor, on=today())
    change = addresses.ask_new_address(nino, "nino2@example.org", by=nino.account)
    details.change_own(nino, {"room": "5"}, by=nino.account, seen=nino.version)
    details.ask_office_change(
        nino, role="deputy", authority=nino.authority, authority_name="", by=nino.account
    )
    name_successor(
        nino, by=nino.account, name_latin="M", email="m@example.org", language="en", since=today()
    )
    merging.merge(
        make.contact_point(ion.state), make.contact_point(ion.state), take=set(), by=editor
    )
    bulk.perform(bulk.Kind.ASK, [dato], by=editor, on=today())
    Escalation.objects.create(state=nino.state)
    Group.objects.get_or_create(name="A group")
    PrivacyNotice.objects.get().acceptances.create(account=nino.account)
    ask_to_confirm(nino, occasion=("x",))
    invite("new@example.org", role="editor", language="en", by=None)
    draft = start_edition(make.profile(nino.state, "light"), 2031, by=editor, on=today())
    section = draft.sections.in_order().first()
    remark = comment(section, "x", by=nino.account, post=nino)
    suggestion = suggest(section, "en", section.text_en, "<p>y</p>", by=editor)[0]
    asked = ask(
        draft,
        [section],
        by=nino.account,
        post=nino,
        organisation="M",
        email="ministry@example.org",
        language="en",
        note="",
        days=14,
    )
    make.collection_round(nino.state)
    picture = make.picture()
    file = make.document_file()
    system, _token = make_token(nino, "Statistics", by=nino.account, on=today())
    proposal = system.proposals.create(kind="details", content={"room": "5"}, key="k")
    areas = [Written(row, is_new=False, before={"name_en": "x"}) for row in areas_at_hand()]
    keep_import(CooperationArea, areas, by=editor, file_name="areas.csv")
    pack = MeetingPack.objects.create(meeting=Meeting.objects.earliest("pk"))
    add_parts(pack, by=editor)
    draft.paper_letters.create(
        kind="submission", languages="en", form="pdf", dated=today(), checksum="0" * 64
    )
    LinkCheck.objects.create(url="https://example.org/")
    MissedSearch.objects.create(words="zzz", language="en", last_on=today())
    ReadCount.objects.create(day=today(), kind="home", page="/", language="en", count=1)
    brought = bring(io.BytesIO(b"state,year,value"), "figures.csv", 16, by=editor, reason="x")
    _row, console = ConsoleLink.issue(timedelta(days=1), account=nino.account)
    people = (
        None,
        nino.account,
        dato.account,
        ion.account,
        editor,
        administrator,
        without_rights,
        may_only_view,
    )
    clients = tuple(signed_in(user, second_factor=True) if user else Client() for user in people)
    clients[4].get(f"/admin/registry/contactpoint/{nino.pk}/change/")  # a look
    sent = {
        "confirm": ("nino@example.org", "confirm"),
        "new_address": ("nino2@example.org", "new-address"),
        "invitation": ("new@example.org", "invitation"),
        "consultation": ("ministry@example.org", "consultation"),
    }
    tokens = {
        name: post.link(*where)[0].strip("/").rpartition("/")[2] for name, where in sent.items()
    }
    tokens["console_link"] = console.token
    brought_back = WordProposal.objects.create(edition=draft, file_name="draft.docx", content=[])
    ask_for_task(read_file, brought_back.pk)
    TaskProgress.objects.create(task=DBTaskResult.objects.get(), beat_at=timezone.now())
    numbers = {
        "pk": nino.pk,
        "change": change.pk,
        "letter": nino.deliveries.get().pk,
        "edition": draft.pk,
        "comment": remark.pk,
        "suggestion": suggestion.pk,
        "consultation": asked.pk,
        "round": CollectionRound.objects.get().pk,
        "transition": Transition.objects.first().pk,
        "import": brought.pk,
        "picture": picture.key,
        "file": file.key,
        "system": system.pk,
        "proposal": proposal.pk,
        "sheet": draft.figure_sheets.create(brought_by=nino.account, file_name="f.xlsx").pk,
        "word": brought_back.pk,
    }
    return Cast(clients, numbers | {"tokens": tokens, "slug": section.template_section.slug})
