"""The values that travel through the house: what a page says, and what we publish.

`RawPublication` is what a page says, untouched. `Publication` is the contract with every reader: the Arrow
schema, the JSON Lines keys and the data dictionary are derived from it. `Draft` carries both between stages.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Institute:
    """An institute: its name, where its pages live, and how they show that an author belongs to it.

    Attributes:
        name: its short name (`mila`), as in the column `institute`.
        hosts: hosts its pages live on.
        profile: what the whole path of a person's page looks like; None when it has no such pages.
        date_shift: days by which its pages print every date early.
    """

    name: str
    hosts: tuple[str, ...]
    profile: re.Pattern[str] | None = None
    date_shift: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A stretch of text of one line, with the absolute address it links to, if it is a link."""

    text: str
    href: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RawPublication:
    r"""One publication exactly as a page says it: nothing repaired, nothing guessed.

    Attributes:
        site: name of the site (`mila_en`), which is also the name of its spider.
        institute: name of the institute (`mila`).
        source_url: address of the page.
        source_kind: `listing`, `profile` or `roundup`.
        page_language: what `html[lang]` declares, lower case; None when it says nothing.
        fetched_at: the response's Date header, UTC.
        position: 0-based place among the publications of the page.
        title: the title's text; None when the page has none or none that is sure.
        authors: the author lines as spans, a span of "\n" between lines; links keep their address.
        abstract: the abstract with its see-more marker, lines joined by "\n".
        date: the date as printed.
        datetime: what the `datetime` attribute of the element around it says; None without one.
        venue: the venue line as printed, status included.
        section: the heading the publication stands under, where headings mean something.
        links: all other links of the card, their text as label.
        starred: True where the page says that a star marks the people of its institute.
        flags: doubts that only the page could raise, from `FLAGS`.
    """

    site: str
    institute: str
    source_url: str
    source_kind: str
    page_language: str | None
    fetched_at: datetime
    position: int
    title: str | None = None
    authors: tuple[Span, ...] = ()
    abstract: str | None = None
    date: str | None = None
    datetime: str | None = None
    venue: str | None = None
    section: str | None = None
    links: tuple[Span, ...] = ()
    starred: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """One author in page order.

    Attributes:
        name: as displayed.
        profile_url: the person's page on the institute's site.
        affiliated: None where the page does not say.
        family: the family name with its particles; None where the name does not tell, as of a group.
        given: the other names, without a suffix such as `Jr.`; None together with `family`.
    """

    name: str
    profile_url: str | None = None
    affiliated: bool | None = None
    family: str | None = None
    given: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """One link of the publication: `doi`, `arxiv`, `openreview`, `pdf`, `code` or `page`."""

    kind: str
    url: str


