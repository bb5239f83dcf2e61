"""Hand-made pages: documents that are broken as a whole, and sound ones with a hostile value in one place."""

from dataclasses import dataclass, replace
from typing import Any

from tests.authoring.markups import MARKUPS
from tests.authoring.publications import InventedAuthor, InventedPublication, publications
from tests.battery.wild_reading import WildPage

_CARD = (
    "<div class=row><h3>{}</h3><p><a href=/en/directory/al-bo>Al Bo</a>, Cy Do</p><div>{}</div>"
    "<p>2026-03-02</p><p>ICLR (poster)</p></div>"
)
_ABSTRACT = "We count what a reader of pages can bear, and find that it is rather a lot, if it is asked politely. "
CARD = _CARD.format("Counting Politely", _ABSTRACT)
LIST = f"<h1>Publications</h1><main>{CARD}{_CARD.format('Asking Twice', 'We ask again. ' * 5)}</main>"
"""Two publications, as plainly as the site could print them."""

UTF8 = "text/html; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A document, and what must come of it: a number of records, or the reason it is not read."""

    body: str | bytes
    gives: int | str
    content_type: str | None = UTF8
    site: str = "mila_en"

    @property
    def page(self) -> WildPage:
        body = self.body.encode("utf-8", "surrogatepass") if isinstance(self.body, str) else self.body
        return WildPage(site=self.site, body=body, content_type=self.content_type)


_NESTED = "<div>" * 450, "</div>" * 450
_DEEP = "<div>" * 5000, "</div>" * 5000
_MANY = " ".join(f"a{i}=1" for i in range(1200))

_WORDS = " ".join(f"w{i}" for i in range(3000))

_ASIDE = "<nav><time>2026-04-17</time>, <i>Open day</i></nav>"
_CROWD = f"Cy Do, <b>{', '.join(f'<a href=/en/directory/p{i}>Ada Fjord</a>' for i in range(1000))}</b>"

