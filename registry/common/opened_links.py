"""A link from a mail that shows something unpublished is opened with the mail's digits, in this
browser and for a while.

Whoever follows links by itself, or finds one in a log, has not read the digits. What is remembered
stands in the session, so the browser holds nothing that would open it elsewhere; of a link that was
closed meanwhile nothing is shown all the same.
"""

import time

from django.http import HttpRequest

from registry.common.links import OneTimeLink

SESSION_KEY = "opened_links"
LASTS = 2 * 3600  # seconds
MOST = 20


def open_link(request: HttpRequest, link: OneTimeLink) -> bool:
    """To be called once the digits are checked."""
    opened = dict(list(request.session.get(SESSION_KEY, {}).items())[1 - MOST :])
    request.session[SESSION_KEY] = opened | {link.token_hash: time.time()}
    return True


def is_opened(request: HttpRequest, link: OneTimeLink) -> bool:
    at = request.session.get(SESSION_KEY, {}).get(link.token_hash)
    return at is not None and 0 <= time.time() - at < LASTS
