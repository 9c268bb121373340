"""Files and folders to raw documents: nothing given goes unmentioned, nothing large is read, one bad file stops no other."""

import csv
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.errors import InputError
from flows.settings import ROOT, Settings
from flows.sources import Fetched, FetchRecord, Input, configured, read_inputs
from flows.sources import files as files_module
from transforms.clean import clean
from transforms.documents import CleanedArticle, Given, RawDocument, Rejected

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
DAY = datetime(2020, 2, 14, tzinfo=UTC)


def read(*inputs: Any, max_bytes: int = 10_000, published: datetime | None = None) -> list[Fetched]:
    settings = Settings(max_bytes=max_bytes)
    return list(
        read_inputs(
            [str(i) if isinstance(i, Path) else i for i in inputs], settings=settings, published=published, now=lambda: NOW
        )
    )


def documents(fetched: Sequence[Fetched]) -> list[RawDocument]:
    return [document for part in fetched for document in part.documents]


def record(fetched: Sequence[Fetched]) -> FetchRecord:
    """The record of the only read there was."""
    (found,) = [part.fetch for part in fetched if part.fetch]
    return found


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.txt", "text/plain"),
        ("a.html", "text/html"),
        ("b.HTM", "text/html"),
        ("a.json", "application/json"),
        ("a.jsonl", "application/json"),
    ],
)
def test_one_document_a_file(tmp_path: Path, name: str, media_type: str) -> None:
    path = write(tmp_path / name, '{"text": "She said so."}')
    fetched = read(path)
    (document,) = documents(fetched)
    assert document.body == b'{"text": "She said so."}'
    assert (document.media_type, document.headers, document.fetched_at) == (media_type, {}, NOW)
    assert document.url == path.as_uri() + ("#line:1" if name.endswith("jsonl") else "")
    assert record(fetched) == FetchRecord(path.as_uri(), "ok", NOW, bytes=24)


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        '\ufeff{"text": "one"}',
        "",
        '{"text": "two", "url": "https://town.example/2"}\r',
        "{broken",
        '{"text": "five", "url": ""}',
        '{"text": "six"}',
    ]
    path = write(tmp_path / "a.jsonl", "\n".join(lines))
    fetched = read(path)
    uri = path.as_uri()
    assert [(d.url, d.body) for d in documents(fetched)] == [
        (f"{uri}#line:1", b'{"text": "one"}'),
        ("https://town.example/2", b'{"text": "two", "url": "https://town.example/2"}'),
        (f"{uri}#line:4", b"{broken"),
        (f"{uri}#line:5", b'{"text": "five", "url": ""}'),
        (f"{uri}#line:6", b'{"text": "six"}'),
    ]
    assert record(fetched).bytes == path.stat().st_size


