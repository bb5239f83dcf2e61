import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubcrawl.text import latex
from pubcrawl.text.latex import open_case_braces, repair_latex


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (r"\emph{i)} experience", "i) experience"),
        (r"a 102.8\% gain", "a 102.8% gain"),
        ("Learning~(RL) in Fig.~3", "Learning (RL) in Fig. 3"),
        ("about ~5 or 5~10 ms at x.org/~ann", "about ~5 or 5~10 ms at x.org/~ann"),
        (r"\textbf{a \emph{b} c}: d", "a b c: d"),
        (r"$\mathcal{O}(n^2)$ is \emph{x}", r"$\mathcal{O}(n^2)$ is x"),
        (r"\emph{a $x_1$ b~$y$}", "a $x_1$ b $y$"),
        ("20--50% less, 3% more & # of $", "20--50% less, 3% more & # of $"),
        (r"\emph{20--50% less} and 3% more & # of $", "20--50% less and 3% more & # of $"),
        (r"\overline{5% of it} & more", "5% of it & more"),
        ("cost $5 and $10", "cost $5 and $10"),
        (r"cost \$5 and \$10, \emph{net}", "cost $5 and $10, net"),
        (r"Erd\H{o}s, Fran\c{c}ois, na\"{\i}ve, \'et\'e", "Erdős, François, naïve, été"),
        (r"G{\"o}del and G{\"o}{\u g}{\"u}{\c s}", "Gödel and Göğüş"),
        (r"Na{\"\i}ve Mart{\'\i}n Kratochv\'{\i}l {\L}ukasz {\ss}", "Naïve Martín Kratochvíl Łukasz ß"),
        (r"10\textsuperscript{6} of x\textsubscript{i}", "10⁶ of xᵢ"),
        ("``Tuneful'' Kettles---at Home", "“Tuneful” Kettles—at Home"),
        ("Ada's ``don't'' and --- alone", "Ada's “don't” and --- alone"),
        (r"K\"ahler, \^ile, Stra\ss e", "Kähler, île, Straße"),
        (r"R\'enyi and R'enyi, but d'enyi", "Rényi and Rényi, but d'enyi"),
        (r"it\'s said \"until\" now", 'it\'s said "until" now'),
        (r"\alpha is \ldots \frac{1}{2}", "α is … 1/2"),
        (r"as in~\cite{fox2020}. And \citep[p. 3]{owl}, too", "as in. And, too"),
        (r"the set {a, b} \& \{c\} of \emph{it}", "the set {a, b} & {c} of it"),
        (r"{\bf bold} \href{http://x.org}{label}", "bold label (http://x.org)"),
        (r"\textcolor{red}{warm}", "warm"),
        ("a trailing \\", "a trailing \\"),
    ],
)
def test_repaired(printed: str, text: str) -> None:
    assert repair_latex(printed) == (text, ())


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (r"saved in C:\temp by \emph{us}", r"saved in C:\temp by us"),
        (r"our method \ours{} wins", r"our method \ours{} wins"),
        (r"written on \today", r"written on \today"),
        (r"a \frac half", r"a \frac half"),
    ],
)
def test_what_is_unknown_stays_and_is_flagged(printed: str, text: str) -> None:
    assert repair_latex(printed) == (text, ("latex_unrepaired",))


def test_a_repair_that_loses_letters_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latex, "translate", lambda _: " ")
    printed = r"\mathcal{several words in calligraphy}"
    assert repair_latex(printed) == (printed, ("latex_unrepaired",))


@settings(deadline=None, derandomize=True, database=None, max_examples=300)
@given(st.text(alphabet=st.sampled_from("ab %&#$~{}\\'\"-\n")))
def test_no_letter_is_lost(text: str) -> None:
    printed = text + r" 5% of \emph{this} stays"
    repaired = repair_latex(printed).text
    assert repaired.endswith(("5% of this stays", r"5% of \emph{this} stays"))


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("{BERT} for {T}uneful {K}ettles", "BERT for Tuneful Kettles"),
        ("{{K}ettle{BERT}}: Steam", "KettleBERT: Steam"),
        ("Mc{D}onald and {Monte Carlo}", "McDonald and Monte Carlo"),
        ("labels in {0, 1} and {A, B}", "labels in {0, 1} and {A, B}"),
        ("$x_{T}$ of {T}", "$x_{T}$ of {T}"),
        ("an open {Brace", "an open {Brace"),
        ("x^{T} and x_{N}", "x^{T} and x_{N}"),
    ],
)
def test_braces_that_keep_capitals(printed: str, text: str) -> None:
    assert open_case_braces(printed) == text
