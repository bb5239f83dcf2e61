"""Venues: those known by name, what stays the same however one is spelled, and which lines name a venue."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from pubcrawl.text.marker import MARKER
from pubcrawl.text.statuses import is_status, last_parenthesis
from pubcrawl.text.words import PROSE, fold, narrow


class _Known(NamedTuple):
    """A venue: its key, its name, further acronyms and names, and names that are its own only as a whole line."""

    key: str
    name: str
    acronyms: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


_TABLE = (
    _Known("ICLR", "International Conference on Learning Representations"),
    _Known("ICML", "International Conference on Machine Learning"),
    _Known(
        "NeurIPS",
        "Conference on Neural Information Processing Systems",
        ("NIPS", "NEURIPS", "Neurips"),
        ("Neural Information Processing Systems",),
    ),
    _Known("AISTATS", "International Conference on Artificial Intelligence and Statistics", ("AIStats",)),
    _Known("AAAI", "AAAI Conference on Artificial Intelligence"),
    _Known("IJCAI", "International Joint Conference on Artificial Intelligence"),
    _Known(
        "UAI", "Conference on Uncertainty in Artificial Intelligence", (), ("Uncertainty in Artificial Intelligence",)
    ),
    _Known("COLT", "Conference on Learning Theory"),
    _Known("ALT", "International Conference on Algorithmic Learning Theory", (), ("Algorithmic Learning Theory",)),
    _Known("ACML", "Asian Conference on Machine Learning"),
    _Known("ECML-PKDD", "European Conference on Machine Learning", ("ECML", "ECML PKDD")),
    _Known("CoLLAs", "Conference on Lifelong Learning Agents"),
    _Known("RLC", "Reinforcement Learning Conference"),
    _Known("CLeaR", "Conference on Causal Learning and Reasoning"),
    _Known("LoG", "Learning on Graphs Conference", ("LOG",)),
    _Known("MLSys", "Conference on Machine Learning and Systems"),
    _Known("COLM", "Conference on Language Modeling"),
    _Known("ACL", "Annual Meeting of the Association for Computational Linguistics"),
    _Known("EMNLP", "Conference on Empirical Methods in Natural Language Processing"),
    _Known(
        "NAACL",
        "Conference of the North American Chapter of the Association for Computational Linguistics",
        (),
        (
            "Nations of the Americas Chapter of the Association for Computational Linguistics",
            "North American Chapter of the Association for Computational Linguistics",
        ),
    ),
    _Known("EACL", "Conference of the European Chapter of the Association for Computational Linguistics"),
    _Known("INTERSPEECH", "Annual Conference of the International Speech Communication Association", ("Interspeech",)),
    _Known("ICASSP", "International Conference on Acoustics, Speech and Signal Processing"),
    _Known(
        "CVPR",
        "Conference on Computer Vision and Pattern Recognition",
        (),
        ("Computer Vision and Pattern Recognition",),
    ),
    _Known("ICCV", "International Conference on Computer Vision"),
    _Known("ECCV", "European Conference on Computer Vision"),
    _Known("WACV", "Winter Conference on Applications of Computer Vision"),
    _Known("MICCAI", "International Conference on Medical Image Computing and Computer Assisted Intervention"),
    _Known(
        "MIDL",
        "International Conference on Medical Imaging with Deep Learning",
        (),
        ("Medical Imaging with Deep Learning",),
    ),
    _Known("CoRL", "Conference on Robot Learning"),
    _Known("ICRA", "International Conference on Robotics and Automation"),
    _Known("IROS", "International Conference on Intelligent Robots and Systems"),
    _Known("RSS", "Robotics: Science and Systems"),
    _Known("AAMAS", "International Conference on Autonomous Agents and Multiagent Systems"),
    _Known("KDD", "Conference on Knowledge Discovery and Data Mining", ("SIGKDD",)),
    _Known("FAccT", "Conference on Fairness, Accountability, and Transparency", ("FAccT",)),
    _Known("AIES", "Conference on AI, Ethics, and Society"),
    _Known("CHI", "Conference on Human Factors in Computing Systems"),
    _Known("PACMHCI", "Proceedings of the ACM on Human-Computer Interaction"),
    _Known("TMLR", "Transactions on Machine Learning Research", (), ("Trans. Mach. Learn. Res.",)),
    _Known("JMLR", "Journal of Machine Learning Research", (), ("J. Mach. Learn. Res.",)),
    _Known("DMLR", "Journal of Data-centric Machine Learning Research"),
    _Known("MLJ", "Machine Learning Journal", (), (), ("Machine Learning", "Mach. Learn.")),
    _Known("NatMI", "Nature Machine Intelligence", (), ("Nat. Mach. Intell.", "Nature MI")),
    _Known(
        "TACL",
        "Transactions of the Association for Computational Linguistics",
        (),
        ("Trans. Assoc. Comput. Linguistics",),
    ),
    _Known("JAIR", "Journal of Artificial Intelligence Research"),
    _Known(
        "TPAMI",
        "Transactions on Pattern Analysis and Machine Intelligence",
        (),
        ("Trans. Pattern Anal. Mach. Intell.",),
    ),
    _Known(
        "TNNLS", "Transactions on Neural Networks and Learning Systems", (), ("Trans. Neural Networks Learn. Syst.",)
    ),
    _Known("TKDE", "Transactions on Knowledge and Data Engineering", (), ("Trans. Knowl. Data Eng.",)),
    _Known("TKDD", "Transactions on Knowledge Discovery from Data", (), ("Trans. Knowl. Discov. Data",)),
    _Known(
        "TASLP",
        "Transactions on Audio, Speech, and Language Processing",
        (),
        ("Trans. Audio Speech Lang. Process.",),
    ),
    _Known("TIP", "Transactions on Image Processing", (), ("Trans. Image Process.",)),
    _Known("T-RO", "Transactions on Robotics", ("TRO",), ("Trans. Robotics",)),
    _Known("RA-L", "Robotics and Automation Letters", (), ("Robotics Autom. Lett.",)),
    _Known("IJRR", "International Journal of Robotics Research", (), ("Int. J. Robotics Res.",)),
    _Known("IJCV", "International Journal of Computer Vision", (), ("Int. J. Comput. Vis.",)),
    _Known("CVIU", "Computer Vision and Image Understanding"),
    _Known("MedIA", "Medical Image Analysis", (), ("Medical Image Anal.",)),
    _Known("MELBA", "Machine Learning for Biomedical Imaging"),
    _Known("NeuralNetworks", "Neural Networks Journal", (), (), ("Neural Networks",)),
    _Known("NeuralComputation", "Neural Computation Journal", (), (), ("Neural Computation", "Neural Comput.")),
    _Known("PatternRecognition", "Pattern Recognition Journal", (), (), ("Pattern Recognition", "Pattern Recognit.")),
    _Known("RLJ", "Reinforcement Learning Journal"),
    _Known("L4DC", "Learning for Dynamics and Control"),
    _Known("CHIL", "Conference on Health, Inference, and Learning"),
    _Known("ML4H", "Machine Learning for Health Symposium"),
    _Known("MLHC", "Machine Learning for Healthcare Conference", (), ("Machine Learning for Healthcare",)),
    _Known("L@S", "Conference on Learning @ Scale", (), ("Learning @ Scale",)),
    _Known("CPAL", "Conference on Parsimony and Learning"),
    _Known("SaTML", "Conference on Secure and Trustworthy Machine Learning"),
    _Known("AABI", "Symposium on Advances in Approximate Bayesian Inference"),
    _Known("MLSP", "International Workshop on Machine Learning for Signal Processing"),
    _Known("IJCNN", "International Joint Conference on Neural Networks"),
    _Known("ECAI", "European Conference on Artificial Intelligence"),
    _Known("CanadianAI", "Canadian Conference on Artificial Intelligence", ("Canadian AI",)),
    _Known("CoNLL", "Conference on Computational Natural Language Learning"),
    _Known("COLING", "International Conference on Computational Linguistics"),
    _Known("LREC", "International Conference on Language Resources and Evaluation"),
    _Known(
        "LREC-COLING",
        "Joint International Conference on Computational Linguistics, Language Resources and Evaluation",
        ("LREC/COLING",),
    ),
    _Known("SIGIR", "Conference on Research and Development in Information Retrieval"),
    _Known("ECIR", "European Conference on Information Retrieval"),
    _Known("ICDE", "International Conference on Data Engineering"),
    _Known("CIKM", "International Conference on Information and Knowledge Management"),
    _Known("WSDM", "International Conference on Web Search and Data Mining"),
    _Known("WWW", "Web Conference", ("TheWebConf",)),
    _Known("RecSys", "Conference on Recommender Systems"),
    _Known("ICDM", "International Conference on Data Mining"),
    _Known("BMVC", "British Machine Vision Conference"),
    _Known("3DV", "International Conference on 3D Vision"),
    _Known("EAAMO", "Equity and Access in Algorithms, Mechanisms, and Optimization"),
    _Known("CogSci", "Annual Meeting of the Cognitive Science Society"),
    _Known("SampTA", "International Conference on Sampling Theory and Applications"),
    _Known("AIED", "International Conference on Artificial Intelligence in Education"),
    _Known("CPAIOR", "Integration of Constraint Programming, Artificial Intelligence, and Operations Research"),
    _Known("PNAS", "Proceedings of the National Academy of Sciences"),
    _Known("arXiv", "arXiv", ("ArXiv", "ARXIV", "CoRR")),
)


def _named(name: str) -> str:
    """Match a full name, its white space and `and` loosely, but not the start of a longer name."""
    loose = re.escape(name).replace(r"\ ", r"\s+").replace(",", ",?").replace(r"\s+and\s+", r"\s+(?:and|&)\s+")
    glued = r"(?:\b|(?<=[a-z])(?=[A-Z]))"  # as in `Thirty-ThirdInternational Conference`
    return rf"{glued}(?i:{loose})(?!\w)(?!,?\s+(?:and|&)\s+[A-Z])(?!\s+(?:Applications|Technologies|Research)\b)"


def _short(acronym: str) -> str:
    """Match an acronym as a whole word, with or without a year stuck to it."""
    return rf"(?<![\w-]){re.escape(acronym)}(?=['’]?(?:19|20)?\d\d(?!\d)|(?![\w]))(?!\s+Nexus)"


class _Pattern(NamedTuple):
    """How a venue is written: by its acronyms or by its names, which say more."""

    is_short: bool
    pattern: re.Pattern[str]
    known: _Known


def _patterns(table: Iterable[_Known]) -> Iterator[tuple[tuple[str, ...], _Pattern]]:
    """Yield the patterns of a table, each with words of which every text that it matches holds one."""
    for known in table:
        whole = [rf"\A(?:The )?{re.escape(n)}\Z" for n in known.whole]
        names, acronyms = (known.name, *known.names), (known.key, *known.acronyms)
        words = tuple(max(name.casefold().replace(",", " ").split(), key=len) for name in (*names, *known.whole))
        yield words, _Pattern(is_short=False, pattern=re.compile("|".join([*map(_named, names), *whole])), known=known)
        yield acronyms, _Pattern(is_short=True, pattern=re.compile("|".join(map(_short, acronyms))), known=known)


def _by_word(table: Iterable[_Known]) -> tuple[dict[str, list[_Pattern]], dict[str, list[_Pattern]]]:
    """Return the patterns of names by their words, folded, and those of acronyms by theirs."""
    names: dict[str, list[_Pattern]] = {}
    acronyms: dict[str, list[_Pattern]] = {}
    for words, pattern in _patterns(table):
        for word in words:
            (acronyms if pattern.is_short else names).setdefault(word, []).append(pattern)
    return names, acronyms


_NAMES, _ACRONYMS = _by_word(_TABLE)
"""To look for their words first costs a twentieth of looking for all patterns."""


@lru_cache(maxsize=2048)
def find_venue(text: str) -> tuple[str, str, tuple[int, int]] | None:
    """Return key, full name and place of the first known venue in a text, by a name, else by an acronym."""
    folded = text.casefold()
    likely = [
        *(p for word, patterns in _NAMES.items() if word in folded for p in patterns),
        *(p for word, patterns in _ACRONYMS.items() if word in text for p in patterns),
    ]
    found = [(p.is_short, m.start(), -m.end(), p.known) for p in likely if (m := p.pattern.search(text))]
    if not found:
        return None
    _, start, end, known = min(found, key=lambda f: f[:3])
    return known.key, known.name, (start, -end)


def known_venue(text: str) -> tuple[str, str] | None:
    """Return key and full name of the first venue named or abbreviated in a text, or None."""
    found = find_venue(text)
    return found[:2] if found else None


_IN_PARENTHESES = re.compile(r"\([^()]*\)")
_SMALL_WORDS = frozenset(
    "a an and annual at de des du et for in la le les of on proceedings proc sur the to with".split()
)
_COUNT = re.compile(r"[0-9]{1,3}(?:st|nd|rd|th|e|er|ere|eme)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def venue_identity(venue: str) -> str:
    """Return what stays the same however a venue is spelled: its key, or the initials of the words that tell it.

    `Empirical Software Engineering` and `Empir. Softw. Eng.` are one. Two venues may share initials: this tells
    spellings of one title's venue apart from another venue, and nothing else.
    """
    if known := known_venue(venue):
        return known[0]
    found = fold(_IN_PARENTHESES.sub(" ", venue)).split()
    words = [w for w in found if w not in _SMALL_WORDS and not _COUNT.fullmatch(w)]
    if len(words) < 2:  # noqa: PLR2004  a single word has no spelling but its own
        return "".join(words) or fold(venue)
    return "".join(w if _YEAR.fullmatch(w) else w[0] for w in words)


_KIND = re.compile(
    r"(?:the |[0-9]{4} )?(?:[^.:?!]{0,60} )?(?:conference|symposium|workshop|meeting|congress|colloque|conférence)s?"
    r" (?:on|of|for|in|sur|de|des|du)\b[^.?!]*"
    r"|(?:the )?(?:journal|transactions|proceedings|findings|annals|letters|revue|actes|communications) "
    r"(?:of|on|in|de|des|du|sur)\b[^.?!]*"
    r"|(?:[A-Z]\w+ )?(?:IEEE|ACM|PLOS|BMC|SIAM|AAAI)(?:/\w+)? [^.?!]*",
    re.IGNORECASE,
)
_WHOLE = 0.6


@lru_cache(maxsize=2048)
def names_venue(text: str) -> bool:
    """Say whether a line is the name of a venue, with or without its status: one that is known, or one by its kind."""
    text = text.strip(" .,;")
    if len(text) >= PROSE or not text:
        return False
    found = find_venue(text)
    known = found is not None and found[2][1] - found[2][0] >= _WHOLE * len(text)
    return known or _KIND.fullmatch(text) is not None


_BUTTON = re.compile(r"(?:read|view|download|link to|lire|voir|télécharger|consulter|lien vers)\b", re.IGNORECASE)
"""How a link starts that names its kind in parentheses, as "Read the paper (preprint)"."""


@lru_cache(maxsize=2048)
def is_venue(text: str) -> bool:
    """Say whether a line ends in a publication status, the way only venue lines do."""
    text = narrow(text).rstrip(" .,;")
    split = last_parenthesis(text) if text.endswith(")") and len(text) < 2 * PROSE else None
    return split is not None and is_status(split[1]) and not (MARKER.search(text) or _BUTTON.match(text))
