"""The authored Amii site: sitemap, index page, three round-ups in three markups, and bad pages."""

from html import escape

from tests.authoring.bad_pages import challenge, maintenance
from tests.authoring.cards import anchor
from tests.authoring.publications import Edit, publications, unedited
from tests.authoring.responses import PLAIN, XML, AuthoredResponse, AuthoredSite
from tests.authoring.roundups import BASE_URL, ROUNDUPS, Roundup, RoundupMarkup, page, render_roundup

_MARKUPS: dict[str, RoundupMarkup] = {
    "amii_iclr_2026": "sections",
    "amii_neurips_2025": "breaks",
    "amii_icml_2025": "paragraphs",
}

_INDEX = "/updates-insights"

OTHER_POSTS: tuple[tuple[str, str, str], ...] = (
    ("/updates-insights/a-winter-school-on-ice", "A Winter School on Ice", "2026-02-03"),
    ("/updates-insights/ask-a-statistician", "Ask a Statistician, Any Tuesday", "2026-01-20"),
    ("/updates-insights/how-we-look-at-2026", "How We Look at 2026", "2026-01-05"),
    ("/updates-insights/farewell-to-a-chessboard", "Farewell to a Chessboard", "2025-11-11"),
    ("/updates-insights/reading-club-may-2025", "Reading Club: May 2025", "2025-05-02"),
    ("/updates-insights/grain-elevators-and-gradients", "Grain Elevators and Gradients", "2025-03-19"),
    ("/updates-insights/five-questions-for-a-beekeeper", "Five Questions for a Beekeeper", "2024-09-30"),
    ("/latest-from-amii/an-older-post/", "An Older Post", "2023-06-01"),
    ("/people/odhran-killicrankie", "Odhran Killicrankie", "2025-10-10"),
    ("/research-talent", "Research & Talent", "2025-12-01"),
)
"""What else the sitemap lists (path, title, lastmod); an ordinary crawl asks for none of it."""

ROBOTS = f"""\
User-agent: *
Disallow: /api/
Disallow: /preview/

Sitemap: {BASE_URL}/sitemap.xml
"""


def amii_site(edit: Edit = unedited) -> AuthoredSite:
    """Return the site; `edit` is what happened to each publication."""
    return AuthoredSite(
        name="amii",
        base_url=BASE_URL,
        responses=(
            AuthoredResponse(url="/robots.txt", file="robots.txt", role="robots", body=ROBOTS, content_type=PLAIN),
            AuthoredResponse(url="/sitemap.xml", file="sitemap.xml", role="sitemap", body=_sitemap(), content_type=XML),
            *(_roundup(roundup, edit) for roundup in ROUNDUPS),
            AuthoredResponse(url=_INDEX, file="index.html", role="index", body=_index(), optional=True),
        ),
        extras=_extras(),
    )


def _roundup(roundup: Roundup, edit: Edit) -> AuthoredResponse:
    entries = tuple(map(edit, publications(roundup.key)))
    return AuthoredResponse(
        url=roundup.path,
        file=f"{roundup.slug}.html",
        role="roundup",
        body=render_roundup(entries, markup=_MARKUPS[roundup.key], roundup=roundup),
    )


def _sitemap() -> str:
    posts = [(r.path, r.lastmod) for r in ROUNDUPS] + [(path, lastmod) for path, _, lastmod in OTHER_POSTS]
    rows = "\n".join(
        f"<url><loc>{BASE_URL}{path}</loc><lastmod>{lastmod}</lastmod></url>" for path, lastmod in sorted(posts)
    )
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{namespace}">\n{rows}\n</urlset>\n'


def _index() -> str:
    posts = [(r.path, r.title) for r in ROUNDUPS] + [(path, title) for path, title, _ in OTHER_POSTS[:7]]
    rows = "".join(f"<li><h3>{anchor(path, escape(title))}</h3></li>\n" for path, title in posts)
    body = f"<main><h1>Updates &amp; Insights</h1>\n<ul>\n{rows}</ul></main>\n"
    return page("Updates & Insights", _INDEX, body)


def _extras() -> tuple[AuthoredResponse, ...]:
    newest = ROUNDUPS[0]
    empty = AuthoredResponse(
        url=newest.path,
        file="extra-empty-list.html",
        role="empty_list",
        body=render_roundup((), markup="sections", roundup=newest),
        optional=True,
    )
    soft_404 = AuthoredResponse(
        url=newest.path,
        file="extra-soft-404.html",
        role="soft_404",
        body=page("Amii", "/", "<main><h1>Intelligence, kindly applied</h1><p>Welcome.</p></main>\n"),
        optional=True,
    )
    return (
        maintenance(newest.path, "en", status=503),
        maintenance(newest.path, "en", status=200),
        soft_404,
        challenge(newest.path),
        empty,
    )
