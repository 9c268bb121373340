"""Each gold page by itself: which paragraphs, title, authors, dates, section and address; which reason for a rejection."""

import pytest

from tests.gate.pages import PAGES, date_is_right, is_rejected_rightly, moment, page_of
from transforms.clean import clean
from transforms.documents import CleanedArticle

NAMES = sorted(path.stem for path in PAGES.glob("*.page"))


def test_there_are_enough_and_of_many_kinds() -> None:
    told = [page_of(PAGES / f"{name}.page").told for name in NAMES]
    assert len(told) >= 60
    assert len({page["kind"] for page in told}) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_page(name: str) -> None:
    page = page_of(PAGES / f"{name}.page")
    found, told = clean(page.document), page.told
    if "rejected" in told:
        assert is_rejected_rightly(page, found), found
        return
    assert isinstance(found, CleanedArticle), found
    assert found.text.split("\n\n") == page.paragraphs
    assert (found.title, list(found.authors)) == (told["title"], told["authors"])
    assert date_is_right(page, found), (found.published_at, found.published_at_origin)
    assert "modified" not in told or found.modified_at == moment(told["modified"])
    assert found.section == told.get("section")
    assert found.canonical_url == told.get("canonical", page.document.url)
