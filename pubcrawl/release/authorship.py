"""The rows of the authors' table: one author of one record."""

from dataclasses import dataclass

from pubcrawl.items import column


@dataclass(frozen=True, kw_only=True, slots=True)
class Authorship:
    """One row of `authors.parquet`. Field order is column order; `X | None` is a nullable column."""

    record_id: str = column("The record.", "La notice.")
    position: int = column(
        "Place among the authors of the record, from 1.", "Rang parmi les auteurs de la notice, à partir de 1."
    )
    name: str = column("Name, as displayed.", "Nom, tel qu'affiché.")
    family: str | None = column(
        "Family name with its particles; null where the name does not tell, as of a group.",
        "Nom de famille avec ses particules; nul quand le nom ne le dit pas, comme celui d'un groupe.",
    )
    given: str | None = column(
        "The other names, without a suffix such as Jr.; null together with family.",
        "Les autres noms, sans suffixe comme Jr.; nul en même temps que family.",
    )
    affiliated: bool | None = column(
        "Whether the page shows the author as the institute's own; null where it does not say.",
        "Si la page montre l'auteur comme membre de l'institut; nul quand elle ne le dit pas.",
    )
    profile_url: str | None = column(
        "The author's page on the institute's site.", "Page de l'auteur sur le site de l'institut."
    )
    work_id: str = column("The work of the record.", "Le travail de la notice.")
    site: str = column("Site the record was read on.", "Site où la notice a été lue.")
