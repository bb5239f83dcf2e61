import pytest

from pubcrawl.stages.venue import Venue, read_venue
from pubcrawl.text.markup import unwrap
from pubcrawl.text.statuses import is_status
from pubcrawl.text.venues import is_venue, known_venue, venue_identity
from tests.conftest import SHARED

ICLR = "International Conference on Learning Representations"
ICML = "International Conference on Machine Learning"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"{ICLR} (poster)", Venue(venue=ICLR, venue_key="ICLR", status="poster", status_raw="poster")),
        (
            f"{ICLR} (Accept (Poster))",
            Venue(venue=ICLR, venue_key="ICLR", status="poster", status_raw="Accept (Poster)"),
        ),
        (
            f"{ICML} (Accept (regular))",
            Venue(venue=ICML, venue_key="ICML", status="accepted", status_raw="Accept (regular)"),
        ),
        (f"{ICML} (ORAL)", Venue(venue=ICML, venue_key="ICML", status="oral", status_raw="ORAL")),
        (
            f"{ICML} (Accept (Poster)",
            Venue(venue=ICML, venue_key="ICML", status="poster", status_raw="Accept (Poster)"),
        ),
        (
            f"AI4Owls @ {ICLR} (spotlight)",
            Venue(venue=ICLR, workshop="AI4Owls", venue_key="ICLR", status="spotlight", status_raw="spotlight"),
        ),
        (
            "Learning @ Scale (poster)",
            Venue(venue="Learning @ Scale", venue_key="L@S", status="poster", status_raw="poster"),
        ),
        ("Owls @ Learning @ Scale", Venue(venue="Learning @ Scale", workshop="Owls", venue_key="L@S")),
        ("Owls@Night @ ICLR", Venue(venue="ICLR", workshop="Owls@Night", venue_key="ICLR")),
        ("MM_Owls@ICLR", Venue(venue="ICLR", workshop="MM_Owls", venue_key="ICLR")),
        (
            f"Proceedings of the 42nd {ICML} (published)",
            Venue(
                venue=f"Proceedings of the 42nd {ICML}",
                venue_key="ICML",
                status="published",
                status_raw="published",
            ),
        ),
        ("Owl Conference (CVPR)", Venue(venue="Owl Conference (CVPR)", venue_key="CVPR")),
        ("Owl Days (NeurIPS 2025)", Venue(venue="Owl Days (NeurIPS 2025)", venue_key="NeurIPS")),
        ("Owl Days (Oslo)", Venue(venue="Owl Days (Oslo)")),
        ("ArXiv (preprint)", Venue(venue="ArXiv", venue_key="arXiv", status="preprint", status_raw="preprint")),
        *[
            (f"Owl Days ({raw})", Venue(venue="Owl Days", status=status, status_raw=raw))
            for raw, status in {
                "rejected": "rejected",
                "Desk Rejected": "rejected",
                "withdrawn": "withdrawn",
                "notable": "notable",
                "notable top 25%": "spotlight",
                "unknown": "unknown",
                "Accept: Poster": "poster",
                "Accept (Spotlight)": "spotlight",
                "présentation orale": "oral",
                "acceptée": "accepted",
                "rejeté": "rejected",
                "peer-reviewed": "accepted",
                "workshop": "accepted",
                "other": "unknown",
            }.items()
        ],
        ("Owl Days （poster）", Venue(venue="Owl Days", status="poster", status_raw="poster")),
        ("Owl Days (Workshop)", Venue(venue="Owl Days (Workshop)")),
        ("ACL (1) (published)", Venue(venue="ACL (1)", venue_key="ACL", status="published", status_raw="published")),
        (
            "NeurIPS.cc/2024/Workshop/AI_4_Owls (poster)",
            Venue(
                venue="NeurIPS 2024", workshop="AI 4 Owls", venue_key="NeurIPS", status="poster", status_raw="poster"
            ),
        ),
        (
            "colmweb.org/COLM/2024/Conference (published)",
            Venue(
                venue="colmweb.org/COLM/2024/Conference", venue_key="COLM", status="published", status_raw="published"
            ),
        ),
        (
            "Owl Days (Accept (Duet))",
            Venue(venue="Owl Days", status_raw="Accept (Duet)", flags=("status_unknown",)),
        ),
        (
            "Owl Days (lightning talk)",
            Venue(venue="Owl Days", status_raw="lightning talk", flags=("status_unknown",)),
        ),
        (
            "ICLR 2026 Workshop on Owls (Poster)",
            Venue(
                venue="ICLR",
                workshop="ICLR 2026 Workshop on Owls",
                venue_key="ICLR",
                status="poster",
                status_raw="Poster",
            ),
        ),
        ("European Owl Workshop", Venue(venue="European Owl Workshop")),
        ("(poster)", Venue(status="poster", status_raw="poster")),
        ("", Venue()),
        (None, Venue()),
    ],
)
def test_line(line: str | None, expected: Venue) -> None:
    assert read_venue(line) == expected


