"""Whether an address answers. Only http and https, and only public networks: also after a redirect,
and the address that the name was resolved to is the one that is connected to.
"""

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

TIMEOUT = 10  # seconds
MOST_REDIRECTS = 5
AGENT = "PragueProcessRegistry/1.0 (checks its own links once a month)"
NOT_PUBLIC = "leads into a private network"
NO_HEAD = {403, 404, 405, 501}  # where some servers refuse a HEAD that they would answer as GET
# Networks of IPv6 whose last four bytes are an address of IPv4: of gateways (RFC 6052, 8215), and
# "compatible" ones (RFC 4291)
OF_IPV4 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
MOVED = {301, 302, 303, 307, 308}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Answer:
    """`problem`: "" where it answers."""

    status: int | None
    problem: str


class RefusedAddressError(Exception):
    """Not an address that the registry asks."""


def ask(url: str) -> Answer:
    try:
        for _step in range(MOST_REDIRECTS + 1):
            status, location = request(url, "HEAD")
            if status in NO_HEAD:
                status, location = request(url, "GET")
            if status not in MOVED or not location:
                return Answer(status, "" if status < 400 else f"answers with {status}")
            url = urljoin(url, location)
    except RefusedAddressError as error:
        return Answer(None, str(error))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(None, f"does not answer ({type(error).__name__})")
    return Answer(None, f"redirects more than {MOST_REDIRECTS} times")


def request(url: str, method: str) -> tuple[int, str]:
    """(status, where it redirects to). The body is not read."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RefusedAddressError("is no address of the web")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if port not in (80, 443, 8080, 8443):
        raise RefusedAddressError(f"asks for port {port}")
    host = parts.hostname.encode("idna").decode()
    connection = connection_to(parts.scheme, host, port)
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        quoted = path.encode("ascii", "ignore").decode().replace(" ", "%20")
        connection.request(method, quoted, headers={"User-Agent": AGENT, "Host": parts.netloc})
        response = connection.getresponse()
        return response.status, response.getheader("Location") or ""
    finally:
        connection.close()


def connection_to(scheme: str, host: str, port: int) -> http.client.HTTPConnection:
    """To a public address of the host, and to no other, whatever its name says a moment later."""
    address = public_address(host, port)
    opened = socket.create_connection((address, port), timeout=TIMEOUT)
    if scheme == "https":
        opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    connection.sock = opened
    return connection


def public_address(host: str, port: int) -> str:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise RefusedAddressError(NOT_PUBLIC)
    return addresses[0]


def is_public(address: str) -> bool:
    found = led_to(ipaddress.ip_address(address.partition("%")[0]))
    return found.is_global and not found.is_multicast


def led_to(address: Address) -> Address:
    """Where one of IPv6 leads to one of IPv4, that one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if any(address in network for network in OF_IPV4):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
