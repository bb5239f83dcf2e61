import pytest

from pubcrawl.text.furniture import holds_furniture, is_furniture


@pytest.mark.parametrize(
    "line",
    [
        "We use cookies to study traffic on our website.",
        "Nous utilisons des témoins pour compter les visites.",
        "Setting cookies",
        "Paramètre des cookies",
        "Essential cookies",
        "Cookies essentiels",
        "Analytics cookies",
        "Cookies analyse",
        "Multimedia Player",
        "LECTEUR   MULTIMÉDIA",
        "Needed by the site. (Still active)",
        "Requis. (Toujours actif)",
        "Do you accept cookies for films?",
        "Acceptez-vous des cookies pour les films ?",
        "Publications",
        "Latest Publications",
        "Dernières publications",
        "LINK TO PAPER",
        "Read the paper",
        "Learn more about the researchers",
        "En savoir plus sur les chercheurs",
        "Sign up for our monthly newsletter!",
        "Abonnez-vous à notre infolettre",
        "Share on LinkedIn",
        "Partager",
        "see less",
        "Voir moins",
        "Next page",
        "Last page 583",
        "« Page suivante »",
        "Dernière page",
        "Researchers in this post",
        "Profiles",
        "Les personnes de cet article",
        "Previous | 1 | 2 | 3 | Next",
        "1 2 3 … 583 Suivante Dernière",
    ],
)
def test_furniture(line: str) -> None:
    assert is_furniture(line)
    assert holds_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Cookies and consent: a field study",
        "We use cookies baked by owls as stimuli.",
        "Publications of the owl society",
        "Share of voice",
        "Read the paper trail",
        "A newsletter for owls",
        "",
    ],
)
def test_not_furniture(line: str) -> None:
    assert not is_furniture(line)
    assert not holds_furniture(line)


def test_a_label_swallowed_by_prose_is_found() -> None:
    assert holds_furniture("Owls fly. Learn more about the researchers")
    assert not is_furniture("Owls fly. Learn more about the researchers")