def column(en: str, fr: str, **kwargs: Any) -> Any:  # noqa: ANN401  dataclasses.field is typed so
    """Declare a column of the dataset with its one-line meaning in both languages."""
    return field(metadata={"en": en, "fr": fr}, **kwargs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """One record of the dataset. Field order is column order; `X | None` is a nullable column."""

    id: str = column(
        "This record: stable for one work on one site, also when its title or venue changes.",
        "Cette notice : stable pour un travail sur un site, même si son titre ou son lieu change.",
    )
    work_id: str = column(
        "The work across sites and languages; equals id where nothing is linked, as in a plain feed.",
        "Le travail, tous sites et langues confondus; égal à id là où rien n'est lié, comme dans un simple flux.",
    )
    site: str = column("Site the record was read on.", "Site où la notice a été lue.")
    institute: str = column("Institute that runs the site.", "Institut qui tient le site.")
    title: str | None = column("Title, cleaned.", "Titre, nettoyé.")
    abstract: str | None = column(
        "Abstract, cleaned; null when the page has none or a check took it away (see flags).",
        "Résumé, nettoyé; nul si la page n'en a pas ou si un contrôle l'a retiré (voir flags).",
    )
    authors: tuple[Author, ...] = column("Authors in page order.", "Auteurs dans l'ordre de la page.")
    published: date | None = column(
        "True date, which a site may print a day early; read it with published_precision.",
        "Date vraie, qu'un site imprime parfois un jour trop tôt; à lire avec published_precision.",
    )
    published_precision: str | None = column(
        "How far to trust published: day, month or year.", "Jusqu'où se fier à published : day, month ou year."
    )
    venue: str | None = column("Conference or journal, as named.", "Conférence ou revue, telle que nommée.")
    workshop: str | None = column("Workshop at that venue.", "Atelier tenu à cette conférence.")
    venue_key: str | None = column("Acronym of a known venue, such as ICLR.", "Sigle d'un lieu connu, comme ICLR.")
    status: str | None = column(
        "oral, spotlight, notable, poster, accepted, published, preprint, withdrawn, rejected or unknown.",
        "oral, spotlight, notable, poster, accepted, published, preprint, withdrawn, rejected ou unknown.",
    )
    status_raw: str | None = column("Status in the page's own words.", "Statut, dans les mots de la page.")
    doi: str | None = column("DOI found in a link, lower case.", "DOI trouvé dans un lien, en minuscules.")
    arxiv_id: str | None = column(
        "arXiv identifier found in a link, without version.", "Identifiant arXiv trouvé dans un lien, sans version."
    )
    openreview_id: str | None = column(
        "OpenReview forum identifier found in a link.", "Identifiant de forum OpenReview trouvé dans un lien."
    )
    url: str | None = column("Best link to the work itself.", "Meilleur lien vers le travail lui-même.")
    links: tuple[Link, ...] = column("All links to the work.", "Tous les liens vers le travail.")
    language: str = column(
        "Language of the record, ISO 639-1, or und.", "Langue de la notice, ISO 639-1, ou und.", default="und"
    )
    language_basis: str = column(
        "What decided language: abstract, title or none.",
        "Ce qui a décidé de language : abstract, title ou none.",
        default="none",
    )
    language_mixed: bool = column(
        "True when a second language holds a good part of the abstract.",
        "Vrai quand une seconde langue occupe une bonne part du résumé.",
        default=False,
    )
    title_language: str | None = column(
        "Language of the title; null without a title.", "Langue du titre; nul sans titre.", default=None
    )
    title_language_confidence: float | None = column(
        "Ranking score of title_language, not a probability.",
        "Score de classement de title_language, pas une probabilité.",
        default=None,
    )
    abstract_language: str | None = column(
        "Language of the abstract; null without an abstract.", "Langue du résumé; nul sans résumé.", default=None
    )
    abstract_language_confidence: float | None = column(
        "Ranking score of abstract_language, not a probability.",
        "Score de classement de abstract_language, pas une probabilité.",
        default=None,
    )
    page_language: str | None = column(
        "Language the page declares for itself.", "Langue que la page se donne.", default=None
    )
    source_url: str = column("Page the record was read on.", "Page où la notice a été lue.")
    source_kind: str = column("listing, profile or roundup.", "listing, profile ou roundup.")
    flags: tuple[str, ...] = column(
        "Named doubts about the record, sorted.", "Doutes nommés sur la notice, triés.", default=()
    )
    fetched_at: datetime = column(
        "When the page was fetched, from its Date header.", "Quand la page a été lue, selon son en-tête Date."
    )
    first_seen: datetime | None = column(
        "First fetch that held the record.", "Première lecture qui contenait la notice.", default=None
    )
    last_seen: datetime | None = column(
        "Latest fetch that held the record.", "Dernière lecture qui contenait la notice.", default=None
    )
    last_changed: datetime | None = column(
        "Latest fetch that changed its content.", "Dernière lecture qui en a changé le contenu.", default=None
    )
    removed_at: datetime | None = column(
        "When the record left the site; null while it is there.",
        "Quand la notice a quitté le site; nul tant qu'elle y est.",
        default=None,
    )
    content_hash: str = column(
        "SHA-256 over the content columns in canonical form.", "SHA-256 des colonnes de contenu, sous forme canonique."
    )
    date_printed: str | None = column(
        "Date as the page prints it, or as its markup gives it in digits.",
        "Date telle que la page l'imprime, ou telle que son balisage la donne en chiffres.",
        default=None,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A publication on its way through the pipelines, together with what the page said."""

    raw: RawPublication
    publication: Publication


FLAGS: dict[str, dict[str, str]] = {
    "abstract_repeated": {
        "en": "The page gives this abstract to another title, which owns it; set to null here.",
        "fr": "La page donne ce résumé à un autre titre, à qui il appartient; nul ici.",
    },
    "abstract_second_marker": {
        "en": "A second see-more marker was left in place.",
        "fr": "Une seconde marque « voir plus » a été laissée en place.",
    },
    "abstract_start_unsure": {
        "en": "The see-more marker does not stand where the site puts it.",
        "fr": "La marque « voir plus » n'est pas là où le site la met.",
    },
    "abstract_truncated": {
        "en": "The page serves nothing behind its see-more marker.",
        "fr": "La page ne donne rien derrière sa marque « voir plus ».",
    },
    "abstract_unfinished": {
        "en": "Text was lost on the page: a formula left a hole, or the last sentence has no end.",
        "fr": "Du texte manque déjà sur la page : une formule a laissé un trou, ou la dernière phrase n'a pas de fin.",
    },
    "text_damaged": {
        "en": "A character of the text was lost before we read it; U+FFFD stands in its place.",
        "fr": "Un caractère du texte était perdu avant notre lecture; U+FFFD en tient lieu.",
    },
    "authors_repeated": {
        "en": "Abstract and authors both repeat those of another title on the page.",
        "fr": "Le résumé et les auteurs sont tous deux ceux d'un autre titre de la page.",
    },
    "authors_unsure": {
        "en": "The author line did not split into names, or sets some apart and says not why.",
        "fr": "La ligne des auteurs ne s'est pas séparée en noms, ou en distingue sans dire pourquoi.",
    },
    "date_placeholder": {
        "en": "A year-end or new-year date that stands for the year alone.",
        "fr": "Une date de fin ou de début d'année qui ne vaut que pour l'année.",
    },
    "date_shift_contradicted": {
        "en": "Read as printed: the site prints dates a day early, but its whole list says that it no longer does.",
        "fr": "Lue telle quelle : le site imprimait les dates un jour trop tôt, et sa liste dit que c'est fini.",
    },
    "date_unreadable": {
        "en": "The page prints a date that is none, several and not which is meant, or none where others have one.",
        "fr": "La page imprime une date qui n'en est pas une, ou plusieurs, ou aucune où d'autres en ont.",
    },
    "language_conflict": {
        "en": "Title and abstract are in different languages.",
        "fr": "Le titre et le résumé sont dans des langues différentes.",
    },
    "latex_unrepaired": {
        "en": "LaTeX was left as printed because repairing it would have lost text.",
        "fr": "Du LaTeX a été laissé tel quel, car le réparer aurait fait perdre du texte.",
    },
    "layout_unsure": {
        "en": "A line was left out because nothing tells its field, or one may be of the page or of a neighbour.",
        "fr": "Une ligne a été écartée, car rien ne dit son champ, ou l'une est peut-être de la page ou d'à côté.",
    },
    "status_unknown": {
        "en": "The status is in words we do not know; see status_raw.",
        "fr": "Le statut est dit en des mots que nous ne connaissons pas; voir status_raw.",
    },
    "status_unsure": {
        "en": "The page says a status that nothing places, a venue without one, or a date alone where most have both.",
        "fr": "La page dit un statut que rien ne situe, un lieu sans statut, ou une date seule à être sans lieu.",
    },
    "title_abstract_mismatch": {
        "en": "The abstract has no word of this title, but several of another title nearby on the page.",
        "fr": "Le résumé n'a aucun mot de ce titre, mais plusieurs d'un autre titre proche de la page.",
    },
    "title_missing": {"en": "The page gives no title.", "fr": "La page ne donne pas de titre."},
    "title_unsure": {
        "en": "What may be the title was left out because nothing confirms it, or the title may be a venue or a text.",
        "fr": "Un titre possible a été écarté, car rien ne le confirme, ou le titre est peut-être un lieu ou un texte.",
    },
    "workshop_unnamed": {
        "en": "A workshop paper whose workshop the page does not name.",
        "fr": "Un article d'atelier dont la page ne nomme pas l'atelier.",
    },
}
"""Every doubt a record may carry, with its meaning by language."""
