import pytest

from pubcrawl.text.address import absolute, is_person

BASE = "https://mila.quebec/en/research/publications"


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/en/directory/ada", "https://mila.quebec/en/directory/ada"),
        ("?page=2", f"{BASE}?page=2"),
        ("paper.html", "https://mila.quebec/en/research/paper.html"),
        ("//arxiv.org/abs/2402.01234", "https://arxiv.org/abs/2402.01234"),
        ("arxiv.org/abs/2402.01234", "https://arxiv.org/abs/2402.01234"),
        ("www.example.org", "https://www.example.org"),
        ("https//example.org/a", "https://example.org/a"),
        ("http:/example.org/a", "http://example.org/a"),
        ("https://example.org/a", "https://example.org/a"),
        ("doi:10.1234/abcd.77", "https://doi.org/10.1234/abcd.77"),
        ("10.1234/abcd.77", "https://doi.org/10.1234/abcd.77"),
        ("arXiv:2402.01234", "https://arxiv.org/abs/2402.01234"),
        ("https://www.google.com/url?q=https://arxiv.org/abs/2402.01234&sa=D", "https://arxiv.org/abs/2402.01234"),
        (
            "https://can01.safelinks.protection.outlook.com/?url=https%3A%2F%2Farxiv.org%2Fabs%2F2402.01234&d=a%40example.org",
            "https://arxiv.org/abs/2402.01234",
        ),
        ("https://urldefense.com/v3/__https://arxiv.org/abs/2402.01234__;!!x", "https://arxiv.org/abs/2402.01234"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"),
        ("https://proxy.lib.example.edu/login?url=https://doi.org/10.1234/a", "https://doi.org/10.1234/a"),
        ("https://example.org/a?to=ada%40example.org&id=3", "https://example.org/a?id=3"),
        ("https://example.org/a?to=ada@example.org", "https://example.org/a"),
        ("https://ada:secret@example.org/a", "https://example.org/a"),
        ("https://[::1", "https://[::1"),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
    ],
)
def test_where_a_link_leads(href: str, address: str) -> None:
    assert absolute(BASE, href) == address


@pytest.mark.parametrize(
    "url",
    [
        "https://orcid.org/0000-0002-1825-0097",
        "https://scholar.google.com/citations?user=abc",
        "https://scholar.google.ca/citations?user=abc&hl=fr",
        "https://ca.linkedin.com/in/ada",
        "https://x.com/ada",
        "https://www.researchgate.net/profile/Ada",
        "https://www.semanticscholar.org/author/Ada/123",
        "https://dblp.org/pid/1/2.html",
        "https://openreview.net/profile?id=~Ada_Fjord1",
        "https://github.com/ada",
        "https://ada.github.io/",
        "https://cs.example.edu/~ada/",
        "https://example.edu/people/ada-fjord",
        "https://mila.quebec/en/directory/ada",
    ],
)
def test_pages_of_persons(url: str) -> None:
    assert is_person(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/ada/kettles",
        "https://ada.github.io/kettles",
        "https://openreview.net/forum?id=aBc12",
        "https://arxiv.org/abs/2402.01234",
        "https://www.researchgate.net/publication/1_Kettles",
        "https://cs.example.edu/~ada/kettles.pdf",
        "https://www.semanticscholar.org/paper/abc",
    ],
)
def test_pages_of_works(url: str) -> None:
    assert not is_person(url)


@pytest.mark.parametrize("href", ["/about", "/en/directory/ada-fjord/", "/a/../b", "/10.1000/x", "//amii.ca/about"])
def test_a_link_of_the_site_keeps_no_user_name(href: str) -> None:
    assert absolute("https://ada:secret@amii.ca/news?page=2", href) == absolute("https://amii.ca/news?page=2", href)