@pytest.mark.parametrize(
    ("line", "section", "expected"),
    [
        (ICLR, "Accepted Papers", Venue(venue=ICLR, venue_key="ICLR", status="accepted", status_raw="Accepted Papers")),
        (
            ICLR,
            "Workshop Papers",
            Venue(venue=ICLR, venue_key="ICLR", status_raw="Workshop Papers", flags=("workshop_unnamed",)),
        ),
        (
            f"Owls @ {ICLR}",
            "Workshop Papers",
            Venue(venue=ICLR, workshop="Owls", venue_key="ICLR", status_raw="Workshop Papers"),
        ),
        (f"{ICLR} (oral)", "Accepted Papers", Venue(venue=ICLR, venue_key="ICLR", status="oral", status_raw="oral")),
        (ICLR, "Our team", Venue(venue=ICLR, venue_key="ICLR")),
        (ICLR, "", Venue(venue=ICLR, venue_key="ICLR")),
    ],
)
def test_section_speaks_where_the_line_does_not(line: str, section: str, expected: Venue) -> None:
    assert read_venue(line, section) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Our research at NeurIPS 2025: owls", "NeurIPS"),
        ("Owls at NIPS'17", "NeurIPS"),
        ("ICLR2026", "ICLR"),
        (f"the {ICLR} (ICLR) is under way", "ICLR"),
        ("Advances in Neural Information Processing Systems 38", "NeurIPS"),
        (f"{ICML} and Owls", None),
        (f"{ICML} and Cybernetics", None),
        ("pre-ICLR blues, iclr, MICLRS", None),
        ("Asian Conference on Machine Learning", "ACML"),
        ("Transactions on Machine Learning Research", "TMLR"),
        ("Journal of Machine Learning Research", "JMLR"),
        ("Proceedings of the ACM on Human-Computer Interaction", "PACMHCI"),
        ("IEEE/CVF Conference on Computer Vision & Pattern Recognition", "CVPR"),
        ("Fairness Accountability", None),
        ("Conference on Fairness, Accountability and Transparency", "FAccT"),
        ("Owls in winter", None),
    ],
)
def test_known_venue(text: str, key: str | None) -> None:
    found = known_venue(text)
    assert (found[0] if found else None) == key


def test_known_venue_gives_the_full_name() -> None:
    assert known_venue("ICLR 2026") == ("ICLR", ICLR)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("poster", True),
        ("Accept (Poster)", True),
        ("notable top 25%", True),
        ("rejected", True),
        ("under review", True),
        ("publié", True),
        ("CVPR", False),
        ("NeurIPS 2025", False),
        ("see the poster", False),
        ("the oral history of owls in the north", False),
        ("RL", False),
        ("", False),
    ],
)
def test_is_status(text: str, answer: bool) -> None:  # noqa: FBT001  a table column
    assert is_status(text) is answer


_LISTED = (
    (SHARED / "venues.tsv").read_text(encoding="utf-8").splitlines()[1:] if (SHARED / "venues.tsv").exists() else []
)
_STATUSES = (
    "notable", "poster", "oral", "spotlight", "withdrawn", "accepted", "rejected", "published", "unknown", "preprint", "Accept",
    "Accept (poster)", "Accept (Poster)", "Accept (oral)", "Accept (Spotlight)", "Accept (regular)", "Accept: Poster",
    "peer-reviewed", "workshop", "other", "présentation orale",
)  # fmt: skip


@pytest.mark.skipif(not _LISTED, reason="needs ../shared/venues.tsv, the names that Mila's papers had")
def test_every_known_name_keeps_its_words_before_every_status() -> None:
    for name in (line.split("\t")[1] for line in _LISTED):
        printed = " ".join(unwrap(name).split())
        for status in _STATUSES:
            made = read_venue(f"{printed} ({status})")
            told = f"{made.workshop}@{made.venue}" if made.workshop else made.venue
            assert (told, made.status_raw, made.flags) == (printed, status, ()), (name, made)
            assert is_venue(f"{printed} ({status})")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Trans. Mach. Learn. Res.", "TMLR"),
        ("J. Mach. Learn. Res.", "JMLR"),
        ("Nature MI", "NatMI"),
        ("Machine Learning", "MLJ"),
        ("Mach. Learn.", "MLJ"),
        ("Machine Learning for Owls", None),
        ("Proceedings of the 2023 AAAI/ACM Conference on AI, Ethics, and Society", "AIES"),
        ("Proceedings of the Thirty-ThirdInternational Joint Conference on Artificial Intelligence", "IJCAI"),
        ("PNAS Nexus", None),
        ("Findings of the Association for Computational Linguistics: EMNLP 2023", "EMNLP"),
        ("logconference.io/LOG/2024/Conference", "LoG"),
        ("IEEE Trans. Knowl. Data Eng.", "TKDE"),
        ("Pattern Recognition", "PatternRecognition"),
        ("Pattern Recognition Letters", None),
        ("Neural Networks of Owls", None),
    ],
)
def test_keys(name: str, key: str | None) -> None:
    assert (known_venue(name) or (None,))[0] == key


@pytest.mark.parametrize(
    "spellings",
    [
        ("Empirical Software Engineering", "Empir. Softw. Eng."),
        ("Transactions on Machine Learning Research", "Trans. Mach. Learn. Res.", "TMLR"),
        ("Journal of Systems and Software", "J. Syst. Softw.", "Journal of Systems & Software"),
        ("Computers in Industry", "Computers in industry (Print)"),
        ("Proceedings of the 42nd International Conference on Machine Learning", "ICML", "ICML 2025"),
        ("PLoS ONE", "PLOS One"),
        ("Owl Days", "The 3rd Owl Days", "Annual Owl Days (Oslo)"),
    ],
)
def test_a_venue_is_one_however_it_is_spelled(spellings: tuple[str, ...]) -> None:
    assert len({venue_identity(s) for s in spellings}) == 1


def test_other_venues_are_others() -> None:
    names = (
        "Nature",
        "Science",
        "Cancers",
        "ICML",
        "ICLR",
        "Owl Days",
        "Owl Nights at Sea",
        "2024",
        "Owl Days 2024",
        "Owl Days 2025",
    )
    assert len({venue_identity(n) for n in names}) == len(names)
