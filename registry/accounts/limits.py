"""Who may ask for how many codes, try how many, and cause how many messages.

A stranger who asks for codes in somebody's name uses up their own network's share, and at most the
share that all strangers have of that address. A browser that has signed in before has a share of
its own (browsers.py), so the person still gets a code.
"""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from registry.accounts.browsers import known_browser
from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.limits import DAY, HOUR, MINUTE, Limit, network_of, wide_network_of

# codes for signing in
BY_NETWORK = Limit("codes/network", 20, MINUTE)
BY_NETWORK_FOR_ADDRESS = Limit("codes/network-address", 5, 15 * MINUTE)
BY_WIDE_NETWORK_FOR_ADDRESS = Limit("codes/wide-network-address", 10, HOUR)
FOR_ADDRESS = Limit("codes/address", 60, HOUR)
BY_KNOWN_BROWSER = Limit("codes/browser", 5, 15 * MINUTE)
TRIES = Limit("codes/tries", 5, HOUR)  # of one code, which lives shorter
USES = Limit("codes/uses", 1, HOUR)

# codes for showing again that it is you, before a grave act
CODES_AGAIN = Limit("again/codes", 5, 15 * MINUTE)
TRIES_AGAIN = Limit("again/tries", 5, HOUR)  # of one code, which lives shorter

# messages to an address that somebody typed, a day
SUCCESSORS = Limit("mail/successors", 6, DAY)
NEW_ADDRESSES = Limit("mail/new-addresses", 6, DAY)
INVITATIONS = Limit("mail/invitations", 6, DAY)
MINISTRIES = Limit("mail/ministries", 60, DAY)  # a round asks up to forty
TO_ONE_ADDRESS = Limit("mail/to-one-address", 8, DAY)
BY_STAFF = Limit(
    "mail/by-staff", 300, 10 * MINUTE
)  # every contact point of the network, and once more
BY_STAFF_TO_ONE_ADDRESS = Limit("mail/by-staff-to-one-address", 20, DAY)


def may_ask_for_code(request: HttpRequest, email: str) -> bool:
    """Before anything is looked up. Raises CannotCountError."""
    email, network = email.strip().lower(), network_of(request)
    browser = known_browser(request, email)
    if browser:
        return BY_KNOWN_BROWSER.take(browser, email)
    return (
        BY_NETWORK.take(network)
        and BY_NETWORK_FOR_ADDRESS.take(network, email)
        and BY_WIDE_NETWORK_FOR_ADDRESS.take(wide_network_of(request), email)
        and FOR_ADDRESS.take(email)
    )


def count_message(limit: Limit, *, to: str, by: User | None) -> None:
    """To be called by each act that writes to an address which somebody typed. Raises RuleError
    where it is one too many.

    `limit`: how often a contact point may do it. `by`: None for the clock and for commands.
    """
    if by is None:
        return
    to = to.strip().lower()
    of_person, of_address = (
        (BY_STAFF, BY_STAFF_TO_ONE_ADDRESS) if by.is_staff else (limit, TO_ONE_ADDRESS)
    )
    if not (of_person.take(by.pk) and of_address.take(to)):
        raise RuleError(
            _(
                "So many messages have gone out already, from you or to this address, that this one"
                " has to wait. Try again tomorrow, or write to the Secretariat."
            )
        )
