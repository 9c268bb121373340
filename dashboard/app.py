"""The pages and what is said where they cannot be shown. Streamlit runs this file anew at every interaction."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st

from dashboard import queries
from dashboard.asking import missing_file, rows
from dashboard.markup import moment
from dashboard.parts import heading
from dashboard.views import article, entity, numbers, overview, said
from flows.errors import UsageError, WarehouseError

ICON: Final = Path(__file__).parent / "icon.svg"

PAGES: Final[dict[str, tuple[str, str, Callable[[], None]]]] = {
    "overview": ("Overview", ":material/monitoring:", overview.show),
    "said": ("Who said what", ":material/format_quote:", said.show),
    "numbers": ("Numbers", ":material/tag:", numbers.show),
    "entity": ("Names", ":material/hub:", entity.show),
    "article": ("Articles", ":material/article:", article.show),
}
"""Address -> what it is called, its icon, and what shows it."""


def main() -> None:
    """Show the page that the address names."""
    st.set_page_config(page_title="Wirehouse", page_icon=str(ICON), layout="wide", initial_sidebar_state="collapsed")
    st.logo(str(ICON), size="small")
    pages = [
        st.Page(guarded(show), title=title, icon=icon, url_path=path, default=path == "overview")
        for path, (title, icon, show) in PAGES.items()
    ]
    st.navigation(pages, position="top").run()


def guarded(show: Callable[[], None]) -> Callable[[], None]:
    """The page, or what is missing and how to mend it."""

    def page() -> None:
        try:
            (totals,) = rows(queries.TOTALS)
            if totals["articles"] or show is overview.show:
                show()
            else:
                empty()
            st.caption(f"Published {moment(totals['published_at'], 'never')} UTC. Pages show the newest published file.")
        except UsageError as failure:
            outdated(str(failure))
        except WarehouseError as failure:
            missing(str(failure))

    page.__name__ = show.__module__.rpartition(".")[2]
    return page


def empty() -> None:
    """A warehouse without articles."""
    heading("Nothing has been read yet")
    st.info("The warehouse holds no article. Read some, then reload this page:", icon=":material/inbox:")
    st.code("wirehouse run PATH-OR-URL", language="shell")


def missing(why: str) -> None:
    """No warehouse, a file that is none, or a lake."""
    path = missing_file()
    heading("The warehouse cannot be read" if path is None else "There is no warehouse to show")
    st.info("It cannot be shown:" if path is None else "The published file is looked for here:")
    st.code(why if path is None else str(path), language=None, wrap_lines=True)
    st.write("Make one, or name the folder it is in, then reload this page:")
    st.code("wirehouse run PATH-OR-URL\nwirehouse dashboard --home FOLDER", language="shell")


def outdated(why: str) -> None:
    """A file whose tables are not those of this release, or a question that took too long."""
    heading("This page could not be answered")
    st.warning(
        "The file may have been published by another release of Wirehouse. Publish it anew with this one, then reload this page:"
    )
    st.code("wirehouse backfill", language="shell")
    with st.expander("What was the matter"):
        st.code(why, language=None, wrap_lines=True)


main()
