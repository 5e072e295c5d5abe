import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.inviting import accept_notice, has_accepted
from registry.accounts.models import PrivacyNotice
from registry.common.dates import clock_time, today
from registry.common.file_answers import private_answer
from registry.common.forms import posted
from registry.common.refusals import refusal_shown
from registry.contacts import (
    addresses,
    confirmation,
    details,
    group_mail,
    handover,
    privacy,
    seeing_as,
)
from registry.contacts.looks import looks_at, remember_look
from registry.contacts.models import ContactPoint, Visibility
from registry.contacts.network import ShownContactPoint, shown_people
from registry.contacts.traces import EmailChange, Look
from registry.contacts.vcards import vcards
from registry.desk import forms
from registry.desk import own_data as own_data_pages
from registry.desk.access import DeskRequest, at_desk
from registry.desk.asks import asks_of
from registry.desk.coming import taken_over, what_comes
from registry.desk.deadlines import address_of
from registry.desk.filters import NetworkFilter
from registry.drafting.contributions import own_contributions
from registry.drafting.desk_pages import draft_of
from registry.profiles.models import Edition
from registry.reports.state_readers import readers_of_states
from registry.states.designations import designation, sort_key


def saved(request: HttpRequest, text: str) -> None:
    messages.success(
        request, _("%(what)s Saved %(moment)s.") % {"what": text, "moment": clock_time()}
    )


AT_ONCE = 4  # things asked; the less urgent are folded, so that a telephone shows the whole desk
SHOWN_EDITIONS = 1  # of those that readers see; the others are folded


@at_desk
def desk(request: DeskRequest) -> HttpResponse:
    day, posts = today(), request.desk.posts
    states = [post.state_id for post in posts]
    asks = asks_of(request.desk.account, posts, day)
    published = list(Edition.objects.current().of_states(states).for_page())
    context = {
        "posts": posts,
        "hour": timezone.localtime().hour,
        "asks": asks[:AT_ONCE],
        "later_asks": asks[AT_ONCE:],
        "nothing_asked": not asks,
        "coming": what_comes(posts, day),
        "taken_over": taken_over(posts, day),
        "others": shown_people(ContactPoint.objects.beside(posts, day), Visibility.NETWORK),
        "drafts": [
            draft_of(edition) for edition in Edition.objects.in_work().of_states(states).for_page()
        ],
        "editions": published[:SHOWN_EDITIONS],
        "earlier_editions": published[SHOWN_EDITIONS:],
        "readers": readers_of_states([post.state for post in posts], day),
    }
    return render(request, "desk/desk.html", context)


@at_desk(form=forms.DetailsForm)
def own_details(request: DeskRequest, pk: int) -> HttpResponse:
    post = request.desk.post(pk)
    form = forms.DetailsForm(request.POST or None, instance=post)
    if request.method == "POST" and form.is_valid():
        with refusal_shown(form):
            values, shown = form.cleaned_data, form.shown_values()
            details.change_own(post, values, by=request.user, seen=values["seen"], shown=shown)
            if "confirm" in request.POST and not changed_meanwhile(request, post, shown):
                confirmation.confirm(post, by=request.user, on=today())
                saved(request, _("Thank you, your details are confirmed."))
                return redirect("desk")
            saved(request, _("Your details are kept."))
            return redirect("desk_details", pk)
        form.show_merged(ContactPoint.objects.get(pk=pk))
    context = {
        "form": form,
        "post": post,
        "is_due": post.is_due(today()),
        "changes": post.email_changes.all()[:1],
        "waiting": post.office_changes.waiting(),
    }
    return render(request, "desk/details.html", context)


def changed_meanwhile(request: HttpRequest, post: ContactPoint, shown: dict[str, Any]) -> bool:
    """Whether somebody has changed what this page showed: nobody confirms what they have not
    seen. A message says so."""
    typed = {name: request.POST.get(name) for name in shown}
    now = ContactPoint.objects.get(pk=post.pk)
    others = [name for name in shown if str(getattr(now, name)) not in (shown[name], typed[name])]
    if others:
        messages.warning(
            request,
            _(
                "Other details were changed elsewhere meanwhile. Look at them once more, then"
                " confirm."
            ),
        )
    return bool(others)


