"""Markup written out as text, as catalogues leave it in titles and names: `&amp;`, `<i>`, JATS."""

import html
import re

from lxml import html as lxml_html

from pubcrawl.text.mathml import mathml_text
from pubcrawl.text.raised import lower_text, raise_text

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ANGLE = re.compile(r"\$?\\(?:text)?(less|greater|lt|gt)\b(?:\{\})?\$?")
_INLINE = (
    "a abbr b bold cite code em ext-link font i inf inline-formula italic monospace named-content roman sc small "
    "smallcaps span strike strong styled-content tex-math tt u underline xref"
)
_BLOCK = "abstract br div h1 h2 h3 h4 h5 h6 label li list list-item ol p sec title ul"
_NAMES = "|".join(sorted((*_INLINE.split(), *_BLOCK.split(), "sub", "sup"), key=len, reverse=True))
_TAG = re.compile(
    rf"<(/?)(?:jats:|xhtml:)?({_NAMES})((?:\s[^<>]{{0,300}})?)\s?(/?)>|<!--.{{0,500}}?-->", re.IGNORECASE | re.DOTALL
)
_SCRIPT = re.compile(r"<(?:jats:)?(sup|sub|inf)\b[^<>]{0,99}>([^<>]{0,60})</(?:jats:)?\1>", re.IGNORECASE)
_MATH = re.compile(r"<(mml:)?math\b[^<>]{0,300}(?<!/)>.{0,3000}?</\1?math>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<(jats:)?title>\s*(?:abstract|summary|résumé)\s*[.:]?\s*</\1?title>", re.IGNORECASE)


def unwrap(text: str) -> str:
    """Return a text without the markup written out in it, read once: `R&amp;D` is `R&D`, `<i>in vivo</i>` is `in vivo`.

    What is not the name of an entity or of a tag stays: `a < b`, `List<T>`, `AT&T;`.
    """
    if "&" not in text and "<" not in text and "\\" not in text:
        return text
    text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    text = _ANGLE.sub(lambda found: "<" if found[1] in ("less", "lt") else ">", text) if "\\" in text else text
    if "<" not in text:
        return text
    text = _MATH.sub(lambda found: mathml_text(lxml_html.fragment_fromstring(found.group())), text)
    text = _SCRIPT.sub(lambda found: _script(text, found), _HEADING.sub("", text))
    closed = {found[2].lower() for found in _TAG.finditer(text) if found[2] and (found[1] or found[4])} | {"br"}
    return _TAG.sub(lambda found: _tag(found, closed), text)


def _script(text: str, found: re.Match[str]) -> str:
    before = text[max(found.start() - 8, 0) : found.start()]
    return raise_text(found[2], before) if found[1].lower() == "sup" else lower_text(found[2], before)


def _tag(found: re.Match[str], closed: set[str]) -> str:
    name = (found[2] or "").lower()
    if name and name not in closed:
        return found.group()
    return " " if name in _BLOCK.split() else ""
