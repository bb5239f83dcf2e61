"""What to do about a site that was not published, or was and is doubted: one line for each reason."""

ADVICE: dict[str, str] = {
    "drift": "the page layout changed: run `pubcrawl extract` on the page named above, mend the reader, run again",
    "not_a_page": "look at the address named above in a browser; run again when it shows a page",
    "unreachable": "the site did not answer as it should: the next run tries again; if it lasts, look at the address "
    "named above in a browser",
    "cut_short": "the site sent half a page: the next run tries again; if its pages have no end tags any more, run "
    "with --full -s PUBCRAWL_GATE_ACCEPT=cut_short",
    "mojibake": "the site sends its text in a wrong charset: the next run tries again; if it has changed for good, run "
    "with --full -s PUBCRAWL_GATE_ACCEPT=mojibake",
    "rolled_back": "the site shows an old copy of its list: the next run tries again; if the records are really gone, "
    "run with --full -s PUBCRAWL_GATE_ACCEPT=rolled_back",
    "refused": "the site asks us to stay away: read its robots.txt and write to its owners before the next run",
    "challenge": "the site takes us for a robot of the wrong kind: write to its owners; do not work around it",
    "maintenance": "the site is being worked on: the next run tries again",
    "soft_404": "the listing has moved: find its new address and change the spider",
    "other_site": "another site answers at this address: check it before the next run",
    "empty": "look at the site in a browser; if it lists publications, its layout changed",
    "shrunk": "look at the site in a browser; if the loss is real, run with --full -s PUBCRAWL_GATE_ACCEPT=shrunk",
    "same_date": "look at a page in a browser; if dates are real, run with --full -s PUBCRAWL_GATE_ACCEPT=same_date",
    "dates_moved": "look at a page in a browser: it may show when a record was edited, not published; if the dates "
    "are real, run with --full -s PUBCRAWL_GATE_ACCEPT=dates_moved",
    "date_shift": "published; look at a date whose day you know: if the site has mended its dates, take `date_shift` "
    "out of its page class",
    "no_sitemap": "published what the index page links to; look for the new address of the sitemap, which lists all",
    "pager": "published; look at the pager in a browser: its link to the next page leads elsewhere",
    "grown": "look for entries listed twice or that are no publications",
    "uncovered": "run `pubcrawl extract` on a page and compare with what it shows",
    "language_mix": "check that the site answers in its own language",
    "layout_changed": "published; look at a page before the next run",
    "rename_unsure": "published as new records; `pubcrawl diff` tells them from those that they may have been",
    "quarantine": "read the quarantine file: it holds each record with its reasons",
    "incomplete": "run again; a limit in settings.py ended the crawl if it happens twice",
    "trap": "the pager goes in circles, or on without end: look at the pages named above",
    "errors": "this is a bug of ours: the log holds the traceback",
    "storage": "free space or mend permissions on the export folder, then run again",
}


def advice(reason: str) -> str:
    """Return what to do about a reason."""
    return ADVICE.get(reason, "read the log")
