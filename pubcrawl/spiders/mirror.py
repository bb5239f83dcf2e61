"""A site that is fetched from another address: each of its pages has a true address and one it is fetched from."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit


def mirrored(url: str, source: str, target: str) -> str:
    """Return a page's address below `target` in place of `source`; as it is, when it is not below `source`.

    Args:
        url: the address.
        source: scheme and host it has, `www.` or not.
        target: scheme and host it gets.
    """
    parts, old, new = urlsplit(url), urlsplit(source), urlsplit(target)
    if parts.netloc not in (old.netloc, old.netloc.removeprefix("www."), f"www.{old.netloc}"):
        return url
    return urlunsplit((new.scheme, new.netloc, parts.path, parts.query, ""))
