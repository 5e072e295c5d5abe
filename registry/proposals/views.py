"""At the desk: the tokens of a state's own systems, and what they propose."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry.common.dates import today
from registry.common.forms import posted
from registry.common.refusals import refusal_shown
from registry.desk.access import DeskRequest, at_desk
from registry.proposals import deciding, tokens
from registry.proposals.forms import DecisionForm, TokenForm
from registry.proposals.models import Proposal, SystemToken
from registry.proposals.showing import shown_proposals

MADE = "system_token_"  # in the session, before the number of the office


def makes_a_token(request: DeskRequest, **address: Any) -> str:
    return _("Make a token") if request.method == "POST" else ""


@at_desk(is_own=True, is_grave=makes_a_token)
def systems(request: DeskRequest, pk: int) -> HttpResponse:
    """The token is shown once, on the page that follows the form: loaded again, it makes none."""
    post = request.desk.post(pk)
    form = TokenForm(request.POST or None)

    def make(values: dict[str, Any]) -> tuple[SystemToken, str]:
        return tokens.make_token(post, values["name"], by=request.user, on=today())

    shown_once = f"{MADE}{post.pk}"
    made = posted(request, form, make)
    if made:
        request.session[shown_once] = made[1]
        return redirect("desk_systems", post.pk)
    context = {
        "post": post,
        "form": form,
        "made": request.session.pop(shown_once, ""),
        "tokens": SystemToken.objects.of_posts([post]),
        "api": request.build_absolute_uri("/api/v1/proposals/"),
    }
    return render(request, "proposals/systems.html", context)


@at_desk(is_own=True)
@require_POST
def revoke(request: DeskRequest, pk: int, system: int) -> HttpResponse:
    post = request.desk.post(pk)
    row = SystemToken.objects.of_posts([post]).numbered(system)
    if row is None:
        raise Http404
    tokens.revoke_token(row, by=request.user)
    messages.success(request, _("The token is revoked. What it proposed stays."))
    return redirect("desk_systems", post.pk)


@at_desk
def proposals(request: DeskRequest) -> HttpResponse:
    return proposals_page(request)


def proposals_page(request: DeskRequest, **more: Any) -> HttpResponse:
    account = None if request.desk.is_seen_by_staff else request.user
    rows = Proposal.objects.for_desk(request.desk.posts, account)
    context = {
        "waiting": shown_proposals(rows.waiting()),
        "decided": rows.decided()[:20],
        "may_decide": not request.desk.is_seen_by_staff,
    }
    return render(request, "proposals/proposals.html", context | more)


@at_desk(is_own=True)
@require_POST
def decide(request: DeskRequest, proposal: int) -> HttpResponse:
    row = Proposal.objects.for_desk(request.desk.posts, request.user).numbered(proposal)
    form = DecisionForm(request.POST)
    if row is None:
        raise Http404
    if not form.is_valid():
        return proposals_page(request, refused=row.pk, form=form)
    values = form.cleaned_data
    with refusal_shown(request):
        if values["do"] == "take":
            deciding.take(row, by=request.user, on=today(), seen=values["seen"])
            messages.success(request, _("The proposal is taken."))
        else:
            deciding.refuse(row, by=request.user, on=today(), reason=values["reason"])
            messages.success(request, _("The proposal is refused."))
    return redirect("desk_proposals")