def test_broken_json_on_line_three_of_ten(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"She said so on day {n}."}) for n in range(10)]
    lines[2] = lines[2][:-3]
    found = [clean(d) for d in documents(read(write(tmp_path / "a.jsonl", "\n".join(lines))))]
    assert [isinstance(f, CleanedArticle) for f in found] == [n != 2 for n in range(10)]
    assert isinstance(found[2], Rejected)
    assert (found[2].reason, "#line:3: " in found[2].detail) == ("broken_json", True)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"text": "x"}', [("", {"text": "x"})]),
        ('{"text": "x", "url": "https://a.example/x"}', [("https://a.example/x", {"text": "x", "url": "https://a.example/x"})]),
        (
            '[{"text": "x"}, {"text": "y", "url": "line:9"}]',
            [("#item:1", {"text": "x"}), ("line:9", {"text": "y", "url": "line:9"})],
        ),
        ('{"articles": [{"text": "x"}, 7]}', [("#item:1", {"text": "x"}), ("#item:2", 7)]),
        ('{"articles": "none"}', [("", {"articles": "none"})]),
        ("[]", [("", [])]),
        ('["\\ud800"]', [("#item:1", "\ud800")]),
    ],
)
def test_json_files(tmp_path: Path, content: str, expected: list[tuple[str, object]]) -> None:
    path = write(tmp_path / "a.json", content)
    urls = [(url if ":" in url and not url.startswith("#") else path.as_uri() + url, body) for url, body in expected]
    assert [(d.url, json.loads(d.body)) for d in documents(read(path))] == urls


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.html", b"", "empty"),
        ("a.json", b"", "empty"),
        ("a.jsonl", b"", "empty"),
        ("a.txt", bytes(range(256)), "binary"),
        ("a.json", b'{"text": ', "broken_json"),
        ("a.json", b"[]", "bad_record"),
        ("a.html", b"<h1>Nothing here</h1>", "not_an_article"),
    ],
)
def test_bad_files_become_documents_that_cleaning_rejects(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (document,) = documents(read(write(tmp_path / name, content)))
    found = clean(document)
    assert isinstance(found, Rejected)
    assert found.reason == reason


def test_invalid_utf8_is_an_article_all_the_same(tmp_path: Path) -> None:
    (document,) = documents(read(write(tmp_path / "a.txt", b"He said \x93so\x94 on Monday.")))
    found = clean(document)
    assert isinstance(found, CleanedArticle)
    assert found.text == "He said “so” on Monday."


def test_a_folder_is_walked_in_order_and_what_is_no_article_ignored(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/z.txt",
        "a.txt",
        "C.txt",
        "a/deep/er/x.JSONL",
        ".hidden.txt",
        ".git/a.txt",
        "notes.md",
        "rows.csv",
        "b.rows.json",
        "x.pdf",
    ):
        write(tmp_path / name, '{"text": "x"}')
    found = [Path(d.url.removeprefix("file://").partition("#")[0]).relative_to(tmp_path) for d in documents(read(tmp_path))]
    assert list(map(str, found)) == ["C.txt", "a/deep/er/x.JSONL", "a/z.txt", "a.txt", "b.txt"]


def test_links_are_followed_once_and_never_in_circles(tmp_path: Path) -> None:
    write(tmp_path / "in/a.txt", "x")
    write(tmp_path / "out/b.txt", "x")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/out").symlink_to(tmp_path / "out")
    (tmp_path / "in/out2").symlink_to(tmp_path / "out")
    (tmp_path / "in/z.txt").symlink_to(tmp_path / "in/a.txt")
    (tmp_path / "in/self").symlink_to(tmp_path / "in/self")
    (tmp_path / "in/gone.txt").symlink_to(tmp_path / "nowhere")
    fetched = read(tmp_path / "in")
    assert [d.url for d in documents(fetched)] == [(tmp_path / "in/a.txt").as_uri(), (tmp_path / "out/b.txt").as_uri()]
    assert [part.fetch.outcome for part in fetched if part.fetch] == ["ok", "failed", "ok"]


def test_one_bad_input_stops_no_other(tmp_path: Path) -> None:
    good = write(tmp_path / "a.txt", "x")
    (tmp_path / "nothing").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    bad = {
        tmp_path / "missing.txt": ("failed", "cannot be read (no such file"),
        tmp_path / "missing": ("failed", "cannot be read (no such file"),
        tmp_path / "nothing": ("failed", "holds no .txt"),
        tmp_path / "pipe.txt": ("refused", "no regular file"),
        write(tmp_path / "a.docx", "x"): ("refused", "is none of .txt"),
        "with\0nul.txt": ("failed", "is no path"),
        "x" * 5000: ("failed", "name too long"),
        "ftp://town.example/a.txt": ("refused", "neither a path nor"),
        "https+x://town.example/a.txt": ("refused", "neither a path nor"),
    }
    fetched = read(*bad, good)
    assert [d.url for d in documents(fetched)] == [good.as_uri()]
    for part, (outcome, words) in zip(fetched[:-1], bad.values(), strict=True):
        assert part.fetch is not None
        assert part.fetch.outcome == outcome
        assert part.fetch.reason
        assert words in part.fetch.reason.lower()
        assert "\n" not in part.fetch.reason
        assert ";" in part.fetch.reason, "the mend"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "x")
    path.chmod(0)
    assert "permission" in str(record(read(path)).reason).lower()


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.json"])
def test_too_large_a_file(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, b"x" * 101)
    fetched = read(path, max_bytes=100)
    ((document, why),) = fetched[0].refused
    assert (document.url, document.body, why.stage, why.reason) == (path.as_uri(), b"", "land", "too_large")
    assert (record(fetched).outcome, documents(fetched)) == ("refused", [])
    assert documents(read(write(path, b"x" * 100), max_bytes=100))