@at_desk
def seen_by(request: DeskRequest, pk: int) -> HttpResponse:
    """The details of an office as each circle sees them."""
    post = request.desk.post(pk)
    circles = [
        (circle, shown_people([post], circle)[0])
        for circle in (Visibility.PUBLIC, Visibility.NETWORK)
    ]
    return render(
        request, "desk/seen_by.html", {"post": post, "circles": circles, "looks": looks_at(post)}
    )


@at_desk(is_grave=True, form=forms.NewAddressForm)
def new_address(request: DeskRequest, pk: int) -> HttpResponse:
    post = request.desk.post(pk)
    form = forms.NewAddressForm(request.POST or None)
    if posted(
        request,
        form,
        lambda values: addresses.ask_new_address(post, values["email"], by=request.user),
    ):
        messages.success(
            request,
            _(
                "Two messages are on their way: one to your address so far, one to the new one."
                " Answer both."
            ),
        )
        return redirect("desk_details", pk)
    return render(request, "desk/new_address.html", {"form": form, "post": post})


@at_desk
@require_POST
def withdraw_address(request: DeskRequest, pk: int, change: int) -> HttpResponse:
    post = request.desk.post(pk)
    addresses.withdraw_change(get_object_or_404(EmailChange, pk=change, contact_point=post))
    messages.success(request, _("The change of address is withdrawn; everything stays as it was."))
    return redirect("desk_details", pk)


@at_desk(form=forms.OfficeForm)
def office(request: DeskRequest, pk: int) -> HttpResponse:
    post = request.desk.post(pk)
    form = forms.OfficeForm(request.POST or None, post=post)
    if posted(
        request, form, lambda values: details.ask_office_change(post, by=request.user, **values)
    ):
        messages.success(
            request,
            _("The Secretariat has your request; until it answers, everything stays as it is."),
        )
        return redirect("desk_details", pk)
    return render(request, "desk/office.html", {"form": form, "post": post})


@at_desk(form=forms.HandoverForm)
def hand_over(request: DeskRequest, pk: int) -> HttpResponse:
    """The office of this desk, or that of the state's other contact point."""
    leaving = request.desk.colleague(pk)
    form = forms.HandoverForm(
        request.POST or None, request.FILES or None, leaving=leaving, by=request.user
    )
    waiting = leaving.handovers.waiting().first()
    if not waiting and posted(
        request, form, lambda values: handover.name_successor(leaving, by=request.user, **values)
    ):
        messages.success(
            request,
            _(
                "The Secretariat has the name of the successor and will confirm. Until then"
                " everything stays as it is."
            ),
        )
        return redirect("desk")
    is_own = any(post.pk == leaving.pk for post in request.desk.posts)
    context = {
        "form": form,
        "leaving": shown_people([leaving], Visibility.NETWORK)[0],
        "is_own": is_own,
        "open": waiting,
        # Who may withdraw it must see whom it names; staff read it in the admin, by their right.
        "shows_named": not request.desk.is_seen_by_staff,
    }
    return render(request, "desk/hand_over.html", context)


@at_desk
@require_POST
def withdraw_handover(request: DeskRequest, pk: int) -> HttpResponse:
    leaving = request.desk.colleague(pk)
    leaving.handovers.withdraw(by=request.user)
    messages.success(request, _("Withdrawn; nobody was named."))
    return redirect("desk_hand_over", pk)


def state_in_order(person: ShownContactPoint) -> str:
    """As the reader's alphabet has it."""
    return sort_key(designation(person.state).name)


