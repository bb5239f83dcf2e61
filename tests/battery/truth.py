"""What a site truly shows, night after night: its records, each the same one however its words change."""

import random
from dataclasses import dataclass, field, replace
from datetime import date

from benchmarks.site import Words

Key = tuple[str, str | None, str | None]
"""Title, venue and workshop: no two records of a site ever share all three."""

VENUES: tuple[tuple[str, str], ...] = (
    ("International Conference on Learning Representations", "poster"),
    ("International Conference on Machine Learning", "spotlight"),
    ("Transactions on Machine Learning Research", "published"),
    ("Advances in Invented Studies", "published"),
)
PREPRINT = ("arXiv", "preprint")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a record says; `post` is the round-up it stands in, where a site has them."""

    title: str
    authors: tuple[str, ...]
    abstract: str | None
    day: date
    venue: str
    status: str
    workshop: str | None = None
    link: str | None = None
    post: int = 0

    @property
    def key(self) -> Key:
        return self.title, self.venue, self.workshop


@dataclass
class Record:
    """One record of a site.

    Attributes:
        serial: which it is, for ever.
        family: the record it was first a version or a sequel of, itself for others.
        facts: what it says now.
        earlier: what it said before, oldest first.
        fresh: it came or changed, and the site was not read whole since.
    """

    serial: int
    family: int
    facts: Facts
    earlier: list[Facts] = field(default_factory=list)
    fresh: bool = True


class TrueSite:
    """The records of a site in the order it lists them, newest first.

    Attributes:
        listed: those it shows.
        gone: those it showed once.
        shown: serial of the record that has ever had a key.
    """

    def __init__(self, name: str, seed: str) -> None:
        self.name = name
        self.rng = random.Random(f"{seed}-{name}")  # noqa: S311  the same nights every time
        self.words = Words(self.rng.randrange(2**32))
        self.listed: list[Record] = []
        self.gone: list[Record] = []
        self.shown: dict[Key, int] = {}
        self._made = 0

    def invent(self, day: date) -> Facts:
        """Return a publication nobody knows; one in eight has no abstract."""
        rng = self.rng
        title, (venue, status) = self.words.phrase(rng.randint(5, 8)), rng.choice((*VENUES, PREPRINT))
        return Facts(
            title=title,
            authors=tuple(dict.fromkeys(self.words.name() for _ in range(rng.randint(2, 5)))),
            abstract=None if rng.random() < 1 / 8 else self.prose(title),
            day=day,
            venue=venue,
            status=status,
            link=self.address() if rng.random() < 1 / 3 else None,
        )

    def address(self) -> str:
        """Return where a record's paper may be read, and no other's."""
        return f"https://openreview.net/forum?id={self.words.word()}{self.rng.randrange(10**6)}"

    def prose(self, title: str) -> str:
        """Return an abstract on a title."""
        return " ".join((f"We ask for {title.lower()}.", *(self.words.sentence() for _ in range(4))))

    def add(self, facts: Facts, family: int | None = None, place: int | None = None) -> Record:
        """List a new record, by default where its day belongs."""
        record = Record(serial=self._made, family=self._made if family is None else family, facts=facts)
        self._made += 1
        self._put(record, place)
        return record

    def rename(self, record: Record, facts: Facts) -> bool:
        """Let a record say something else, unless another one has ever been called so; say whether it does."""
        if self.shown.get(facts.key, record.serial) != record.serial:
            return False
        if facts.key != record.facts.key:
            record.earlier.append(record.facts)
        record.facts, record.fresh = facts, True
        self.shown[facts.key] = record.serial
        return True

    def move(self, record: Record, place: int | None = None) -> None:
        """List a record elsewhere, by default where its day belongs."""
        self.listed.remove(record)
        self._put(record, place)

    def delete(self, record: Record) -> None:
        self.listed.remove(record)
        self.gone.append(record)

    def restore(self, record: Record) -> None:
        self.gone.remove(record)
        record.fresh = True
        self._put(record, None)

    def read_whole(self) -> None:
        """Note that everything the site shows was read."""
        for record in self.listed:
            record.fresh = False

    def settled(self) -> list[Record]:
        """Return the listed records that were read whole since they or any of their kin were last touched."""
        fresh = {record.family for record in self.listed if record.fresh}
        return [record for record in self.listed if record.family not in fresh]

    def tells(self, record: Record) -> bool:
        """Say whether the abstract of a record tells it from all others the site shows."""
        alone = sum(r.family == record.family for r in self.listed) == 1
        return alone and record.facts.abstract is not None

    def _put(self, record: Record, place: int | None) -> None:
        day = record.facts.day
        belongs = next((i for i, r in enumerate(self.listed) if r.facts.day <= day), len(self.listed))
        self.listed.insert(belongs if place is None else place, record)
        self.shown[record.facts.key] = record.serial


CONFERENCES = ("NeurIPS", "ICML", "ICLR")


class RoundupSite(TrueSite):
    """A site that shows its records in posts, one a conference, the newest post first.

    Attributes:
        posts: how many there are; records come into the newest.
    """

    def __init__(self, name: str, seed: str) -> None:
        super().__init__(name, seed)
        self.posts = 1

    def invent(self, day: date) -> Facts:
        """Return a publication for the newest post."""
        post = self.posts - 1
        return replace(super().invent(day), post=post, venue=VENUES_OF[CONFERENCES[post % 3]], status="")

    def _put(self, record: Record, place: int | None) -> None:
        super()._put(record, place)
        self.listed.sort(key=lambda r: -r.facts.post)


VENUES_OF = {
    "NeurIPS": "Conference on Neural Information Processing Systems",
    "ICML": "International Conference on Machine Learning",
    "ICLR": "International Conference on Learning Representations",
}
"""The full name of each conference."""
