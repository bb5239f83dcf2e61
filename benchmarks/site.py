"""A generated site to crawl: a listing as large as the real one's pages, full of invented words.

`python -m benchmarks.site FOLDER --pages 200` writes it in the form of a fixture site and serves it until its
standard input closes; the same numbers give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from pubcrawl.fixture_server import FixtureServer

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE, BASE, LISTING = "mila_en", "https://mila.quebec", "/en/research/publications"
CARDS = 12
"""Publications on a page, as on the real one."""

_HEADERS = {"Content-Type": "text/html; charset=UTF-8", "Date": "Mon, 20 Apr 2026 06:00:00 GMT"}
_SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi zo mar len tis gor pan dul ver sim".split()
_GLUE = "the of and we a that for with is in this to on by from as are which our can than more it".split()
_VENUES = (
    "International Conference on Learning Representations (poster)",
    "AI4Xyz @ International Conference on Machine Learning (Accept (Poster))",
    "Transactions on Machine Learning Research (published)",
    "Advances in Invented Studies (published)",
)
_CUT = 140


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How large a page is, and in what; as the real ones unless told otherwise.

    Attributes:
        cards: publications.
        sentences: of an abstract beside its first, of some 170 characters each; 4 at least, which hold the residue.
        menu: entries of its menu, of two elements each.
    """

    cards: int = CARDS
    sentences: int = 8
    menu: int = 400


REAL = Shape()


class Words:
    """Invented prose out of one stream of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  no secret hangs on it

    def word(self) -> str:
        """Return a word of two to four syllables."""
        return "".join(self.chance.choices(_SYLLABLES, k=self.chance.randint(2, 4)))

    def phrase(self, words: int) -> str:
        """Return so many words, the first with a capital."""
        return " ".join(self.word() for _ in range(words)).capitalize()

    def sentence(self) -> str:
        """Return a sentence that a detector takes for English: every second word is one, the others are not."""
        pairs = ((self.chance.choice(_GLUE), self.word()) for _ in range(self.chance.randint(10, 16)))
        return " ".join(w for pair in pairs for w in pair).capitalize() + "."

    def name(self) -> str:
        """Return a person's name; one in three carries an accent."""
        first, last = self.word().capitalize(), self.word().capitalize()
        return f"{first}é {last}" if self.chance.random() < 1 / 3 else f"{first} {last}"

    def abstract(self, title: str, length: int = REAL.sentences) -> str:
        """Return an abstract on a title, with the residue that real ones have; 8 sentences are 1,400 characters."""
        sentences = [f"We ask for {title.lower()}.", *(self.sentence() for _ in range(length))]
        sentences[2] = f"{sentences[2][:-1]} by 20--50\\%."
        sentences[4] = f"{sentences[4][:-1]} (the “{self.word()}” — of $\\alpha$ and **{self.word()}**)."
        return " ".join(sentences)


def _field(name: str, inner: str) -> str:
    return (
        f'<div class="field field-name-{name} field-label-hidden"><div class="field-items">'
        f'<div class="field-item even">{inner}</div></div></div>\n'
    )


def _card(words: Words, page: int, place: int, shape: Shape) -> str:
    people = [words.name() for _ in range(5)]
    authors = "".join(
        f'<div class="author"><a href="/en/directory/{p.lower().replace(" ", "-")}">{p}</a></div>'
        if i % 2
        else f'<div class="author">{p}</div>'
        for i, p in enumerate(people)
    )
    title = words.phrase(9)
    text = words.abstract(title, shape.sentences)
    abstract = (
        f'<p>{escape(text[:_CUT])}<span class="more">… (see more)</span>'
        f'<span class="rest">{escape(text[_CUT:])}</span></p>'
    )
    link = f"https://openreview.net/forum?id=b{page:04d}{place:02d}"
    return (
        '<div class="views-row"><div class="node node--type-publication node--view-mode-teaser">\n'
        + _field("node-title", f'<h3><a href="{link}">{title}</a></h3>')
        + _field("field-authors", authors)
        + _field("field-abstract", abstract)
        + _field("field-date", f"2026-{1 + place % 12:02d}-{1 + page % 28:02d}")
        + _field("field-venue", _VENUES[(page + place) % len(_VENUES)])
        + "</div></div>\n"
    )


def _furniture(words: Words, entries: int) -> tuple[str, str]:
    """Return what stands before and behind the cards on every page: menus, scripts, a footer."""
    items = [
        f'<li class="menu-item menu-item--level-{i % 3}"><a class="menu-link" href="/en/{words.word()}/{i}">'
        f"{words.phrase(3)}</a></li>"
        for i in range(entries)
    ]
    state = {words.word(): words.phrase(6) for _ in range(225)}
    before = f'<nav class="menu"><ul>{"".join(items)}</ul></nav>'
    after = (
        f"<footer><p>{words.phrase(30)}.</p></footer>"
        f'<script type="application/json" data-drupal-selector="settings">{json.dumps(state)}</script>'
    )
    return before, after


def listing(page: int, pages: int, shape: Shape = REAL) -> str:
    """Return one page of the listing."""
    before, after = _furniture(Words(0), shape.menu)
    words = Words(page + 1)
    cards = "".join(_card(words, page, place, shape) for place in range(shape.cards))
    following = f'<li class="pager__item--next"><a rel="next" href="?page={page + 1}">Next</a></li>'
    pager = f'<nav class="pager"><ul>{following if page + 1 < pages else ""}</ul></nav>'
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Publications | Mila</title></head><body>'
        f'{before}<main><h1>Publications</h1><div class="masonry-grid">\n{cards}</div>{pager}</main>{after}'
        "</body></html>\n"
    )


def write(folder: Path, pages: int) -> None:
    """Write a site of so many pages as fixtures: `manifest.json`, `pages/`, a permissive `robots.txt`."""
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    bodies = {f"{BASE}/robots.txt": ("robots.txt", "User-agent: *\nAllow: /\n")}
    for page in range(pages):
        query = f"?page={page}" if page else ""
        bodies[f"{BASE}{LISTING}{query}"] = (f"{page:04d}.html", listing(page, pages))
    entries = []
    for url, (name, body) in bodies.items():
        (folder / "pages" / name).write_text(body, encoding="utf-8")
        entries.append({"url": url, "file": f"pages/{name}", **_entry(name, body)})
    manifest = {"site": SITE, "base_url": BASE, "responses": entries, "extras": []}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _entry(name: str, body: str) -> dict[str, object]:
    digest = hashlib.sha256(body.encode()).hexdigest()
    headers = {"Content-Type": "text/plain; charset=utf-8"} if name.endswith(".txt") else _HEADERS
    return {"status": 200, "headers": {**headers, "ETag": f'"{digest[:16]}"'}, "sha256": digest, "origin": "authored"}


@contextmanager
def served(pages: int) -> Iterator[str]:
    """Serve a site of so many pages from another process on this machine and give its address."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.site", folder, "--pages", str(pages)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdin  # noqa: S101  both were asked for above
            assert server.stdout  # noqa: S101
            try:
                yield server.stdout.readline().strip()
            finally:
                server.stdin.close()
                try:
                    server.wait(10)
                except subprocess.TimeoutExpired:
                    server.kill()


def main() -> None:
    """Write the site, serve it, and say where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    options = parser.parse_args()
    write(options.folder, options.pages)
    with FixtureServer([options.folder]) as server:
        print(server.base_url(SITE), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