BROKEN: dict[str, Broken] = {
    "sound": Broken(body=LIST, gives=2),
    "nothing": Broken(body="", gives="empty"),
    "white space": Broken(body=" \n\t\r\n ", gives="empty"),
    "a byte order mark alone": Broken(body=b"\xef\xbb\xbf", gives="empty"),
    "a comment alone": Broken(body="<!-- nothing here -->", gives="drift"),
    "a doctype alone": Broken(body="<!DOCTYPE html>", gives="empty"),
    "an unclosed comment": Broken(body=f"<p>x<!-- {LIST}", gives=0),
    "a comment that ends early": Broken(body=f"<!--> {LIST}", gives=2),
    "an html element without content": Broken(body="<html></html>", gives="empty"),
    "only a head": Broken(body="<html><head><title>Publications</title></head></html>", gives="empty"),
    "a frameset": Broken(body="<html><frameset><frame src=x></frameset></html>", gives="empty"),
    "a script alone": Broken(body="<html><script>document.write('x')</script></html>", gives="empty"),
    "no tags are closed": Broken(body=LIST.replace("</p>", "").replace("</div>", ""), gives=2),
    "all tags are capitals": Broken(body=LIST.replace("div", "DIV").replace("<p>", "<P>"), gives=2),
    "the outermost element is unknown": Broken(body=f"<\0tml>{_ASIDE}{LIST}{_ASIDE.replace('nav', 'p')}", gives=2),
    "tags are closed twice": Broken(body=LIST.replace("</p>", "</p></p>").replace("</div>", "</div></div>"), gives=2),
    "a stray end of body": Broken(body=LIST.replace("</h1>", "</h1></body></html>"), gives=2),
    "a second document behind the first": Broken(body=f"<html>{LIST}</html><html><p>more</p></html>", gives=2),
    "a document within a document": Broken(body=f"<html><body><html><body>{LIST}", gives=2),
    "quotes that never close": Broken(body=LIST.replace("class=row", "class='row", 1), gives=0),
    "cut inside a tag": Broken(body=LIST + "<div class=", gives="cut_short"),
    "cut inside a comment": Broken(body=LIST + "<!-- x", gives="cut_short"),
    "cut inside an entity": Broken(body=LIST + "<p>&am", gives=2),
    "nested in 450 elements": Broken(body=LIST.join(_NESTED), gives=2),
    "nested deeper than the parser goes": Broken(body=LIST.join(_DEEP), gives="not_a_page"),
    "5,000 elements before the list": Broken(body="<div></div>" * 5000 + LIST, gives=2),
    "an element of 1,200 attributes": Broken(body=f"<p {_MANY}>x</p>{LIST}", gives="not_a_page"),
    "an attribute of 50 kB": Broken(body=LIST.replace("class=row", f"class='{'a ' * 25_000}'", 1), gives=2),
    "30,000 elements in a row": Broken(body=LIST + "<i></i>" * 30_000, gives=2),
    "110,000 elements in a row": Broken(body=LIST + "<p>x" * 110_000, gives="not_a_page"),
    "60,000 links": Broken(body=LIST + "<a href=x></a>" * 60_000, gives="not_a_page"),
    "1,100 publications": Broken(body=CARD * 1100, gives="drift"),
    "an abstract of 60,000 characters": Broken(body=LIST.replace(_ABSTRACT, "word " * 12_000), gives="drift"),
    "a name of 5,000 letters": Broken(body=LIST.replace("Cy Do", "Cy D" + "o" * 5000), gives=2),
    "a title of 600 characters": Broken(body=LIST.replace("Counting", "Counting " * 70), gives=2),
    "1,000 people who are linked, in bold": Broken(body=LIST.replace("Cy Do", _CROWD), gives=2),
    "8,000 dots in elements of their own": Broken(body=LIST + f"<p>{'<i>a…</i><b>word </b>' * 8000}", gives=2),
    "1,000 times in a line": Broken(body=LIST + f"<p>{'<time datetime=2026-05-01>May 1</time> or ' * 1000}", gives=2),
    "3,000 teasers of one text": Broken(body=LIST + f"{'<p>The same words of a teaser…' * 3000}<p>The same words", gives=2),
    "3,000 badges of one status": Broken(body=LIST + "<p>a <b class=s>poster</b></p>" * 3000, gives="drift"),
    "a badge among 2,000 pieces": Broken(body=LIST + f"<p>{'<i>poster</i>, ' * 2000}", gives=2),
    "badges of 3,000 class words": Broken(body=LIST + f"<p>ICLR <b class='{_WORDS}'>oral</b></p>" * 4, gives=2),
    "5,000 days with the day first": Broken(body=LIST + "<p>25/12/2025 · 26/12/2025</p>" * 5000, gives=2),
    "a list of 2,000 people": Broken(body=LIST.replace("Cy Do", f"<ul>{'<li>Ada Fjord' * 2000}</ul>"), gives=2),
    "a menu of 20,000 entries": Broken(body=f"<nav>{'<li>Ada Fjord' * 20_000}</nav>{LIST}", gives=2),
    "a head that nobody closed": Broken(body=f"<html><meta name=a>{'<header>x</header>' * 5000}{LIST}", gives=2),
    "untitled units in 400 elements each": Broken(
        body=f"<div>{'<i>' * 400}{LIST}".replace("<h3>Counting Politely</h3>", "").replace("<h3>Asking Twice</h3>", ""),
        gives=2,
    ),
    "binary": Broken(body=bytes(range(256)) * 4, gives="not_a_page"),
    "NUL between all letters": Broken(body=b"\0".join(bytes([c]) for c in LIST.encode()), gives="not_a_page"),
    "a NUL in a title": Broken(body=LIST.replace("Counting", "Coun\0ting"), gives=2),
    "a NUL in a tag": Broken(body=LIST.replace("<h3>", "<h\x003>"), gives=2),
    "a picture": Broken(body=b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(50), gives="not_a_page"),
    "a PDF": Broken(body=b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj", gives="mojibake"),
    "gzip that nobody announced": Broken(body=b"\x1f\x8b\x08\x00" + bytes(range(200)), gives="not_a_page"),
    "JSON": Broken(body='{"publications": [{"title": "Counting Politely"}]}', gives="drift"),
    "an XML sitemap": Broken(body="<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>", gives="drift"),
    "an Atom feed": Broken(body="<?xml version='1.0'?><feed><entry><title>x</title></entry></feed>", gives="drift"),
    "robots.txt": Broken(body="User-agent: *\nDisallow: /\n", gives="drift"),
    "a stack trace": Broken(body="Traceback (most recent call last):\n  File x\nKeyError: 1\n", gives="drift"),
    "PHP source": Broken(body="<?php echo 'publications'; ?>", gives="drift"),
    "an entity bomb": Broken(
        body=f"<!DOCTYPE a [<!ENTITY b 'xx'><!ENTITY c '&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;'>]><p>&d;</p>{LIST}", gives=2
    ),
    "an external entity": Broken(
        body=f"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><p>&x;</p>{LIST}", gives=2
    ),
    "an unknown entity in a title": Broken(body=LIST.replace("Counting", "&nosuch;"), gives=2),
    "entities of what is no character": Broken(body=LIST.replace("Counting", "&#0;&#xD800;&#x110000;x"), gives="mojibake"),
    "UTF-8 with a byte order mark": Broken(body=b"\xef\xbb\xbf" + LIST.encode(), gives=2),
    "UTF-16 with a byte order mark": Broken(body=LIST.encode("utf-16"), content_type=None, gives=2),
    "UTF-16 that says it is UTF-8": Broken(body=LIST.encode("utf-16-le"), gives="not_a_page"),
    "Latin-1 that says it is UTF-8": Broken(body=LIST.replace("Bo", "Bô").encode("latin-1"), gives="mojibake"),
    "UTF-8 that says it is Latin-1": Broken(body=LIST.replace("Bo", "Bô"), content_type="text/html; charset=latin-1", gives=2),
    "broken UTF-8": Broken(body=LIST.encode().replace(b"Bo", b"B\xc3"), gives="mojibake"),
    "overlong UTF-8": Broken(body=LIST.encode().replace(b"Bo", b"B\xc0\xaf"), gives="mojibake"),
    "half a surrogate pair in UTF-8": Broken(body=LIST.replace("Bo", "B\ud800"), gives="mojibake"),
    "a charset that is a codec": Broken(body=LIST.encode() + b"\xe9", content_type="text/html; charset=idna", gives=2),
    "a charset that is none": Broken(body=LIST.encode() + b"\xe9", content_type="text/html; charset=klingon", gives="mojibake"),
    "a charset of escapes": Broken(
        body=LIST.encode() + b"\\x41\\q\xe9", content_type="text/html; charset=unicode_escape", gives=2
    ),
    "UTF-7": Broken(body=b"+ADw-h1+AD4-x\xff", content_type="text/html; charset=utf-7", gives="mojibake"),
    "a meta that contradicts the header": Broken(body=f"<meta charset=utf-16>{LIST}", gives=2),
    "a header that is no text": Broken(body=LIST, content_type="image/png", gives=2),
    "a canonical address that is none": Broken(body=f"<link rel=canonical href='http://[x'>{LIST}", gives=2),
    "a canonical address elsewhere": Broken(
        body=f"<link rel=canonical href='https://a.example/'>{LIST}", gives="other_site"
    ),
    "a base that is none": Broken(body=f"<base href='http://[x'>{LIST}", gives=2),
    "a base elsewhere": Broken(body=f"<base href='https://a.example/'>{LIST}", gives=2),
    "an alternate that is none": Broken(body=f"<link rel=alternate hreflang=fr href='http://[x'>{LIST}", gives=2),
    "a next page that is none": Broken(body=f"{LIST}<a rel=next href='http://[x'>Next</a>", gives=2),
    "a next page of 5,000 digits": Broken(body=f"{LIST}<a rel=next href='?page={'9' * 5000}'>Next</a>", gives=2),
    "links that are no addresses": Broken(body=LIST.replace("/en/directory/al-bo", "http://[::1"), gives=2),
    "a link of 9,000 characters": Broken(body=LIST.replace("</h3>", f" <a href='/{'x' * 9000}'>PDF</a></h3>"), gives=2),
    "a DOI that is no text": Broken(
        body=LIST.replace("</h3>", " <a href='https://doi.org/10.1145/%ff%00x'>DOI</a></h3>"), gives=2
    ),
    "a language that is none": Broken(body=f"<html lang='\u202e;x'>{LIST}", gives=2),
    "right to left": Broken(body=f"<html dir=rtl lang=ar>{LIST}", gives=2),
    "hidden by style": Broken(body=f"<div style='display:none'>{LIST}</div>", gives=2),
    "inside a form": Broken(body=f"<form action='javascript:x'>{LIST}</form>", gives=2),
    "inside a template": Broken(body=f"<template>{LIST}</template>", gives="empty"),
    "inside a textarea": Broken(body=f"<textarea>{LIST}</textarea>", gives="empty"),
    "inside an unclosed script": Broken(body=f"<p>x</p><script>{LIST}", gives=0),
    "inside an svg": Broken(body=f"<p>x</p><svg>{LIST}</svg>", gives=0),
    "inside a custom element": Broken(body=f"<x-app><x-list>{LIST}</x-list></x-app>", gives=2),
    "a round-up without papers": Broken(body="<h1>Amii at ICLR 2026</h1>", gives="drift", site="amii"),
    "a round-up of stars": Broken(body=f"<h3>T</h3><p>{'*' * 20_000}</p>", gives="drift", site="amii"),
    "a round-up of spaces": Broken(body=f"<h3>T</h3><p>a{' ' * 20_000}b, Cy Do</p>", gives="drift", site="amii"),
}  # fmt: skip
"""Documents by what is wrong with them."""

VALUES: dict[str, str] = {
    "a formula": '=HYPERLINK("https://evil.example","x")',
    "a script": "<script>alert(1)</script>",
    "an unclosed tag": "<b",
    "an end of a record": "ER  - \nTY  - JOUR",
    "an end of an entry": "}}, title = {{owned",
    "a second line": "one\ntwo",
    "a forged event": "x\n2026-06-01 00:00:00 [pubcrawl] INFO: published",
    "a terminal's escape": "\x1b]0;owned\x07\x1b[2J",
    "text from right to left": "\u202egnp.exe\u202c",
    "Arabic": "مرحبا بالعالم في كل مكان",
    "combining marks": "a" + "\u0301" * 200,
    "an emoji of several": "👩\u200d👩\u200d👧\u200d👦 🇨🇦",
    "a private letter": "\ue000\U0010fffd",
    "no characters": "\ufffe\uffff",
    "mojibake": "RÃ©seau de neurones Ã  mÃ©moire",
    "zero width": "\u200b\u200d\ufeff",
    "one letter": "x",
    "one sign": "?",
    "digits": "2026",
    "a date": "2026-01-02",
    "a status": "(poster)",
    "a venue": "ICLR (poster)",
    "an empty status": "x ()",
    "brackets without end": "((((poster",
    "LaTeX without end": "\\textbf{\\emph{\\frac{",
    "nested LaTeX": "\\textbf{" * 400 + "x" + "}" * 400,
    "maths without end": "$ \\alpha _ ^",
    "a person": "Al Bo",
    "people": "Al Bo, Cy Do and Em Fo",
    "a label": "Abstract:",
    "furniture": "Learn more about the researchers",
    "a heading": "Publications",
    "two hundred words": "word " * 200,
    "a long word": "w" * 450,
}
"""Hostile and misleading values."""

_MODEL = publications("mila_en")[:3]


def with_value(place: str, value: str) -> InventedPublication:
    """The second of three publications, with a value in one place."""
    entry = replace(_MODEL[1], title_html=None, abstract_html=None)
    if place == "author":
        return replace(entry, authors=(InventedAuthor(name=value, slug=None, star=None), *entry.authors))
    changed: dict[str, Any] = {place: value}
    return replace(entry, **changed)


PLACES = ("title", "author", "abstract", "venue", "date")


def page_with(place: str, value: str) -> WildPage:
    """Three publications, the second with a value in one place."""
    listed = (_MODEL[0], with_value(place, value), _MODEL[2])
    html = MARKUPS["drupal"](listed, language="en", furniture=False)
    return WildPage(site="mila_en", body=html.encode("utf-8", "surrogatepass"))
