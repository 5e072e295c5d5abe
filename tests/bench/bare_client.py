"""A client of the bare views (bare.py) beside one of the product, in one process: where the setting
of the addresses changed with each turn, whoever comes next would read them anew."""

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.client import ClientHandler


class BareHandler(ClientHandler):
    def get_response(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = "tests.bench.bare"
        return super().get_response(request)


def bare_client() -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.handler = BareHandler(enforce_csrf_checks=False)
    return client
