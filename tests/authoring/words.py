"""What a Mila page prints around its publications, in both languages; our own words near the known labels."""

from dataclasses import dataclass

from tests.authoring.publications import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A line of the news box: ISO date, title, address, teaser."""

    date: str
    title: str
    href: str
    teaser: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The furniture of one language, top to bottom."""

    listing_path: str
    menu: tuple[tuple[str, str], ...]
    banners: tuple[tuple[str, str], ...]
    cookies: tuple[tuple[str, str], ...]
    accept: str
    topics: tuple[str, ...]
    topics_label: str
    next_page: str
    last_page: str
    page_label: str
    news_heading: str
    news: tuple[Notice, ...]
    footer: tuple[str, ...]
    supervisor: str
    home: str
    latest: str


_EN = Words(
    listing_path="/en/research/publications",
    menu=(
        ("Research", "/en/research"),
        ("Publications", "/en/research/publications"),
        ("People", "/en/directory"),
        ("News", "/en/news"),
        ("Join us", "/en/join"),
    ),
    banners=(
        (
            "Slow Rules for Fast Machines: What Forty Legislators Asked Us",
            "Read the new report of the policy residency, by Ondine Farquharson-Lamy.",
        ),
        (
            "Start-ups in residence",
            "Bring your prototype, leave with users: the residence takes young companies all year round.",
        ),
    ),
    cookies=(
        (
            "Setting cookies",
            "Choose which cookies you allow. Some parts of the site work less well without them.",
        ),
        ("Essential cookies", "The site does not run without these. (Still active)"),
        ("Analytics cookies", "May we count visits? The numbers are never joined to a name."),
        ("Multimedia Player", "May videos hosted elsewhere be shown? Their hosts set cookies of their own."),
    ),
    accept="Save my choices",
    topics=("Graph Neural Networks", "Reasoning", "Computational Biology"),
    topics_label="Browse by topic",
    next_page="Next page",
    last_page="Last page",
    page_label="Page",
    news_heading="News",
    news=(
        Notice(
            date="2026-04-17",
            title="Open House Draws Two Thousand Neighbours",
            href="/en/news/open-house-two-thousand",
            teaser="Robots folded paper cranes, mostly. See the photographs of the day.",
        ),
        Notice(
            date="2026-04-09",
            title="A Prize for Patient Algorithms",
            href="/en/directory/noemie-tessier-vallee",
            teaser="Noémie Tessier-Vallée receives the medal of the Society for Slow Computing.",
        ),
        Notice(
            date="2026-03-28",
            title="Call for Summer Schools",
            href="/en/news/call-for-summer-schools",
            teaser="Proposals are welcome until the end of May, in either official language.",
        ),
    ),
    footer=(
        "© Institute of invented pages. All rights reserved.",
        "Last update: 2026-04-20",
        "Privacy Policy",
    ),
    supervisor="Principal supervisor :",
    home="Home",
    latest="Latest Publications",
)

_FR = Words(
    listing_path="/fr/recherche/publications",
    menu=(
        ("Recherche", "/fr/recherche"),
        ("Publications", "/fr/recherche/publications"),
        ("Annuaire", "/fr/annuaire"),
        ("Nouvelles", "/fr/nouvelles"),
        ("Rejoindre", "/fr/rejoindre"),
    ),
    banners=(
        (
            "Des règles lentes pour des machines rapides : ce que quarante élu·e·s nous ont demandé",
            "Le rapport de la résidence en politiques, signé Ondine Farquharson-Lamy, a paru.",
        ),
        (
            "Jeunes pousses en résidence",
            "Apportez un prototype, trouvez des utilisateur·rice·s : on accueille toute l’année.",
        ),
    ),
    cookies=(
        (
            "Paramètre des cookies",
            "Choisissez les témoins que vous acceptez. Sans eux, le site perd quelques fonctions.",
        ),
        ("Cookies essentiels", "Le site ne marche pas sans eux. (Toujours actif)"),
        ("Cookies analyse", "Pouvons-nous compter les visites ? Aucun nom n’y est joint."),
        (
            "Lecteur Multimédia",
            "Montrer les vidéos hébergées ailleurs ? Leurs hôtes déposent leurs propres témoins.",
        ),
    ),
    accept="Enregistrer mes choix",
    topics=("Réseaux de neurones en graphes", "Raisonnement", "Biologie computationnelle"),
    topics_label="Parcourir par thème",
    next_page="Page suivante",
    last_page="Dernière page",
    page_label="Page",
    news_heading="Nouvelles",
    news=(
        Notice(
            date="2026-04-17",
            title="Deux mille voisin·e·s à la journée portes ouvertes",
            href="/fr/nouvelle/portes-ouvertes-deux-mille",
            teaser="Les robots ont surtout plié des grues de papier. Voyez les photos de la journée.",
        ),
        Notice(
            date="2026-04-09",
            title="Un prix pour des algorithmes patients",
            href="/fr/annuaire/noemie-tessier-vallee",
            teaser="Noémie Tessier-Vallée reçoit la médaille de la Société du calcul lent.",
        ),
        Notice(
            date="2026-03-28",
            title="Appel à écoles d’été",
            href="/fr/nouvelle/appel-ecoles-ete",
            teaser="Les propositions sont attendues d’ici la fin de mai, dans l’une ou l’autre langue.",
        ),
    ),
    footer=(
        "© Institut des pages inventées. Tous droits réservés.",
        "Dernière mise à jour : 2026-04-20",
        "Politique de confidentialité",
    ),
    supervisor="Superviseur·e principal·e :",
    home="Accueil",
    latest="Dernières publications",
)

WORDS: dict[Language, Words] = {"en": _EN, "fr": _FR}
"""The furniture of each language."""
