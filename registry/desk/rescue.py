"""What is posted after a session has ended is kept for its writer.

A drafting form bears a ticket of ours that says who wrote in which section and from which version. Posted without a session, it signs
nobody in and changes no draft: the text is put beside the section (KeptText), where its writer finds it after signing in.
"""

from datetime import timedelta
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.richtext import reduced
from registry.contacts.terms import posts_of
from registry.profiles.drafting import TEXTS, check_size, keep_text, says_the_same
from registry.profiles.sections import Section

LASTS = timedelta(days=7)
LONGEST_TICKET = 300
SALT = "registry.desk.rescue"


def ticket(section: Section, account: User) -> str:
    return signing.dumps({"section": section.pk, "account": account.pk, "seen": section.version}, salt=SALT)


def with_rescue(view):
    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST" or request.user.is_authenticated:
            return view(request, *args, **kwargs)
        is_kept = rescue(request)
        address = reverse("desk_part", kwargs=kwargs)
        if request.headers.get("Accept") == "application/json":
            told = _("You are signed out. What you wrote is kept; sign in and it is here.")
            return JsonResponse({"error": told if is_kept else _("You are signed out."), "url": address}, status=401)
        return redirect_to_login(address)

    return wrapper


def rescue(request: HttpRequest) -> bool:
    """Whether there was something to keep, and a ticket that lets it be kept."""
    text = request.POST.get("ticket", "")
    if not 0 < len(text) <= LONGEST_TICKET:
        return False
    try:
        found = signing.loads(text, salt=SALT, max_age=LASTS)
        typed = {name: request.POST.get(name, "") for name in TEXTS}
        check_size(typed)
    except (signing.BadSignature, RuleError):
        return False
    section = Section.objects.select_related("edition__profile").filter(pk=found["section"]).first()
    account = User.objects.filter(pk=found["account"], is_active=True).first()
    if section is None or account is None:
        return False
    typed = {name: reduced(value) for name, value in typed.items()}
    if says_the_same(section, typed):
        return False
    keep_text(section, typed, account=account, seen=found["seen"], posts=posts_of(account, today()))
    return True
