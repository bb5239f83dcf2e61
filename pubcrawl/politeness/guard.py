"""Where a spider may go: the check every request passes, the target of every redirect included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv6Address
from typing import TYPE_CHECKING, Self
from urllib.parse import SplitResult, urlsplit

from scrapy.exceptions import IgnoreRequest

from pubcrawl.politeness.addresses import is_loopback, is_public

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

PORTS = {"http": 80, "https": 443}
"""The schemes of the web, each with the port it means when a URL names none."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Where one spider may go.

    Attributes:
        hosts: the hosts it may ask, lower case; None for a spider that names none, as in `scrapy shell URL`.
        origins: the schemes and ports it may ask them on.
        door: host and port of this machine the user told the spider to read from, None when there is none.
    """

    hosts: frozenset[str] | None
    origins: frozenset[tuple[str, int]]
    door: tuple[str, int] | None = None


def bounds_of(spider: Spider) -> Bounds:
    """Return where a spider may go, from its `allowed_domains`, `fetch_base` and `base_url`."""
    named: list[str] | None = getattr(spider, "allowed_domains", None)
    hosts = None if named is None else frozenset(h for domain in named for h in _with_and_without_www(domain))
    base: str | None = getattr(spider, "fetch_base", None)
    if base is None:
        return Bounds(hosts=hosts, origins=frozenset(PORTS.items()))
    parts = urlsplit(base)
    host = parts.hostname or ""
    origin = (parts.scheme, parts.port or PORTS.get(parts.scheme, 0))
    upgrade = {("https", PORTS["https"])} if origin == ("http", PORTS["http"]) else set()
    told = base != getattr(spider, "base_url", "").rstrip("/")
    here = host == "localhost" or is_loopback(host)
    return Bounds(hosts=hosts, origins=frozenset({origin} | upgrade), door=(host, origin[1]) if told and here else None)


def _with_and_without_www(domain: str) -> tuple[str, str]:
    bare = domain.lower().removeprefix("www.")
    return bare, f"www.{bare}"


def refusal(url: str, bounds: Bounds) -> str | None:
    """Say why a URL may not be asked for, None when it may.

    Spellings that two programs could read differently are refused even where they would name the site.
    """
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
    if _is_address(host) and not is_public(host) and (host, port) != bounds.door:
        return f"{host} is not an address of the public web"
    return None


_NAME = re.compile(r"(?=.{1,253}\Z)(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_BYTE}(\.{_BYTE}){{3}}")


def _is_plainly_spelled(parts: SplitResult) -> bool:
    """Say whether a host is a plain name, four decimal bytes or an IPv6 address in its shortest form."""
    host = parts.hostname or ""
    bare = parts.netloc.lower().partition("]")[0].removeprefix("[") if "[" in parts.netloc else None
    if bare is not None:
        return parts.netloc.startswith("[") and bare == host and _is_shortest_ipv6(host)
    if parts.netloc.endswith(":") or not _NAME.fullmatch(host):
        return False
    # What ends in a number is read as an IPv4 address by browsers and by inet_aton: 2130706433, 0x7f.1, 127.1.
    return bool(_IPV4.fullmatch(host)) or not _NUMBER.fullmatch(host.rpartition(".")[2])


def _is_shortest_ipv6(host: str) -> bool:
    try:
        ip = IPv6Address(host)
    except ValueError:
        return False
    return ip.scope_id is None and ip.compressed == host


def _is_address(host: str) -> bool:
    return ":" in host or bool(_IPV4.fullmatch(host))


class GuardMiddleware:
    """Refuses what lies outside a spider's bounds, before anything else sees the request."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

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
        why = "a proxy could send it anywhere" if "proxy" in request.meta else refusal(request.url, self.bounds)
        if why:
            self._crawler.stats.inc_value("pubcrawl/guard/refused")
            raise IgnoreRequest(why)
