"""Takes the pictures of the dashboard that the documentation shows: `make screenshots`. Look at each before you commit it."""

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Final

import click
from playwright.sync_api import Page, sync_playwright

from flows.settings import ROOT
from flows.warehouse import query

PORT: Final = 8599
URL: Final = f"http://127.0.0.1:{PORT}"
IMAGES: Final = ROOT / "docs/images"
PICTURES: Final = {
    "overview": ("", "Freshness", 900),
    "said": ("said?confidence=0.9&class=speech", "quotes of", 1000),
    "numbers": ('numbers?thing=["people", "person"]', "All measured things", 900),
    "conflicts": ("numbers?words=e", "Numbers in conflict", 560),
    "entity": ("entity?entity={entity}", "Quotes by", 1120),
    "article": ("article?article={article}", "What a revision changed", 860),
    "revisions": ("article?article={article}", "What a revision changed", 640),
    "phone": ("article?article={article}", "What a revision changed", 800),
}
"""Name -> address, what it shows when it is whole, and height in pixels."""

SCROLLED: Final = ("conflicts", "revisions")


@click.command()
@click.option(
    "--home", type=click.Path(path_type=Path), help="A published home. Default: the sample articles, read into a temporary one."
)
@click.option("--only", multiple=True, type=click.Choice(list(PICTURES)), help="These pictures only.")
@click.option("--chromium", default="chromium", show_default=True, help="The browser, by name or path.")
def main(home: Path | None, only: tuple[str, ...], chromium: str) -> None:
    """Show the dashboard over the sample articles in Chromium, and keep a picture of each page in docs/images/."""
    with tempfile.TemporaryDirectory() as folder:
        if home is None:
            home = Path(folder) / "home"
            subprocess.run(
                [sys.executable, "-m", "flows.cli", "run", "seeds/articles", "--home", str(home)], cwd=ROOT, check=True
            )
        command = [sys.executable, "-m", "flows.cli", "dashboard", "--home", str(home), "--port", str(PORT)]
        server = subprocess.Popen(command, cwd=ROOT)
        try:
            _wait()
            _take(home, only or tuple(PICTURES), chromium)
        finally:
            server.terminate()
            server.wait(20)


def _take(home: Path, names: tuple[str, ...], chromium: str) -> None:
    found = query(
        home / "wirehouse.duckdb",
        """select (select article_id from core.articles where url like '%rhone%') as article,
            (select speaker_entity_id from marts.who_said_what order by outlets desc, speaker = 'Sigrún Hallsdóttir' desc limit 1) as entity""",
    ).to_pylist()[0]
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(chromium) or chromium, args=["--no-sandbox"])
        for name in names:
            address, sees, height = PICTURES[name]
            page = browser.new_page(viewport={"width": 390 if name == "phone" else 1180, "height": height}, locale="en-GB")
            page.goto(f"{URL}/{address.format(**found)}")
            page.get_by_text(sees).first.wait_for()
            _settle(page, sees if name in SCROLLED else None)
            page.screenshot(path=IMAGES / f"{name}.png")
            click.echo(f"docs/images/{name}.png {(IMAGES / f'{name}.png').stat().st_size // 1024} KB")
        browser.close()


def _settle(page: Page, scrolled_to: str | None) -> None:
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.wait_for_timeout(2500)  # charts are drawn after the page says it is done
    if scrolled_to:
        page.get_by_text(scrolled_to).first.evaluate("part => { part.style.scrollMarginTop = '80px'; part.scrollIntoView() }")
        page.wait_for_timeout(500)


def _wait() -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{URL}/_stcore/health", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise click.ClickException("the dashboard does not answer")


if __name__ == "__main__":
    main()
