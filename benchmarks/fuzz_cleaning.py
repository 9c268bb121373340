"""A coverage-guided fuzz session on cleaning: `make fuzz` (needs `pip install atheris`), or `python benchmarks/fuzz_cleaning.py FOLDER
-max_total_time=900`. FOLDER keeps the corpus; what breaks is written to `crash-*` in the current folder. Mend it, and keep it as a case
in tests/unit/test_clean_monsters.py.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["transforms"]):
    from transforms.clean import clean
    from transforms.clean.authors import split_authors
    from transforms.clean.boilerplate import Block, without_boilerplate
    from transforms.clean.html import clean_page
    from transforms.clean.moments import read_moment
    from transforms.clean.records import clean_record
    from transforms.clean.urls import canonical_of, clean_url
    from transforms.documents import CleanedArticle, MediaType, RawDocument, Rejected

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
URL = "https://town.example/2026/03/01/a"
PROSE = b"<p>The council voted on Monday to close the pool, and its leader said that the roof was not safe any more.</p>" * 3


def one_input(data: bytes) -> None:
    """The first byte chooses what reads the rest."""
    if not data:
        return
    kind, rest = data[0] % 8, data[1:]
    text = rest.decode("utf-8", "surrogateescape" if kind == 7 else "replace")
    if kind < 3:
        page(rest)
    elif kind == 3:
        page(b"<html><body>" + rest + b"<article>" + PROSE + rest + PROSE + b"</article>")
    elif kind == 4:
        check(clean(RawDocument(URL, "application/json", rest, {}, NOW)))
        clean_record(RawDocument(URL, "application/json", b'{"text": "x", "date": "' + rest + b'"}', {}, NOW))
    elif kind == 5:
        check(clean(RawDocument("file:///a.txt", "text/plain", rest, {}, NOW)))
    else:
        small(text)


def page(body: bytes) -> None:
    """As a page, twice: the same bytes are the same article."""
    document = RawDocument(URL, "text/html", body, {"content-type": "text/html"}, NOW)
    check(clean(document))
    clean_page(document)


def small(text: str) -> None:
    """The parsers of small things."""
    for region in (None, "US", "GB", "IN"):
        moment = read_moment(text, region)
        assert moment is None or moment.utcoffset() is not None
    assert all(name == name.strip() and name for name in split_authors(text))
    cleaned = clean_url(text)
    assert cleaned is None or clean_url(cleaned) == cleaned
    assert canonical_of(URL, text)
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    kept = without_boilerplate([Block(line, "p", 0) for line in lines], lines[:1], lines[1:2])
    assert {block.text for block in kept} <= set(lines)


def check(found: CleanedArticle | Rejected) -> None:
    """What every result is."""
    if isinstance(found, Rejected):
        assert found.stage == "clean"
        assert "\n" not in found.detail.replace(URL, "")
        return
    assert found.text.strip()
    for text in (
        found.text,
        found.title or "",
        found.canonical_url,
        *found.authors,
        found.source_name or "",
        found.section or "",
    ):
        text.encode()
        assert not set(text) & {"\0", "\r", "\x85"}
    assert (found.published_at is None) == (found.published_at_origin is None)
    assert found.modified_at is None or found.modified_at.utcoffset() is not None


def seeds(folder: Path) -> None:
    """Put our own gold pages and sample articles into an empty corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds: dict[str, MediaType] = {".page": "text/html", ".html": "text/html", ".json": "application/json", ".txt": "text/plain"}
    first = {"text/html": b"\0", "application/json": b"\4", "text/plain": b"\5"}
    for path in [*(ROOT / "tests/gate/gold/pages").iterdir(), *(ROOT / "seeds/articles").iterdir()]:
        if path.suffix in kinds:
            (folder / path.name).write_bytes(first[kinds[path.suffix]] + path.read_bytes().partition(b"\n")[2][:8000])
    for number, text in enumerate(
        ["By Ann Hale, health editor, and Tom Reed", "Tue, 3 Feb 2026 22:10:00 IST", "04/03/2026 9.15pm ET", URL]
    ):
        (folder / f"small-{number}").write_bytes(b"\6" + text.encode())


if __name__ == "__main__":
    corpus = Path(next((a for a in sys.argv[1:] if not a.startswith("-")), "fuzz-corpus"))
    if not corpus.exists() or not any(corpus.iterdir()):
        seeds(corpus)
    atheris.Setup(
        [sys.argv[0], *(a for a in sys.argv[1:] if a.startswith("-")), str(corpus), "-timeout=20", "-rss_limit_mb=2500"],
        one_input,
    )
    atheris.Fuzz()
