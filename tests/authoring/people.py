"""The members whose profile pages are authored."""

from dataclasses import dataclass

from tests.authoring.publications import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A member: name, roles and topics by language, and who supervises them (name, slug)."""

    slug: str
    name: str
    roles: dict[Language, tuple[str, ...]]
    topics: dict[Language, tuple[str, ...]]
    supervisors: tuple[tuple[str, str], ...] = ()


NOEMIE = Person(
    slug="noemie-tessier-vallee",
    name="Noémie Tessier-Vallée",
    roles={
        "en": ("Core Academic Member", "Full Professor, Université de la Petite-Patrie"),
        "fr": ("Membre académique principal·e", "Professeure titulaire, Université de la Petite-Patrie"),
    },
    topics={
        "en": ("Continual Learning", "Robotics", "Computational Neuroscience"),
        "fr": ("Apprentissage continu", "Robotique", "Neurosciences computationnelles"),
    },
)

SALMA = Person(
    slug="salma-bencherqui",
    name="Salma Bencherqui",
    roles={
        "en": ("PhD - Université de la Petite-Patrie",),
        "fr": ("Doctorat - Université de la Petite-Patrie",),
    },
    topics={"en": ("Medical Imaging", "Interpretability"), "fr": ("Imagerie médicale", "Interprétabilité")},
    supervisors=(
        ("Noémie Tessier-Vallée", "noemie-tessier-vallee"),
        ("Ana-Lúcia de Mirandela", "ana-lucia-de-mirandela"),
    ),
)

PEOPLE = (NOEMIE, SALMA)
"""Everyone who has a page of their own."""
