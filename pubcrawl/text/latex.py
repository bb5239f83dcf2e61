"""LaTeX left in a text: repaired command by command, so that what is not a command cannot be lost.

A converter of whole documents reads `%` as a comment and drops the rest of the line. Here it is only shown
the commands: each is cut out with its arguments, and everything around it is kept character by character.
Maths between dollar signs stays as it is.
"""

import re
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from pubcrawl.text.marker import Cleaned
from pubcrawl.text.raised import lower_text, raise_text

FORMATTING = frozenset(
    "bf boldsymbol bm emph em footnotesize hbox it large mathbf mathit mathrm mathsf mathtt mbox "
    "operatorname rm sc sf sl small text textbf textit textmd textnormal textrm textsc textsf textsl "
    "texttt textup tt underline uline url path".split()
)
"""Commands whose argument is the text."""

DROPPED = frozenset(
    "begin end cite citep citet citealp citealt citeauthor citeyear parencite textcite autocite label ref "
    "eqref autoref cref Cref pageref hspace vspace includegraphics noindent centering newline linebreak "
    "smallskip medskip bigskip par maketitle xspace".split()
)
"""Commands that leave nothing, arguments included."""

LETTERS = frozenset(("AA", "AE", "L", "O", "OE", "aa", "ae", "i", "j", "l", "o", "oe", "ss"))
"""Commands that are a letter inside a word: the space behind them ends the command, not the word."""

COLOURS = {"textcolor": 2, "colorbox": 2, "fcolorbox": 3, "href": 2}
"""Commands whose last argument is the text, and how many they take."""

_SCRIPTS = {"textsuperscript": raise_text, "textsubscript": lower_text}

_UNTRANSLATED = frozenset(("today", "input", "include"))
"""Commands whose result is not in the text."""

SYMBOLS = dict.fromkeys(" ,;:\\", " ") | dict.fromkeys("-!/", "")
"""What a backslash makes of a character that is no letter; any other stands for itself."""

LOST_BACKSLASH = {"R'enyi": "Rényi"}
"""Words whose accent lost its backslash. A list, never a rule: `d'enyi` may be French."""


@cache
def _library() -> Any:  # noqa: ANN401  the library has no types
    from pylatexenc import latex2text  # noqa: PLC0415  half of all crawls meet no command it must convert

    return latex2text


@cache
def arguments_of(name: str) -> int | None:
    """Return how many arguments the library takes for a command; None when it does not know it."""
    from pylatexenc.latexwalker import get_default_latex_context_db  # noqa: PLC0415  as above

    if name in _UNTRANSLATED or not _library().get_default_latex_context_db().get_macro_spec(name):
        return None
    spec = get_default_latex_context_db().get_macro_spec(name)
    return str(spec.args_parser.argspec or "").count("{") if spec and spec.args_parser else 0


@cache
def _converter() -> Any:  # noqa: ANN401  as above
    return _library().LatexNodes2Text(math_mode="verbatim", keep_comments=True)


def translate(command: str) -> str:
    """Convert one command with its arguments by the library, which sees nothing else that a bare `%` could hide."""
    safe = re.sub(r"(?<!\\)([%#&$])", r"\\\1", command)
    return str(_converter().latex_to_text(safe)).strip()


MIN_LETTERS_KEPT = 0.9
"""Share of the letters that must survive; below it the text is left as printed. Commands do not count."""

MOST_NESTED = 20
"""Braces inside one another; a text with more is no prose, and is left as printed."""

_NEEDED = re.compile(r"\\[A-Za-z%&#$_{}'\"`^~=.,;:! \\-]|[\w.)\]]~[\w(\[$\\]")
FORMULA = re.compile(
    r"\$(?<!\\\$)\$?[^$\n]{1,200}(?<!\\)\$\$?|\\\(.{1,200}?\\\)|\\\[.{1,200}?\\\]"
    r"|\\begin\{(?P<env>(?:equation|align|math|gather|eqnarray|multline|displaymath)\*?)\}.{0,2000}?\\end\{(?P=env)\}",
    re.DOTALL,
)
"""Maths: between dollar signs, in the brackets of LaTeX, or in one of its environments."""

