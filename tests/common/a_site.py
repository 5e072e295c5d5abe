"""A small site with the store before it."""

from io import BytesIO

from registry.common.store import MARK


class Site:
    """A WSGI application that counts how often it is asked."""

    def __init__(
        self, *headers: tuple[str, str], status: str = "200 OK", mark: str | None = "q,page"
    ) -> None:
        self.headers = [
            ("Content-Type", "text/html"),
            *headers,
            *([(MARK, mark)] if mark is not None else []),
        ]
        self.status, self.asked, self.body = status, 0, b"<h1>A page</h1>" * 100

    def __call__(self, environ, start_response):
        self.asked += 1
        start_response(self.status, self.headers)
        return [self.body]


def ask(application, path="/en/", method="GET", **environ):
    caught = []
    query = environ.pop("QUERY_STRING", "")
    base = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "x",
        "wsgi.url_scheme": "http",
    }
    body = b"".join(
        application(base | {"wsgi.input": BytesIO()} | environ, lambda *args: caught.append(args))
    )
    status, headers = caught[0][:2]
    return status, dict(headers), body
