"""Strategies for pages nobody would publish: ours with damage done to them, tag soup, text, and no page at all."""

import re
from collections.abc import Callable
from functools import cache, reduce
from typing import Any

from hypothesis import strategies as st

from tests.authoring.amii_site import amii_site
from tests.authoring.markups import MARKUPS, PAGERS, TOGGLES
from tests.authoring.mila_site import mila_site
from tests.authoring.publications import Language, publications
from tests.authoring.roundups import ROUNDUP_MARKUPS, ROUNDUPS, render_roundup
from tests.battery.wild_reading import ADDRESSES, WildPage
from tests.battery.wild_words import FLOODS, TAGS, WORDS
from tests.formats.payloads import PAYLOADS

SIZE = 60_000
"""Bytes of the largest page; three times an ordinary one."""

Damage = Callable[[bytes], bytes]

_PLACES = st.integers(0, 2**16 - 1)
_LENGTHS = st.sampled_from((1, 2, 7, 40, 300, 2500))
_TEXT_NODE = re.compile(rb"(?<=>)[^<>]*[^<>\s][^<>]*(?=<)")
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "cp1251", "shift_jis", "gb18030", "cp037", "hz")
_CONTENT_TYPES = (
    None, "text/html", "text/html; charset=utf-8", "text/html; charset=utf-16", "text/html; charset=latin-1",
    "text/html; charset=shift_jis", "text/html; charset=utf-7", "text/html; charset=idna", "text/html; charset=rot13",
    "text/html; charset=unicode_escape", "text/html; charset=undefined", "text/html; charset=", "text/plain", "\xff",
    "application/xhtml+xml; charset=punycode", "text/html; charset=hz", "text/html; charset=utf-8; charset=utf-16",
)  # fmt: skip


@cache
def sound_pages() -> tuple[tuple[str, bytes], ...]:
    """Small pages in every markup we know, and those that come in their place, each with its site."""
    languages: tuple[Language, ...] = ("en", "fr")
    made = [(s.name, r.body.encode()) for s in (mila_site("en"), mila_site("fr"), amii_site()) for r in s.extras]
    for language in languages:
        site = f"mila_{language}"
        listed = publications(site)
        for i, (markup, toggle) in enumerate((m, t) for m in MARKUPS for t in TOGGLES):
            few = listed[i % (len(listed) - 3) :][:3]
            page = MARKUPS[markup](few, language=language, toggle=toggle, last_page=3, pager=PAGERS[i % len(PAGERS)])
            made.append((site, page.encode()))
    for roundup in ROUNDUPS:
        papers = publications(roundup.key)[:4]
        made += [("amii", render_roundup(papers, markup=m, roundup=roundup).encode()) for m in ROUNDUP_MARKUPS]
    return tuple(made)


def as_bytes(text: str) -> bytes:
    """UTF-8, half surrogates included, which are no UTF-8."""
    return text.encode("utf-8", "surrogatepass")


def _at(body: bytes, place: int) -> int:
    return place * len(body) // 2**16


def _flipped(place: int, value: int) -> Damage:
    return lambda body: body[: (at := _at(body, place))] + bytes([value]) + body[at + 1 :]


def _without(place: int, length: int) -> Damage:
    return lambda body: body[: (at := _at(body, place))] + body[at + length :]


def _cut(place: int) -> Damage:
    return lambda body: body[: _at(body, place)]


def _doubled(place: int, length: int, times: int) -> Damage:
    return lambda body: body[: (at := _at(body, place))] + body[at : at + length] * times + body[at:]


def _moved(place: int, length: int, target: int) -> Damage:
    def move(body: bytes) -> bytes:
        at = _at(body, place)
        part, rest = body[at : at + length], body[:at] + body[at + length :]
        return rest[: (to := _at(rest, target))] + part + rest[to:]

    return move


def _with(place: int, text: str) -> Damage:
    return lambda body: body[: (at := _at(body, place))] + as_bytes(text) + body[at:]


def _saying(place: int, text: str) -> Damage:
    """Put a text in the place of one that a reader sees."""

    def say(body: bytes) -> bytes:
        nodes = list(_TEXT_NODE.finditer(body))
        if not nodes:
            return as_bytes(text)
        chosen = nodes[place * len(nodes) // 2**16]
        return body[: chosen.start()] + as_bytes(text) + body[chosen.end() :]

    return say


def _recoded(encoding: str) -> Damage:
    return lambda body: body.decode("utf-8", "replace").encode(encoding, "replace")


def _texts() -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(WORDS), st.sampled_from(PAYLOADS), st.text(max_size=40))


def _damages() -> st.SearchStrategy[Damage]:
    floods = st.sampled_from(sorted(FLOODS)).map(FLOODS.__getitem__)
    return st.one_of(
        st.builds(_saying, _PLACES, _texts()),
        st.builds(_saying, _PLACES, st.lists(_texts(), max_size=6).map("".join)),
        st.builds(_with, _PLACES, _texts()),
        st.builds(_with, _PLACES, floods),
        st.builds(_flipped, _PLACES, st.integers(0, 255)),
        st.builds(_without, _PLACES, _LENGTHS),
        st.builds(_doubled, _PLACES, _LENGTHS, st.sampled_from((1, 2, 10))),
        st.builds(_moved, _PLACES, _LENGTHS, _PLACES),
        st.builds(_cut, _PLACES),
        st.builds(_recoded, st.sampled_from(_ENCODINGS)),
    )


def _damaged(sound: int, damages: list[Damage], content_type: str | None) -> WildPage:
    site, body = sound_pages()[sound]
    made = reduce(lambda done, damage: damage(done)[:SIZE], damages, body)
    return WildPage(site=site, body=made, content_type=content_type)


def _page(site: str, body: bytes, content_type: str | None) -> WildPage:
    return WildPage(site=site, body=body[:SIZE], content_type=content_type)


def wild_pages() -> st.SearchStrategy[WildPage]:
    """Pages of all kinds; two of three are our own, damaged."""
    types = st.one_of(st.just("text/html; charset=utf-8"), st.sampled_from(_CONTENT_TYPES))
    sites = st.sampled_from(sorted(ADDRESSES))
    damaged = st.builds(
        _damaged, st.integers(0, len(sound_pages()) - 1), st.lists(_damages(), min_size=1, max_size=6), types
    )
    soup = st.lists(st.one_of(st.sampled_from(TAGS), _texts()), max_size=60).map("".join).map(as_bytes)
    lines = st.lists(_texts(), max_size=40).map("\n".join).map(as_bytes)
    nothing = st.binary(max_size=400)
    others: Any = st.one_of(soup, soup, lines, nothing)
    return st.one_of(damaged, damaged, st.builds(_page, sites, others, types))