_SLOT = re.compile(r"\x02([0-9]+)\x03")
_TIE = re.compile(r"(?<=[\w.)\]])(?<!\d)~(?=[\w(\[\x02\\])|(?<=[\d\x03])~(?=[^\W\d]|[(\[\x02\\])")
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)\*?|(['\"`^~=.])(?=\{|\\?[A-Za-z])|(.))", re.DOTALL)
_ACCENTED = re.compile(r"\s*+(?:\{\\?[A-Za-z]{1,2}\}|\\[ij](?![A-Za-z])|[A-Za-z])")
_CONTRACTION = re.compile(r"(?:s|t|re|ve|ll|d|m)\b")
_SWITCH = re.compile(r"\{\\(?:bf|em|it|rm|sc|sf|sl|tt|bfseries|itshape|scshape|ttfamily)\b\s*+([^{}]*+)\}")

_BRACED = re.compile(
    r"\{\s*(\\(?:['\"`^~=.]|[bcdHkrtuv](?![A-Za-z]))\s*(?:\{\s*\\?[A-Za-z]{0,2}\s*\}|\\[ij](?![A-Za-z])|[A-Za-z])"
    r"|\\(?:AA|AE|OE|aa|ae|oe|ss|[LOlo])(?![A-Za-z]))\s*\}"
)
"""An accented letter in braces of its own, as BibTeX writes it."""
_CASE = re.compile(r"(?<![\\\w^_}$])\{([^\W\d_a-zß-ÿ][^{}\\$,;=|]{0,60})\}|(?<=[^\W_])\{([^\W\d_]{1,40})\}")
"""A group in braces that keep its capitals from BibTeX."""
_MOST_CASES = 4
"""Such groups inside one another."""
_QUOTED = re.compile(r"``([^`']{1,200}(?:(?<=\w)'(?=\w)[^`']{1,200})*)''")
_DASH = re.compile(r"(?<=[\w\"'”’)])---(?=[\w\"'“‘(])")

_OPTIONS = re.compile(r"(?:\[[^\[\]]*\])+(?=\{)")
_BRACE = re.compile(r"(?<!\\)[{}]")


class _Piece(NamedTuple):
    """What a command became: its text, where it ends, and how many letters were markup."""

    text: str
    end: int
    spent: int
    known: bool = True


def repair_latex(text: str) -> Cleaned:
    """Turn LaTeX commands, accents, escaped characters and ties into plain text.

    A command we do not know stays as printed, with the flag `latex_unrepaired`; so does the whole text if letters got
    lost.
    """
    for lost, meant in LOST_BACKSLASH.items():
        if lost in text:
            text = re.sub(rf"\b{lost}\b", meant, text)
    text = _QUOTED.sub(r"“\1”", text) if "``" in text else text
    text = _DASH.sub("—", text) if "---" in text else text
    if not _NEEDED.search(text):
        return Cleaned(text)
    if max(accumulate(1 if brace == "{" else -1 for brace in _BRACE.findall(text)), default=0) > MOST_NESTED:
        return Cleaned(text, ("latex_unrepaired",))
    formulas: list[str] = []

    def slot(formula: re.Match[str]) -> str:
        formulas.append(formula.group())
        return f"\x02{len(formulas) - 1}\x03"

    printed = FORMULA.sub(slot, text.replace("\x02", "").replace("\x03", ""))
    opened = _open_braces(printed)
    piece = _convert(opened)
    spent = piece.spent + _letters_lost(printed, opened)
    whole = _SLOT.sub(lambda found: formulas[int(found[1])], piece.text)
    if _letters(whole) < MIN_LETTERS_KEPT * (_letters(text) - spent):
        return Cleaned(text, ("latex_unrepaired",))
    return Cleaned(whole, () if piece.known else ("latex_unrepaired",))


def _open_braces(text: str) -> str:
    """Return a text whose accented letters in braces of their own are letters."""
    return _BRACED.sub(lambda found: translate(found[1]), text) if "{" in text else text


def open_case_braces(text: str) -> str:
    """Return a title without the braces that keep capitals from BibTeX (`{BERT}`, `{T}exts`); maths keep theirs."""
    if "{" not in text or "$" in text or text.count("{") != text.count("}"):
        return text
    for _ in range(_MOST_CASES):
        before, text = text, _CASE.sub(lambda found: found[1] or found[2], text)
        if text == before:
            break
    return text


def _convert(text: str) -> _Piece:
    """Convert a text whose formulas stand in slots."""
    printed, text = text, _SWITCH.sub(r"\1", text)
    made, spent, known, at = [], _letters_lost(printed, text), True, 0
    while found := _COMMAND.search(text, at):
        made.append(_untie(text[at : found.start()], text[found.start()]))
        piece = _command(text, found)
        if not piece.text and found[1] in DROPPED and made[-1][-1:] in (" ", "~"):
            made[-1] = made[-1][:-1]
        made.append(piece.text)
        spent, known, at = spent + piece.spent, known and piece.known, piece.end
    made.append(_untie(text[at:], ""))
    return _Piece("".join(made), len(text), spent, known)


def _command(text: str, found: re.Match[str]) -> _Piece:
    """Convert the command found, with the arguments that touch it."""
    name, accent, symbol = found.groups()
    if accent:
        return _accent(text, found.start(), found.end(), accent)
    if symbol:
        return _Piece(SYMBOLS.get(symbol, symbol), found.end(), 0)
    if name == "item":
        return _Piece("", found.end(), len(name))
    if name in _SCRIPTS:
        args, end = _arguments(text, found.end(), most=1)
        return _Piece(_SCRIPTS[name](_convert(args[0]).text) if args else "", end, len(name))
    if name in DROPPED or name in FORMATTING or name in COLOURS:
        return _with_arguments(text, found.end(), name)
    return _by_library(text, found, name)


def _with_arguments(text: str, at: int, name: str) -> _Piece:
    """Convert a command of our lists: its last argument is the text, unless nothing is to stay."""
    args, end = _arguments(text, at, most=9 if name in DROPPED else COLOURS.get(name, 1))
    spent = len(name) + sum(map(_letters, args if name in DROPPED else args[:-1]))
    if name in DROPPED or not args:
        return _Piece("", end, spent)
    if name == "href":
        return _Piece(f"{args[-1]} ({args[0]})" if args[1:] else args[0], end, len(name))
    inner = _convert(args[-1])
    return _Piece(inner.text, end, spent + inner.spent, inner.known)


def _accent(text: str, start: int, end: int, accent: str) -> _Piece:
    r"""Convert `\'e`; an apostrophe or a quote that was merely escaped loses its backslash."""
    letter = _ACCENTED.match(text, end)
    escaped = accent in "'\"" and (
        not letter
        or (accent == "'" and text[start - 1 : start].isalpha() and _CONTRACTION.match(text, end))
        or (accent == '"' and not text[start - 1 : start].isalpha() and letter.group().islower())
    )
    if not letter or escaped:
        return _Piece(accent, end, 0)
    return _Piece(translate(text[start : letter.end()]), letter.end(), 0)


def _by_library(text: str, found: re.Match[str], name: str) -> _Piece:
    """Convert a command the library knows, with as many arguments as it takes; leave any other as printed."""
    wanted = arguments_of(name)
    if wanted is None:
        return _Piece(found.group(), found.end(), 0, known=False)
    end = found.end()
    if wanted:
        args, end = _arguments(text, end, most=wanted)
        bare = re.compile(r"\s*[A-Za-z]").match(text, end) if not args else None
        end = bare.end() if bare else end
        if len(args) + (bare is not None) < wanted:
            return _Piece(found.group(), found.end(), 0, known=False)
    else:
        end += 2 * text.startswith("{}", end) or (name in LETTERS and text.startswith(" ", end))
    if made := translate(text[found.start() : end]):
        return _Piece(made, end, len(name))
    return _Piece(text[found.start() : end], end, 0, known=False)


def _arguments(text: str, at: int, most: int = 9) -> tuple[tuple[str, ...], int]:
    """Return the bracketed arguments that touch a command, without their brackets, and where they end."""
    args: list[str] = []
    options = _OPTIONS.match(text, at)
    at = options.end() if options else at
    while len(args) < most and text[at : at + 1] == "{":
        if (close := _pairs(text).get(at)) is None:
            break
        args.append(text[at + 1 : close])
        at = close + 1
    return tuple(args), at


@lru_cache(maxsize=64)
def _pairs(text: str) -> dict[int, int]:
    """Return where each brace that closes was opened, and where it closes."""
    opened: list[int] = []
    pairs: dict[int, int] = {}
    for brace in _BRACE.finditer(text):
        if brace.group() == "{":
            opened.append(brace.start())
        elif opened:
            pairs[opened.pop()] = brace.start()
    return pairs


def _untie(text: str, following: str) -> str:
    """Make the ties of a stretch spaces: `Learning~(RL)`; a tilde for "about" has a space before it."""
    return _TIE.sub(" ", text + following)[: len(text)] if "~" in text else text


def _letters_lost(before: str, after: str) -> int:
    return _letters(before) - _letters(after) if before != after else 0


_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_ASCII = re.compile(r"[\x00-\x7f]+")


def _letters(text: str) -> int:
    plain = len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    return plain if text.isascii() else plain + sum(map(str.isalpha, _ASCII.sub("", text)))