@at_desk
def network(request: DeskRequest) -> HttpResponse:
    """Names and offices; addresses and numbers are on each person's card, where looks are
    recorded."""
    rows = ContactPoint.objects.in_office(today()).for_page()
    filterset = NetworkFilter(request.GET, queryset=rows)
    found = shown_people(filterset.qs if filterset.is_valid() else rows.none(), Visibility.NETWORK)
    found.sort(key=state_in_order)
    context = {
        "filter": filterset,
        "people": found,
        "is_filtered": any(request.GET.values()),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/network.html", context)


@at_desk
def card(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ContactPoint.objects.in_office(today()).for_page(), pk=pk)
    remember_look([row], by=request.user, where=Look.Where.NETWORK)
    return render(request, "desk/card.html", {"one": shown_people([row], Visibility.NETWORK)[0]})


@at_desk
def card_vcf(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ContactPoint.objects.in_office(today()).for_page(), pk=pk)
    remember_look([row], by=request.user, where=Look.Where.VCARD)
    return vcards(
        shown_people([row], Visibility.NETWORK), f"contact-point-{row.state.iso_alpha3.lower()}"
    )


@at_desk(is_grave=True)
def network_vcf(request: DeskRequest) -> HttpResponse:
    filterset = NetworkFilter(
        request.GET, queryset=ContactPoint.objects.in_office(today()).for_page()
    )
    rows = list(filterset.qs) if filterset.is_valid() else []
    remember_look(rows, by=request.user, where=Look.Where.ALL_VCARDS)
    record_event(SecurityEvent.What.EXPORTED, account=request.user, about="vCards of the network")
    return vcards(shown_people(rows, Visibility.NETWORK), "prague-process-network")


@at_desk(form=forms.AnswerForm)
def answer(request: DeskRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(group_mail.Delivery.objects.of_posts(request.desk.posts), pk=pk)
    form = forms.AnswerForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        group_mail.answer_letter(row, form.cleaned_data["answer"])
        saved(request, _("Your answer is with the Secretariat."))
        return redirect("desk")
    subject, text = group_mail.filled(row.group_mail, row.contact_point)
    return render(
        request, "desk/answer.html", {"form": form, "row": row, "subject": subject, "text": text}
    )


@at_desk(is_own=True, form=forms.MailForm)
def mail_settings(request: DeskRequest) -> HttpResponse:
    form = forms.MailForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        saved(request, _("Your choice is kept."))
        return redirect("desk_mail")
    address = address_of(request.user)
    context = {"form": form, "calendar": f"{settings.SITE_URL}{address}" if address else ""}
    return render(request, "desk/mail.html", context)


@at_desk(is_own=True)
def privacy_page(request: DeskRequest) -> HttpResponse:
    notice = PrivacyNotice.objects.in_force(today())
    if request.method == "POST" and notice:
        accept_notice(request.user, notice)
        saved(request, _("Thank you."))
        return redirect("desk")
    context = {
        "notice": notice,
        "is_accepted": has_accepted(request.user, notice),
        "posts": request.desk.posts,
    }
    return render(request, "desk/privacy.html", context)


def takes_data_away(request: HttpRequest) -> str:
    return _("Download (JSON)") if request.GET.get("format") == "json" else ""


@at_desk(is_own=True, is_grave=takes_data_away)
def own_data(request: DeskRequest) -> HttpResponse:
    data = privacy.own_data(request.user) | {"drafting": own_contributions(request.user)}
    if not takes_data_away(request):
        return render(
            request, "desk/own_data.html", {"data": own_data_pages.shown(request.user, data)}
        )
    record_event(SecurityEvent.What.EXPORTED, account=request.user, about="own data")
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return private_answer(text, kind="application/json; charset=utf-8", name="my-data.json")


@at_desk(is_own=True, is_grave=True)
def erasure(request: DeskRequest) -> HttpResponse:
    if request.method == "POST" and "withdraw" in request.POST:
        if privacy.withdraw_erasure(request.user):
            messages.success(request, _("Your wish is withdrawn; nothing is erased."))
        return redirect("desk_privacy")
    form = forms.ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        privacy.ask_erasure(request.user, on=today())
        messages.success(
            request,
            _(
                "The Secretariat has your wish and carries it out within a month; you get word by"
                " e-mail."
            ),
        )
        return redirect("desk_privacy")
    asked = any(post.erasure_asked_on for post in request.desk.posts)
    context = {"form": form, "posts": request.desk.posts, "is_asked": asked}
    return render(request, "desk/erasure.html", context)


@require_POST
def stop_seeing_as(request: HttpRequest) -> HttpResponse:
    pk = seeing_as.stop_seeing_as(request)
    return redirect("admin:registry_contactpoint_change", pk) if pk else redirect("home")
