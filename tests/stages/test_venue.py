import pytest

from pubcrawl.stages.venue import Venue, read_venue
from pubcrawl.text.venues import is_status, known_venue

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
        ("Owl Days (rejected)", Venue(venue="Owl Days", status_raw="rejected", flags=("status_unknown",))),
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
