"""Write the authored fixtures: `python -m tests.authoring.site`, from the repository's root."""

from pathlib import Path

from tests.authoring.amii_site import amii_site
from tests.authoring.mila_site import mila_site
from tests.authoring.responses import AuthoredSite

FIXTURES = Path(__file__).parents[2] / "fixtures"


def authored_sites() -> tuple[AuthoredSite, ...]:
    """Return the three sites; the same bytes on every call."""
    return mila_site("en"), mila_site("fr"), amii_site()


if __name__ == "__main__":
    for site in authored_sites():
        site.write(FIXTURES / site.name)