def test_of_a_large_file_little_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert record(read(path)).outcome == "refused"


def test_too_long_a_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", b'{"text": "x"}\n' + b"y" * 300_000 + b'\n{"text": "z"}\n' + b"z" * 101)
    fetched = read(path, max_bytes=100)
    assert [d.url for d in documents(fetched)] == [f"{path.as_uri()}#line:{n}" for n in (1, 3)]
    refused = [pair for part in fetched for pair in part.refused]
    assert [(d.url, d.body, why.reason) for d, why in refused] == [
        (f"{path.as_uri()}#line:{n}", b"", "too_large") for n in (2, 4)
    ]


def test_a_long_file_comes_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "PART_DOCUMENTS", 4)
    path = write(tmp_path / "a.jsonl", '{"text": "x"}\n' * 10)
    fetched = read(path)
    assert [len(part.documents) for part in fetched] == [4, 4, 2]
    assert [part.fetch is None for part in fetched] == [True, True, False]
    assert [d.url.rpartition(":")[2] for d in documents(fetched)] == [str(n) for n in range(1, 11)]


def test_reading_is_lazy(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.txt", "x"), tmp_path / "b.txt"
    stream = read_inputs([str(first), str(second)], settings=Settings(), now=lambda: NOW)
    assert documents([next(stream)])
    write(second, "written meanwhile")
    assert documents([next(stream)])


def test_the_date_that_a_person_gives(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "x")
    write(tmp_path / "b.jsonl", '{"text": "x", "date": "2024-01-01"}')
    given = [(d.given.published_at, d.given.published_at_origin) for d in documents(read(tmp_path, published=DAY))]
    assert given == [(DAY, "given")] * 2
    assert [d.given for d in documents(read(tmp_path))] == [Given()] * 2


def test_paths_as_file_urls(tmp_path: Path) -> None:
    path = write(tmp_path / "an article.txt", "x")
    assert [d.url for d in documents(read(path.as_uri()))] == [path.as_uri()]


ROW = {"source_id": "town", "name": "Town News", "kind": "folder", "url": "", "country": "GB", "language": "en"}


def test_configured_sources(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "x")
    (given,) = [d.given for d in documents(read(*configured([ROW | {"url": str(tmp_path)}])))]
    assert given == Given(source_id="town", source_name="Town News", source_kind="folder", source_url=str(tmp_path))


def test_the_shipped_sources_are_whole() -> None:
    with (ROOT / "seeds" / "sources.csv").open(encoding="utf-8", newline="") as lines:
        inputs = configured(csv.DictReader(lines))
    assert inputs
    assert len({i.given.source_id for i in inputs}) == len(inputs)
    assert all(isinstance(i, Input) and i.location.startswith("https://") for i in inputs)


@pytest.mark.parametrize("broken", [{"kind": "satellite"}, {"source_id": ""}, {"source_id": "a b"}, {"name": " "}])
def test_a_broken_source_is_named(broken: dict[str, str]) -> None:
    with pytest.raises(InputError, match="row 2"):
        configured([ROW | {"url": "x"}, ROW | {"url": "x"} | broken])
