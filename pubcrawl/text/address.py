"""Web addresses: their parts, where they lead, their canonical form, and whether one looks like a person's page."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qs, parse_qsl, unquote, urljoin, urlsplit

from w3lib.url import canonicalize_url, url_query_cleaner

from pubcrawl.errors import WrongOrder
from pubcrawl.text.email import EMAIL

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_[ce]id|mkt_tok|_hs(?:enc|mi)", re.IGNORECASE
)
_HOST = re.compile(r"[^\s\\/?#@<>\"{}|^`]+")
_PLAIN = re.compile(
    r"(?a)https?://(?:[a-z\d][a-z\d_-]{0,61}[a-z\d]\.)++[a-z]{2,63}(?:/[\w~-][\w.~-]*+)++(?:\?page=\d++)?"
)

_LONGEST = 8000
"""Characters of an address; RFC 9110 has servers take as many."""
_USER = re.compile(r"(?<=//)[^\s/?#]*@")


def without_user(text: str) -> str:
    """Return a text without the user names and passwords of the addresses in it."""
    return _USER.sub("", text) if "@" in text else text


def split(url: str) -> SplitResult:
    """Return the parts of an address as printed; a malformed one has none."""
    try:
        return urlsplit(url)
    except ValueError:  # such as an unclosed IPv6 address
        return SplitResult("", "", "", "", "")


def web_address(said: str) -> str:
    """Return the address of a site that a user gave, as it is. It has no password: a run writes it in many places.

    Raises:
        WrongOrder: it is no address of the web, or holds a user name.
    """
    parts = split(said)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongOrder(f"{without_user(said)!r} is not an http or https address")
    if "@" in parts.netloc:
        raise WrongOrder(f"{without_user(said)!r} is fetched without a user name and password, or not")
    return said


_NO_SCHEME = re.compile(
    r"(?:www\.)?(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?:org|com|net|ca|edu|io|gov|eu|fr|uk|de|ch|ai|dev|info|science|cc)"
    r"(?::\d{2,5})?(?:[/?#]|\Z)",
    re.IGNORECASE,
)
_HALF_SCHEME = re.compile(r"(https?)(?::/?|//)(?=[\w])(?!/)", re.IGNORECASE)
_IDENTIFIERS = (
    (re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE), "https://doi.org/"),
    (re.compile(r"(?:info:doi/|urn:doi:)(10\.\d{4,9}/\S+)", re.IGNORECASE), "https://doi.org/"),
    (re.compile(r"arxiv:\s*(\S+)", re.IGNORECASE), "https://arxiv.org/abs/"),
)
_WRAPPERS = (
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}"), re.compile(r"/url"), ("q", "url")),
    (re.compile(r"scholar\.google\.[a-z.]{2,6}"), re.compile(r"/scholar_url"), ("url",)),
    (re.compile(r"[\w.-]+\.safelinks\.protection\.outlook\.com"), re.compile(r"/.*"), ("url",)),
    (re.compile(r"(?:lm?|www)\.facebook\.com"), re.compile(r"/(?:l|flx/warn)\.?(?:php)?/?"), ("u",)),
    (re.compile(r"(?:www\.)?linkedin\.com"), re.compile(r"/(?:redir/redirect|safety/go)/?"), ("url",)),
    (
        re.compile(r"out\.reddit\.com|slack-redir\.net|www\.youtube\.com"),
        re.compile(r"/(?:link|redirect)?"),
        ("url", "q"),
    ),
    (re.compile(r"[\w.-]+"), re.compile(r"/login"), ("url", "qurl")),  # a library's proxy
)
"""Services that lead on to another address: host, path, and the names of the parameter that holds it."""

_DEFENSE = re.compile(r"https?://urldefense\.(?:com|us)/v3/__(.+?)__;.*", re.IGNORECASE)
_MOST_WRAPPED = 3


_OWN_PATH = re.compile(r"(?:/[\w~-]++)++/?")
"""A path in which nothing is to be resolved, taken off, or told to lead elsewhere."""
_SLASHES = len("///")
"""Of an address without a path, as `https://mila.quebec/`."""


def absolute(base: str, href: str) -> str:
    """Return the address a link of a page leads to; one that is malformed stays as printed.

    A scheme that is missing or half written is added (`arxiv.org/abs/...`, `doi:10...`), services in between come off,
    and so do user names and parameters that hold an e-mail address.
    """
    if not href.startswith("/"):
        return _absolute(base, href)
    origin = _origin(base)
    own = origin.count("/") == _SLASHES and "@" not in origin
    if own and _OWN_PATH.fullmatch(href):  # of the page's own site, as a menu has by the thousand
        return origin + href[1:]
    return _absolute(origin, href)


@lru_cache(maxsize=256)
def _origin(url: str) -> str:
    """Return an address without path and query: all that a link which starts with `/` takes from its page."""
    parts = split(url)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else url


@lru_cache(maxsize=4096)
def _absolute(base: str, href: str) -> str:
    bare = "".join(href.split())
    for pattern, resolver in _IDENTIFIERS:
        if found := pattern.fullmatch(bare):
            return resolver + found[1]
    href = f"https://{bare}" if _NO_SCHEME.match(bare) else _HALF_SCHEME.sub(r"\1://", href.strip(), count=1)
    try:
        made = without_user(urljoin(base, href))
    except ValueError:
        return href.strip()
    for _ in range(_MOST_WRAPPED):
        if (inner := _wrapped(made)) is None:
            break
        made = inner
    return _without_email(made)


def _wrapped(url: str) -> str | None:
    """Return the address that a service in between leads to; None for any other address."""
    if found := _DEFENSE.fullmatch(url):
        return re.sub(r"^(https?:/)(?=[^/])", r"\1/", found[1])
    parts = split(url)
    host = (parts.hostname or "").lower()
    if not parts.query:
        return None
    for hosts, path, names in _WRAPPERS:
        if hosts.fullmatch(host) and path.fullmatch(parts.path):
            given = parse_qs(parts.query)
            held = next((given[name][0] for name in names if name in given), "")
            return held if held.startswith(("http://", "https://")) else None
    return None


def _without_email(url: str) -> str:
    """Return an address without the parameters that hold an e-mail address."""
    if "@" not in url and "%40" not in url:
        return url
    head, sign, query = url.partition("?")
    kept = [p for p in query.split("&") if not EMAIL.search(unquote(unquote(p)))]
    return f"{head}{sign if kept else ''}{'&'.join(kept)}"


@lru_cache(maxsize=4096)
def canonical(url: str) -> str | None:
    """Return the canonical form of an absolute address; None for what is no web address."""
    if len(url) > _LONGEST:
        return None
    if _PLAIN.fullmatch(url):  # as most: its canonical form is its own
        return url
    url = "".join(filter(str.isprintable, url.strip()))
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.hostname or ""):
            return None
        _ = parts.port
        names = [n for n, _ in parse_qsl(parts.query, keep_blank_values=True) if _TRACKING.fullmatch(n)]
        if names:
            url = url_query_cleaner(url, names, remove=True, unique=False)
        made = canonicalize_url(url)
    except ValueError:  # the address is malformed
        return None
    holds_email = ("@" in made or "%40" in made) and EMAIL.search(unquote(unquote(made)))
    return None if len(made) > _LONGEST or holds_email else made


_PROFILE = re.compile(r"/(?:directory|annuaire|people)/[^/?#]+/?$")


@lru_cache(maxsize=4096)
def is_profile(href: str | None, path: re.Pattern[str] | None = None) -> bool:
    """Say whether an address looks like a person's page at an institute, or has a path of that institute's own form."""
    if href is None:
        return False
    there = unquote(split(href).path)
    return _PROFILE.search(there) is not None or (path is not None and path.fullmatch(there) is not None)


_PERSONS = (
    (re.compile(r"(?:www\.|sandbox\.)?orcid\.org"), re.compile(r".*")),
    (re.compile(r"scholar\.google\.[a-z.]{2,6}"), re.compile(r"/citations.*")),
    (re.compile(r"(?:[a-z]{2,3}\.|www\.)?linkedin\.com"), re.compile(r"/(?:in|pub|company|school)/.*")),
    (re.compile(r"(?:www\.|mobile\.)?(?:twitter|x)\.com|bsky\.app|(?:www\.)?(?:facebook|instagram|threads)\.(?:com|net)"),
     re.compile(r".*")),
    (re.compile(r"(?:www\.)?researchgate\.net"), re.compile(r"/(?:profile|scientific-contributions)/.*")),
    (re.compile(r"(?:www\.)?semanticscholar\.org"), re.compile(r"/author/.*")),
    (re.compile(r"dblp\.(?:org|uni-trier\.de|dagstuhl\.de)"), re.compile(r"/(?:pid|pers)/.*")),
    (re.compile(r"(?:www\.|api\d?\.)?openreview\.net"), re.compile(r"/(?:profile|group).*")),
    (re.compile(r"(?:www\.)?(?:github|gitlab|huggingface)\.(?:com|co)"), re.compile(r"/[^/]+/?")),
    (re.compile(r"(?:www\.)?arxiv\.org"), re.compile(r"/(?:a|search|find)/.*")),
    (re.compile(r"(?:www\.)?(?:publons|webofscience)\.com"), re.compile(r"/(?:researcher|wos/author|author)/.*")),
    (re.compile(r"(?:www\.)?scopus\.com"), re.compile(r"/authid/.*")),
    (re.compile(r"[\w.-]*wikipedia\.org"), re.compile(r".*")),
)  # fmt: skip
_HOME = re.compile(
    r"/(?:~[\w.-]+|(?:\w{2}/)?(?:people|persons?|staff|faculty|members?|team|profiles?|directory|annuaire)/[^/]+)/?"
)

_ASKED = re.compile(r"/(?:\w{2}/)?(?:profile|author|person|people|member|user)s?/?\?(?:id|name|user|author)=[^&]+")


@lru_cache(maxsize=4096)
def is_person(url: str) -> bool:
    """Say whether an address is a person's, whoever runs the page: an identifier, a profile, a home page."""
    parts = split(url)
    host, path = (parts.hostname or "").lower(), unquote(parts.path)
    if host.endswith((".github.io", ".gitlab.io", ".netlify.app", ".wordpress.com")) and path in ("", "/"):
        return True
    if _ASKED.fullmatch(f"{path}?{parts.query}"):
        return True
    return _HOME.fullmatch(path) is not None or any(h.fullmatch(host) and p.fullmatch(path) for h, p in _PERSONS)
