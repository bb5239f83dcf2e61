"""What LaTeX commands mean: our short lists, and a library's long one for symbols and accents."""

import re
from functools import cache
from typing import Any

_FORMATTING_LIST = (
    "bf boldsymbol bm emph em footnotesize hbox it large mathbf mathit mathrm mathsf mathtt mbox "
    "operatorname rm sc sf sl small text textbf textit textmd textnormal textrm textsc textsf textsl "
    "textsubscript textsuperscript texttt textup tt underline uline url path "
)
FORMATTING = frozenset(_FORMATTING_LIST.split())
"""Commands whose argument is the text."""

_DROPPED_LIST = (
    "begin end cite citep citet citealp citealt citeauthor citeyear parencite textcite autocite label ref "
    "eqref autoref cref Cref pageref hspace vspace includegraphics noindent centering newline linebreak "
    "smallskip medskip bigskip par maketitle xspace "
)
DROPPED = frozenset(_DROPPED_LIST.split())
"""Commands that leave nothing, arguments included."""

LETTERS = frozenset(("AA", "AE", "L", "O", "OE", "aa", "ae", "i", "j", "l", "o", "oe", "ss"))
"""Commands that are a letter inside a word: the space behind them ends the command, not the word."""

COLOURS = {"textcolor": 2, "colorbox": 2, "fcolorbox": 3, "href": 2}
"""Commands whose last argument is the text, and how many they take."""

_UNTRANSLATED = frozenset(("today", "input", "include"))
"""Commands whose result is not in the text."""

SYMBOLS = dict.fromkeys(" ,;:\\", " ") | dict.fromkeys("-!/", "")
"""What a backslash makes of a character that is no letter; any other stands for itself."""

LOST_BACKSLASH = {"R'enyi": "Rényi"}
"""Words whose accent lost its backslash. A list, never a rule: `d'enyi` may be French."""


@cache
def _library() -> Any:  # noqa: ANN401  the library has no types
    from pylatexenc import latex2text  # noqa: PLC0415  half of all runs meet no command it must convert

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
    """Let the library convert one command with its arguments, where no bare `%` can hide a rest."""
    safe = re.sub(r"(?<!\\)([%#&$])", r"\\\1", command)
    return str(_converter().latex_to_text(safe)).strip()
