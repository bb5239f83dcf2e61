"""Where a spider may go: the check every request passes, the target of every redirect included."""

import re
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self
from urllib.parse import SplitResult, urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

_SPECIAL = (
    ip_network("0.0.0.0/8"),  # this network
    ip_network("10.0.0.0/8"),  # private
    ip_network("100.64.0.0/10"),  # carrier-grade NAT
    ip_network("127.0.0.0/8"),  # loopback
    ip_network("169.254.0.0/16"),  # link-local, where clouds answer with credentials
    ip_network("172.16.0.0/12"),  # private
    ip_network("192.0.0.0/24"),  # protocol assignments
    ip_network("192.0.2.0/24"),  # documentation
    ip_network("192.88.99.0/24"),  # 6to4 relays
    ip_network("192.168.0.0/16"),  # private
    ip_network("198.18.0.0/15"),  # benchmarks
    ip_network("198.51.100.0/24"),  # documentation
    ip_network("203.0.113.0/24"),  # documentation
    ip_network("224.0.0.0/4"),  # multicast
    ip_network("240.0.0.0/4"),  # reserved, and broadcast
    ip_network("2001::/23"),  # protocol assignments, Teredo among them
    ip_network("2001:db8::/32"),  # documentation
    ip_network("2002::/16"),  # 6to4: an IPv4 address in disguise
    ip_network("3fff::/20"),  # documentation
)
_UNICAST_V6 = IPv6Network("2000::/3")
"""All that was ever given out for public use: loopback, mapped, local and multicast addresses lie outside."""
_NAT64 = IPv6Network("64:ff9b::/96")
_LOOPBACK_V4 = IPv4Network("127.0.0.0/8")
_LOOPBACK_V6 = IPv6Address("::1")


def is_public(address: str) -> bool:
    """Say whether an IP address, as text, is one of the public web.

    A well-known NAT64 address is what its embedded IPv4 address is: on a network without IPv4 every site has one.
    Text that is no address, or that names a zone, is not public.
    """
    ip = _read(address)
    if isinstance(ip, IPv6Address) and ip in _NAT64:
        ip = IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip is None or any(ip in network for network in _SPECIAL):
        return False
    return isinstance(ip, IPv4Address) or (ip.scope_id is None and ip in _UNICAST_V6)


def is_loopback(address: str) -> bool:
    """Say whether an IP address, as text, is this machine's own; forms that embed such an address are not."""
    ip = _read(address)
    return ip in _LOOPBACK_V4 if isinstance(ip, IPv4Address) else ip == _LOOPBACK_V6


def is_here(host: str) -> bool:
    """Say whether a host, as an address names it, is this machine by its spelling alone."""
    return host == "localhost" or is_loopback(host)


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None


PORTS = {"http": 80, "https": 443}
"""The schemes of the web, each with the port it means when a URL names none."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Where one spider may go.

    Attributes:
        hosts: the hosts it may ask, lower case; None for a spider that names none, as in `scrapy shell URL`.
        origins: the schemes and ports it may ask them on.
        door: host and port of this machine the user told the spider to read from, None when there is none.
        file: address of the file that the user named, the only one that may be read; None in a crawl.
    """

    hosts: frozenset[str] | None
    origins: frozenset[tuple[str, int]]
    door: tuple[str, int] | None = None
    file: str | None = None


