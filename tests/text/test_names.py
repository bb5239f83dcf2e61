import pytest

from pubcrawl.text.names import is_affiliation, is_body, is_note, split_name, suffix_of, without_notes, without_titles


@pytest.mark.parametrize(
    "printed",
    [
        "Ada Fjordland†",
        "Ada Fjordlandᵃ,ᵇ",
        "Ada Fjordland¹",
        "Ada Fjordland ✉",
        "Ada Fjordland iD",
        "Ada Fjordland (ORCID)",
        "Ada Fjordland orcid",
        "Ada Fjordland ⓘ",
        "Ada Fjordland https://orcid.org/0000-0002-1825-0097",
        "Ada Fjordland 0000-0002-1825-0097",
        "Ada Fjordland <[e-mail]>",
        "Ada Fjordland (University of Nowhere, Canada)",
        "Ada Fjordland [1]",
        "Ada Fjordland (opens in a new tab)",
        "Ada Fjordland (s’ouvre dans un nouvel onglet)",
        "Ada Fjordland (link is external)",
    ],
)
def test_what_stands_beside_a_name_goes(printed: str) -> None:
    assert without_notes(printed).strip() == "Ada Fjordland"


@pytest.mark.parametrize(
    "name",
    [
        "ليلى المنصوري",
        "Юлия Чайник",
        "杨育伟",
        "Ngũgĩ wa Thiong’o",
        "J. D. Idris",
        "Dordi Orcina",
        "Dordi Id",
        "Anne-Marie D'Iberville",
    ],
)
def test_a_name_keeps_its_letters(name: str) -> None:
    assert without_notes(name) == name


@pytest.mark.parametrize(
    "text",
    [
        "* Equal contribution",
        "† Corresponding author",
        "These authors contributed equally",
        "contribution égale",
        "Joint first authors",
        "Corresponding author: ",
        "Show all authors",
        "Editor",
    ],
)
def test_notes(text: str) -> None:
    assert is_note(text)


@pytest.mark.parametrize("text", ["Ada Fjordland", "Edith Orson", "Author Penn", "Pi Ling", "Leade Muir"])
def test_people_are_no_notes(text: str) -> None:
    assert not is_note(text)


def test_bodies_and_workplaces() -> None:
    assert is_body("Center for Kettles and Pots")
    assert is_body("The Whistle Collaboration Team")
    assert not is_body("Ada Fjordland")
    assert is_affiliation("University of Nowhere")
    assert is_affiliation("Google Research")
    assert not is_affiliation("Mila Novak")


def test_titles_of_people() -> None:
    assert without_titles("Prof. Dr. Ada Fjordland") == "Ada Fjordland"
    assert without_titles("Dr Dre") == "Dr Dre"


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Fjordland", ("Fjordland", "Ada")),
        ("Frank N. Fjordland", ("Fjordland", "Frank N.")),
        ("J. D. Muir", ("Muir", "J. D.")),
        ("J.-P. Muir", ("Muir", "J.-P.")),
        ("Jan van den Berg", ("van den Berg", "Jan")),
        ("Jan Piet van den Berg", ("van den Berg", "Jan Piet")),
        ("Youssef El Khamlichi-Sabri", ("El Khamlichi-Sabri", "Youssef")),
        ("Kenneth Orvald Jr.", ("Orvald", "Kenneth")),
        ("Ada Fjordland III", ("Fjordland", "Ada")),
        ("Noémie Tessier‐Vallée", ("Tessier‐Vallée", "Noémie")),
        ("bell hooks", ("hooks", "bell")),
        ("Van Nguyen", ("Nguyen", "Van")),
        ("Юлия Чайник", ("Чайник", "Юлия")),
        ("Kevin Patrick Murphy", None),
        ("Suharyanto", None),
        ("杨育伟", None),
        ("ليلى المنصوري", None),
        ("Center for Kettles", None),
        ("Ada Fjordland B.", None),
        ("Ada von", ("von", "Ada")),
    ],
)
def test_family_and_given_names(name: str, parts: tuple[str, str] | None) -> None:
    assert split_name(name) == parts


def test_suffixes() -> None:
    assert [suffix_of(n) for n in ("Kenneth Orvald Jr.", "Ada III", "Ada", "III", "Ada Muir")] == [
        "Jr.",
        "III",
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    "note",
    [
        *("(link is external)", "(opens in a new tab)", "(lien externe)", "(s’ouvre dans une nouvelle fenêtre)"),
        *("(nouvel onglet)", "(nouvelle fenêtre)", "(External link)", "(Link sends e-mail)"),
    ],
)
def test_what_a_link_says_to_screen_readers_is_no_name(note: str) -> None:
    assert without_notes(f"Ada Fjord {note} Bo Kettle").split() == ["Ada", "Fjord", "Bo", "Kettle"]


@pytest.mark.parametrize("before", ["(Profile of ", "[Page de ", "(voir le profil de "])
def test_what_leads_to_a_profile_is_no_name(before: str) -> None:
    assert "Ada Fjord" in without_notes(f"{before}Ada Fjord")
    assert not {"profile", "profil", "page"} & set(without_notes(f"{before}Ada Fjord").lower().split())
