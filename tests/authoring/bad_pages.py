"""Pages that come in the place of the one asked for: maintenance, the home page, a challenge."""

from html import escape

from tests.authoring.frame import above, below, head
from tests.authoring.publications import InventedPublication, Language
from tests.authoring.responses import AuthoredResponse
from tests.authoring.words import WORDS

_MAINTENANCE: dict[Language, str] = {
    "en": "The site is under maintenance. Please come back in a little while.",
    "fr": "Le site est en maintenance. Revenez dans un petit moment.",
}

_BARE = """\
<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
{body}
</body>
</html>
"""


def maintenance(url: str, language: Language, *, status: int) -> AuthoredResponse:
    """Return a maintenance page; some proxies serve it with 200."""
    text = _MAINTENANCE[language]
    return AuthoredResponse(
        url=url,
        file=f"extra-maintenance-{status}.html",
        role="maintenance" if status != 200 else "maintenance_200",
        body=_BARE.format(language=language, title="Maintenance", body=f"<main><p>{text}</p></main>"),
        status=status,
        optional=True,
        headers={"Retry-After": "120"} if status != 200 else {},
    )


def challenge(url: str) -> AuthoredResponse:
    """Return a page that wants a browser to prove itself, with status 200."""
    body = (
        "<h1>Just a moment...</h1>\n<p>Checking that you are human. This may take some seconds.</p>\n"
        '<noscript>Turn on JavaScript to continue.</noscript>\n<script src="/challenge.js"></script>'
    )
    return AuthoredResponse(
        url=url,
        file="extra-challenge.html",
        role="challenge",
        body=_BARE.format(language="en", title="Just a moment...", body=body),
        optional=True,
        headers={"CF-Mitigated": "challenge"},
    )


def home(url: str, language: Language, latest: tuple[InventedPublication, ...]) -> AuthoredResponse:
    """Return Mila's home page, as dead addresses give it: a hidden h1 and a block of latest publications."""
    words = WORDS[language]
    root = f"/{language}"
    cards = "".join(f"<div><h4>{escape(p.title or '')}</h4><p>{p.date}</p></div>\n" for p in latest)
    body = (
        f'<main>\n<h1 class="visually-hidden">{words.home}</h1>\n<section><h2>{words.latest}</h2>\n'
        f'<div class="masonry-grid">\n{cards}</div></section>\n</main>\n'
    )
    return AuthoredResponse(
        url=url,
        file="extra-soft-404.html",
        role="soft_404",
        body=head(language, words.home, root, "/en", "/fr") + above(words) + body + below(words),
        optional=True,
    )