def bounds_of(spider: Spider) -> Bounds:
    """Return where a spider may go, from its `allowed_domains`, `fetch_base` and `base_url`.

    PUBCRAWL_DOOR adds a file, or for a spider without a site a host and port of this machine.
    """
    domains: list[str] | None = getattr(spider, "allowed_domains", None)
    bare = [domain.lower().removeprefix("www.") for domain in domains or ()]
    hosts = None if domains is None else frozenset(www + domain for domain in bare for www in ("", "www."))
    named: str = str(spider.settings.get("PUBCRAWL_DOOR") or "") if hasattr(spider, "settings") else ""
    file = named if named.startswith("file:") else None
    base: str | None = getattr(spider, "fetch_base", None)
    if base is None:
        opened = _door(named)
        origins = frozenset(PORTS.items()) | ({(urlsplit(named).scheme, opened[1])} if opened else set())
        return Bounds(hosts=hosts, origins=origins, door=opened, file=file)
    parts = urlsplit(base)
    origin = (parts.scheme, parts.port or PORTS.get(parts.scheme, 0))
    upgrade = {("https", PORTS["https"])} if origin == ("http", PORTS["http"]) else set()
    told = base != getattr(spider, "base_url", "").rstrip("/")
    return Bounds(hosts=hosts, origins=frozenset({origin} | upgrade), door=_door(base) if told else None, file=file)


def _door(address: str) -> tuple[str, int] | None:
    """Return the host and port of an address of this machine, None for any other."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme in PORTS and is_here(host):
        return host, parts.port or PORTS[parts.scheme]
    return None


def refusal(url: str, bounds: Bounds) -> str | None:
    """Say why a URL may not be asked for, None when it may.

    Spellings that two programs could read differently are refused even where they would name the site.
    """
    if bounds.file is not None and url == bounds.file:
        return None
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return "the address holds characters that no address has"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "the address cannot be read"
    if parts.scheme not in PORTS:
        return f"{parts.scheme or 'nothing'}: is not a scheme of the web"
    return _host_refusal(parts, PORTS[parts.scheme] if port is None else port, bounds)


def _host_refusal(parts: SplitResult, port: int, bounds: Bounds) -> str | None:
    host = parts.hostname or ""
    if "@" in parts.netloc:
        return "the address names a user"
    if not _is_plainly_spelled(parts):
        return f"the host {parts.netloc!r} is oddly spelled"
    if bounds.hosts is not None and host not in bounds.hosts:
        return f"{host} is not a host of this site"
    if (parts.scheme, port) not in bounds.origins:
        return f"{parts.scheme} on port {port} is not how this site is read"
    is_address = ":" in host or _IPV4.fullmatch(host)
    if is_address and not is_public(host) and (host, port) != bounds.door:
        return f"{host} is not an address of the public web"
    return None


_NAME = re.compile(r"(?=.{1,253}\Z)(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_BYTE}(\.{_BYTE}){{3}}")


def _is_plainly_spelled(parts: SplitResult) -> bool:
    """Say whether a host is a plain name, four decimal bytes or an IPv6 address in its shortest form."""
    host = parts.hostname or ""
    if "[" in parts.netloc:
        ip = _read(host)
        is_shortest = isinstance(ip, IPv6Address) and ip.scope_id is None and ip.compressed == host
        return is_shortest and parts.netloc.lower().partition("]")[0] == f"[{host}"
    if parts.netloc.endswith(":") or not _NAME.fullmatch(host):
        return False
    # What ends in a number is read as an IPv4 address by browsers and by inet_aton: 2130706433, 0x7f.1, 127.1.
    return bool(_IPV4.fullmatch(host)) or not _NUMBER.fullmatch(host.rpartition(".")[2])


class GuardMiddleware:
    """Refuses what lies outside a spider's bounds, before anything else sees the request."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._proxied = crawler.settings.getbool("HTTPPROXY_ENABLED")  # its middleware names the proxy, not a page

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the guard of a crawl."""
        return cls(crawler)

    @cached_property
    def bounds(self) -> Bounds:
        """Where the crawl's spider may go."""
        spider = self._crawler.spider
        if spider is None:
            raise RuntimeError("a request came before its spider")
        return bounds_of(spider)

    def process_request(self, request: Request) -> None:
        """Let a request pass, or refuse it.

        Raises:
            IgnoreRequest: the request leads outside the spider's bounds.
        """
        by_proxy = "proxy" in request.meta and not self._proxied
        why = "a proxy could send it anywhere" if by_proxy else refusal(request.url, self.bounds)
        if why:
            self._crawler.stats.inc_value("pubcrawl/guard/refused")
            raise IgnoreRequest(why)
