"""Which press of a button has brought the server what the page of a part keeps on its device.

The script of the page keeps what is typed until it knows that the server has it. A button sends it
under a number (`sent`); the page that comes next, whichever it is and however it writes figures,
says which number has arrived. Until then what is kept is brought again.
"""

from django.http import HttpRequest

SESSION_KEY = "parts_arrived"
LONGEST = 40  # characters of a number
MOST = 50  # parts


def note_arrival(request: HttpRequest, section: int) -> None:
    """The server has all that was posted for this part: in the draft, or kept beside it."""
    sent = request.POST.get("sent", "")
    if not 0 < len(sent) <= LONGEST:
        return
    known = {key: value for key, value in all_known(request).items() if key != str(section)}
    known[str(section)] = sent
    request.session[SESSION_KEY] = dict(list(known.items())[-MOST:])


def last_arrival(request: HttpRequest, section: int) -> str:
    return all_known(request).get(str(section), "")


def all_known(request: HttpRequest) -> dict[str, str]:
    return request.session.get(SESSION_KEY, {})
