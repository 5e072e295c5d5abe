"""Several threads that begin together, each with a database connection of its own."""

import threading
import traceback
from collections.abc import Callable
from typing import Any

AT_ONCE = 13


def at_once(deed: Callable[[], Any], times: int = AT_ONCE) -> list:
    return all_at_once([deed] * times)


def all_at_once(deeds: list[Callable[[], Any]]) -> list:
    """What each gave, in their order; the name of the error where it raised one."""
    from django.db import connection

    start, answers = threading.Barrier(len(deeds)), {}

    def run(number: int) -> None:
        start.wait()
        try:
            answers[number] = deeds[number]()
        except Exception as error:
            traceback.print_exc()
            answers[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in range(len(deeds))]


def cookies_of(client) -> dict:
    return {name: one.value for name, one in client.cookies.items()}


def person(email: str):
    from registry.accounts.models import User
    from registry.accounts.roles import set_address

    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    set_address(user, email)
    return user


def posting(path: str, data: dict, cookies: dict | None = None) -> Callable[[], int]:
    from tests.clients import Client

    def deed() -> int:
        client = Client(raise_request_exception=False)
        for name, value in (cookies or {}).items():
            client.cookies[name] = value
        return client.post(path, data).status_code

    return deed
