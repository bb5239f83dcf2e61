"""Which class reads the pages of a site is found by what the class declares."""

import pytest

from pubcrawl.errors import WrongOrder
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.mila import MilaPage
from pubcrawl.pages.sites import page_class, page_classes
from pubcrawl.spiders.sites import spiders


def test_each_site_has_the_class_that_declares_it() -> None:
    classes = {"amii": AmiiPage, "mila_en": MilaPage, "mila_fr": MilaPage}
    assert {site: page_class(site) for site in classes} == classes
    assert list(page_classes()) == sorted(page_classes())


def test_spiders_and_page_classes_agree() -> None:
    assert {name: spider.page_class for name, spider in spiders().items()} == page_classes()


def test_no_site_is_declared_twice() -> None:
    declared = [site for cls in set(page_classes().values()) for site in cls.sites]
    assert sorted(declared) == sorted(set(declared))


def test_an_unknown_site_is_told_the_known_ones() -> None:
    with pytest.raises(WrongOrder, match=f"unknown site 'nowhere': the sites are {', '.join(page_classes())}"):
        page_class("nowhere")
