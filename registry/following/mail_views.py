"""Pages of who follows by mail. They need no account: the key in an address is what its mail
gave."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from registry.common.forms import posted
from registry.common.keys import key_in
from registry.common.languages import active
from registry.common.limits import MINUTE, Limit, network_of
from registry.following import by_mail
from registry.following.forms import ChangeForm, FollowForm
from registry.following.models import Follower, Pace
from registry.following.topics import kept, topic_or_404

OPENED = Limit("following/opened", 60, MINUTE)  # pages behind a key, by a network
HEADINGS = {
    "by_mail": gettext_lazy("Follow by e-mail"),
    "confirm": gettext_lazy("Confirm that you want to follow this"),
    "confirmed": gettext_lazy("Confirmed"),
    "mine": gettext_lazy("What you follow"),
    "no_link": gettext_lazy("This link does not serve any more"),
    "stop": gettext_lazy("Stop all"),
    "stopped": gettext_lazy("Stopped"),
}


def page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    """`name`: one of HEADINGS."""
    context["heading"] = HEADINGS[name]
    return render(request, f"following/{name}.html", context, status=status)


def no_link(request: HttpRequest) -> HttpResponse:
    return page(request, "no_link", status=404)


@require_http_methods(["GET", "HEAD", "POST"])
def by_mail_page(request: HttpRequest) -> HttpResponse:
    """The answer is the same for every address, known or not."""
    if not request.GET.get("what"):
        return redirect("follow")
    topic = topic_or_404(request.GET["what"], request.GET.get("of", ""))
    usual = {"pace": Pace.WEEKLY, "language": active()}
    form = FollowForm(request.POST or None, initial=usual)

    def ask(values: dict) -> bool:
        by_mail.ask(topic, network=network_of(request), at=timezone.now(), **values)
        return True

    return page(request, "by_mail", topic=topic, form=form, is_asked=posted(request, form, ask))


def may_open(request: HttpRequest) -> None:
    """Raises Http404 for a network that tries keys."""
    if not OPENED.lets_read(request):
        raise Http404(_("Wait a minute, then open the link again."))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening changes nothing: a button confirms."""
    may_open(request)
    found = by_mail.asked_by(token, timezone.now())
    topic = kept(found.kind, found.of) if found else None
    if found is None or topic is None:
        return no_link(request)
    if request.method == "POST":
        follower = by_mail.confirm(found, at=timezone.now())
        return page(request, "confirmed", topic=topic, key=by_mail.own_token(follower))
    if found.confirmed_at:
        return page(request, "confirmed", topic=topic)
    return page(request, "confirm", topic=topic, found=found)


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """What an address follows: how often, in which language; stop one, stop all."""
    may_open(request)
    follower = by_mail.owner_of(token)
    if follower is None:
        return no_link(request)
    if request.method == "POST" and "stop" in request.POST:
        if by_mail.stop(follower, key_in(request.POST["stop"])):
            return redirect("follow_mine", token)
        return page(request, "stopped")
    form = ChangeForm(request.POST or None, initial=as_chosen(follower))
    is_changed = request.method == "POST" and form.is_valid()
    if is_changed:
        by_mail.change(follower, **form.cleaned_data)
    topics = by_mail.topics_of(follower)
    return page(request, "mine", form=form, topics=topics, key=token, is_changed=is_changed)


def as_chosen(follower: Follower) -> dict[str, str]:
    return {"pace": follower.pace, "language": follower.language}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One click in a mail program stops all (RFC 8058): it posts here. A second time finds nothing
    left, and says the same."""
    may_open(request)
    follower = by_mail.owner_of(token)
    if request.method != "POST":
        return page(request, "stop" if follower else "stopped")
    if follower:
        by_mail.stop_all(follower)
    return page(request, "stopped")
