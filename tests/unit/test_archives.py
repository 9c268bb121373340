"""Archives and dumps to raw documents: every good record is found, every broken one named, nothing large held, nothing followed out."""

import bz2
import gzip
import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.settings import Settings
from flows.sources import Fetched, Input, read_inputs
from flows.sources.archives import dumps as dumps_module
from flows.sources.archives import reader as reader_module
from flows.sources.archives import stored as stored_module
from flows.sources.archives.framing import Framed, packed_records, plain_records
from flows.sources.archives.tape import Tape
from flows.sources.archives.wacz import is_outside
from tests.archives import DATE, answer, http, info, lines, page, record, records, url, warc, warc_gz, write, zipped
from transforms.clean import clean
from transforms.documents import CleanedArticle, Given, RawDocument

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
MAX = 50_000
ADDRESSES = [url(n) for n in range(20)]
RECORDS = list(records(20))
KINDS: dict[str, Callable[[list[bytes]], bytes]] = {
    "a.warc": warc,
    "a.warc.gz": warc_gz,
    "whole.warc.gz": lambda parts: gzip.compress(warc(parts)),
    "pairs.warc.gz": lambda parts: warc_gz([b"".join(parts[i : i + 2]) for i in range(0, len(parts), 2)]),
    "a.wacz": lambda parts: zipped({"archive/a.warc.gz": warc_gz(parts), "datapackage.json": b"{}"}),
    "packed.WACZ": lambda parts: zipped({"archive/a.warc": warc(parts)}, zipfile.ZIP_DEFLATED),
    "two.wacz": lambda parts: zipped({"archive/a.warc": warc(parts[:9]), "archive/b.warc.gz": warc_gz(parts[9:])}),
}


def read(*inputs: Path | str | Input, resume: Any = lambda _: (0, False), max_bytes: int = MAX) -> list[Fetched]:
    wanted = [str(i) if isinstance(i, Path) else i for i in inputs]
    return list(read_inputs(wanted, settings=Settings(max_bytes=max_bytes), now=lambda: NOW, resume=resume))


def documents(fetched: list[Fetched]) -> list[RawDocument]:
    return [document for part in fetched for document in part.documents]


def refused(fetched: list[Fetched]) -> list[tuple[str, str]]:
    """(url, reason) of each refusal; each tells what, why, what to do in one line."""
    pairs = [pair for part in fetched for pair in part.refused]
    for document, why in pairs:
        assert document.body == b""
        assert why.stage == "land"
        assert "\n" not in why.detail
        assert ";" in why.detail
    return [(document.url, why.reason) for document, why in pairs]


def outcome(fetched: list[Fetched]) -> tuple[str, str]:
    """What came of the only archive, and why."""
    (fetch,) = [part.fetch for part in fetched if part.fetch]
    return fetch.outcome, str(fetch.reason)


@pytest.mark.parametrize("name", KINDS)
def test_pages_with_status_200_are_read(tmp_path: Path, name: str) -> None:
    fetched = read(write(tmp_path / name, KINDS[name](RECORDS)))
    found = documents(fetched)
    assert [(d.url, d.body, d.media_type) for d in found] == [(url(n), page(n), "text/html") for n in range(20)]
    assert {d.fetched_at for d in found} == {datetime.fromisoformat(DATE)}
    assert {d.given for d in found} == {Given(source_kind="archive")}
    assert all(d.headers["archived-at"].startswith((tmp_path / name).as_uri() + "#") for d in found)
    assert (refused(fetched), outcome(fetched)[0]) == ([], "ok")
    others = len(RECORDS) - 20
    assert outcome(fetched)[1].endswith(f": 20 articles or pages, 0 records refused, {others} of other kinds")
    assert isinstance(clean(found[3]), CleanedArticle)


def test_the_same_page_is_the_same_document_in_every_archive(tmp_path: Path) -> None:
    ids = {tuple(d.document_id for d in documents(read(write(tmp_path / n, make(RECORDS))))) for n, make in KINDS.items()}
    assert len(ids) == 1


@pytest.mark.parametrize("name", [*KINDS, "d.jsonl.gz", "d.ndjson.zst", "d.parquet"])
@pytest.mark.parametrize("size", [1, 7, 100])
def test_reading_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, size: int) -> None:
    """Of a run that stopped after any part, the parts before it and a new run from there are the whole, without repeat."""
    monkeypatch.setattr(reader_module, "PART_DOCUMENTS", size)
    path = write(tmp_path / name, KINDS[name](RECORDS) if name in KINDS else dump(name, 20))
    whole = read(path)
    marks = [part.reached for part in whole if part.reached]
    assert [m.start for m in marks] == [0, *(m.stop for m in marks[:-1])]
    assert [m.is_end for m in marks] == [False] * (len(marks) - 1) + [True]
    for number, mark in enumerate(marks[:-1], 1):
        rest = read(path, resume=lambda key, mark=mark: (mark.stop, False) if key == mark.archive else (0, False))
        taken = [d.document_id for d in documents(whole[:number])] + [d.document_id for d in documents(rest)]
        if name.startswith("pairs"):  # a member of several records is read again from its start; landing knows its documents
            taken = list(dict.fromkeys(taken))
        assert taken == [d.document_id for d in documents(whole)]


def test_an_archive_that_was_landed_costs_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc.gz", warc_gz(RECORDS))
    fetched = read(path, resume=lambda _: (path.stat().st_size, True))
    assert (documents(fetched), outcome(fetched)[0]) == ([], "not_modified")


def test_what_is_landed_holds_for_the_same_archive_read_in_the_same_way(tmp_path: Path) -> None:
    path = write(tmp_path / "a.warc", warc(RECORDS))
    keys: list[str] = []

    def note(key: str) -> tuple[int, bool]:
        keys.append(key)
        return 0, False

    read(path, path, resume=note)
    read(Input(str(path), Given(source_id="town")), resume=note)
    read(path, resume=note, max_bytes=MAX + 1)
    write(path, warc([*RECORDS, answer(99)]))
    read(path, resume=note)
    assert (keys[0], len(set(keys))) == (keys[1], 4)


BROKEN: dict[str, tuple[Callable[[bytes], bytes], bool]] = {
    # what happens to the record of page 5, and whether a packed archive still has the page
    "cut": (lambda r: r[:-300], False),
    "no head": (lambda r: b"nothing that is WARC at all\r\n\r\n", False),
    "no version": (lambda r: r[10:], False),
    "no length": (lambda r: r.replace(b"Content-Length", b"Content-Height"), False),
    "a length that is no number": (lambda r: r.replace(b"Content-Length: ", b"Content-Length: x"), False),
    "a negative length": (lambda r: r.replace(b"Content-Length: ", b"Content-Length: -"), False),
    "too long a length": (lambda r: lied(r, 9_000), False),
    "far too long a length": (lambda r: lied(r, 999_999_999), False),
    "an absurd length": (lambda r: lied(r, 10**14), False),
    "binary": (lambda r: random.Random(1).randbytes(4000), False),
    "endless headers": (lambda r: b"WARC/1.0\r\n" + b"A: b\r\n" * 20_000, False),
    "nothing but NUL": (lambda r: bytes(3_000), False),
}


def lied(content: bytes, length: int) -> bytes:
    head, mark, rest = content.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    return b"\r\n".join([*kept, b"Content-Length: %d" % length]) + mark + rest


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz", "packed.wacz"])
@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_record_takes_no_other_with_it(tmp_path: Path, name: str, case: str) -> None:
    spoil, _ = BROKEN[case]
    parts = [info(), *(answer(n) for n in range(10))]
    parts[6] = spoil(parts[6])
    fetched = read(write(tmp_path / name, KINDS[name.replace("packed.wacz", "packed.WACZ")](parts)))
    found = [d.url for d in documents(fetched)]
    assert found == [url(n) for n in range(10) if n != 5]
    assert outcome(fetched)[0] == "ok"
    assert len(refused(fetched)) >= 1
    assert {reason for _, reason in refused(fetched)} <= {"broken_record", "too_large"}


@pytest.mark.parametrize("at", ["start", "middle", "end", "cut", "zeros", "noise"])
def test_a_damaged_member_takes_no_other_with_it(tmp_path: Path, at: str) -> None:
    members = [warc_gz([part]) for part in (info(), *(answer(n) for n in range(10)))]
    bad = bytearray(members[6])
    if at == "cut":
        del bad[-len(bad) // 2 :]
    elif at == "zeros":
        bad = bytearray(len(bad))
    elif at == "noise":
        bad = bytearray(random.Random(2).randbytes(100_000))
    else:
        bad[{"start": 1, "middle": len(bad) // 2, "end": -6}[at]] ^= 0xFF
    members[6] = bytes(bad)
    fetched = read(write(tmp_path / "a.warc.gz", b"".join(members)))
    assert [d.url for d in documents(fetched)] == [url(n) for n in range(10) if n != 5]
    assert [reason for _, reason in refused(fetched)] == ["broken_record"]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=6), st.booleans(), st.integers(0, 3000))
def test_any_damage_is_survived(changes: list[tuple[int, int]], packed: bool, cut: int) -> None:
    content = bytearray(KINDS["a.warc.gz" if packed else "a.warc"](RECORDS[:12]))
    for place, value in changes:
        content[place % len(content)] = value
    del content[len(content) - cut :]
    framed = list((packed_records if packed else plain_records)(Tape(io.BytesIO(bytes(content)), 0), MAX))
    stops = [f.stop for f in framed]
    assert stops == sorted(stops)
    assert all(f.start <= f.stop <= len(content) for f in framed)
    assert not framed or content[stops[-1] :].strip(b"\r\n") == b"", "nothing is left unread"


@given(st.binary(max_size=500), st.sampled_from(["a.warc", "a.warc.gz", "a.wacz", "a.parquet", "a.jsonl.gz", "a.jsonl.zst"]))
def test_noise_is_survived(tmp_path: Path, noise: bytes, name: str) -> None:
    for start in (b"", b"WARC/1.0\r\n", b"\x1f\x8b\x08\0", b"PK\3\4", b"PAR1", b"\x28\xb5\x2f\xfd"):
        fetched = read(write(tmp_path / name, start + noise))
        assert fetched[-1].fetch is not None
        assert "\n" not in str(fetched[-1].fetch.reason)


def test_records_that_are_no_pages_are_passed_over(tmp_path: Path) -> None:
    body = page(1)
    parts = [
        info(),
        record(http(body, "301 Moved"), url=url(1)),
        record(http(body, "500 Oops"), url=url(1)),
        record(http(b"%PDF-1.5", Content_Type="application/pdf"), url=url(1)),
        record(http(b"a{}", Content_Type="text/css"), url=url(1)),
        record(http(b"{}", Content_Type="application/json"), url=url(1)),
        record(http(b"<rss version='2.0'></rss>", Content_Type="text/html"), url=url(1)),
        record(http(b"User-agent: *", Content_Type="text/plain"), url="https://x.example/robots.txt"),
        record(b"1.2.3.4", kind="response", url="dns:x.example", Content_Type="text/dns"),
        record(body, kind="conversion", url=url(1), Content_Type="text/html"),
        record(body, kind="resource", url="urn:pageinfo:x", Content_Type="text/html"),
        record(http(body), kind="revisit", url=url(1)),
        record(b"", kind="response", url=url(1)),
        record(body, kind="resource", url=url(2), Content_Type="text/html; charset=utf-8"),
        record(http(b"It rained.", Content_Type="text/plain"), url=url(3)),
        record(http(body), url=f"<{url(4)}>"),
        record(http(body), url="https://user:secret@x.example/5"),
    ]
    fetched = read(write(tmp_path / "a.warc", warc(parts)))
    assert refused(fetched) == []
    assert [(d.url, d.media_type) for d in documents(fetched)] == [
        (url(2), "text/html"),
        (url(3), "text/plain"),
        (url(4), "text/html"),
        ("https://x.example/5", "text/html"),
    ]


def brotli(body: bytes) -> bytes:
    return bytes(pa.Codec("brotli").compress(body, asbytes=True))


def zstd(body: bytes) -> bytes:
    return bytes(pa.Codec("zstd").compress(body, asbytes=True))


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def chunked(body: bytes) -> bytes:
    pieces = [body[i : i + 700] for i in range(0, len(body), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (gzip.compress(page(1)), {"Content_Encoding": "gzip"}, "page"),
        (gzip.compress(page(1)[:99]) + gzip.compress(page(1)[99:]), {"Content_Encoding": "GZIP"}, "page"),
        (brotli(page(1)), {"Content_Encoding": "br"}, "page"),
        (zstd(page(1)), {"Content_Encoding": "zstd"}, "page"),
        (zlib.compress(page(1)), {"Content_Encoding": "deflate"}, "page"),
        (raw_deflate(page(1)), {"Content_Encoding": "deflate"}, "page"),
        (chunked(page(1)), {"Transfer_Encoding": "chunked"}, "page"),
        (chunked(gzip.compress(page(1))), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}, "page"),
        (page(1), {"Transfer_Encoding": "chunked"}, "page"),
        (page(1), {"Content_Encoding": "gzip"}, "page"),
        (page(1), {"Content_Encoding": "br"}, "page"),
        (page(1), {"Content_Encoding": "identity"}, "page"),
        (b"\0\1\2" * 100, {"Content_Encoding": "lzma9"}, "unknown_packing"),
        (gzip.compress(page(1))[:-30], {"Content_Encoding": "gzip"}, "broken_record"),
        (gzip.compress(bytes(30_000_000)), {"Content_Encoding": "gzip"}, "too_large"),
        (brotli(bytes(30_000_000)), {"Content_Encoding": "br"}, "too_large"),
        (zstd(bytes(30_000_000)), {"Content_Encoding": "zstd"}, "too_large"),
        (zlib.compress(bytes(30_000_000)), {"Content_Encoding": "deflate"}, "too_large"),
        (page(1) + bytes(MAX), {}, "too_large"),
        (page(1) + bytes(30_000_000), {}, "too_large"),
        (chunked(page(1) + b" " * MAX), {"Transfer_Encoding": "chunked"}, "too_large"),
    ],
)
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_how_bodies_are_packed(tmp_path: Path, name: str, body: bytes, headers: dict[str, str], expected: str) -> None:
    parts = [info(), record(http(body, **headers), url=url(1)), answer(2)]
    fetched = read(write(tmp_path / name, KINDS[name](parts)))
    found = documents(fetched)
    assert found[-1].body == page(2)
    assert refused(fetched) == ([] if expected == "page" else [(url(1), expected)])
    assert [d.body for d in found[:-1]] == ([page(1)] if expected == "page" else [])


@pytest.mark.parametrize(("stated", "expected"), [("2020-02-14T09:30:00Z", datetime(2020, 2, 14, 9, 30, tzinfo=UTC)), ("1815-06-18T12:00:00Z", NOW), ("2999-01-01T00:00:00Z", NOW), ("soon", NOW)])  # fmt: skip
def test_when_a_record_was_captured(tmp_path: Path, stated: str, expected: datetime) -> None:
    content = answer(1).replace(DATE.encode(), stated.encode())
    assert [d.fetched_at for d in documents(read(write(tmp_path / "a.warc", content)))] == [expected]


def test_an_archive_without_sense_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_module, "MOST_REFUSED", 5)
    path = write(tmp_path / "a.warc", warc([lied(answer(n), 3) for n in range(20)]))
    fetched = read(path)
    assert outcome(fetched)[0] == "failed"
    assert "more than 5 broken records" in outcome(fetched)[1]
    reached = fetched[-1].reached
    assert reached is not None
    assert (reached.is_end, len(reached.refused)) == (False, 5)


def test_records_that_claim_each_other_cost_no_more_than_reading_a_few_times() -> None:
    """Each record states a length that leads to the end: going back into each would read the rest once for each."""
    lie = b"WARC/1.0\r\nContent-Length: 49000\r\n\r\n"

    class Counting(io.BytesIO):
        count = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            self.count += len(data)
            return data

    file = Counting(lie * 30_000)
    framed = list(plain_records(Tape(file, 0), MAX))
    assert file.count < 2 * len(lie) * 30_000
    assert len(framed) > 60


def test_names_that_lead_out() -> None:
    for name in ("", "/etc/passwd", "../a.warc", "archive/../../a.warc", "archive\\..\\a.warc", "C:/a.warc", "a\0.warc", "x/.."):
        assert is_outside(name), name
    for name in ("archive/a.warc", "archive/a..b.warc", "indexes/index.cdx.gz", "archive/"):
        assert not is_outside(name), name


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def test_members_that_are_not_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        whole.writestr("../archive/a.warc", answer(1))
        whole.writestr("/archive/b.warc", answer(1))
        whole.writestr(link("archive/link.warc"), "/etc/passwd")
        whole.writestr("pages/pages.jsonl", "{}")
        whole.writestr("other/c.warc", answer(1))
        whole.writestr("archive/bomb.warc", bytes(3_000_000), zipfile.ZIP_DEFLATED)
        whole.writestr("archive/bz2.warc", bz2.compress(b"x"), zipfile.ZIP_BZIP2)
        whole.writestr("archive/good.warc", answer(2))
    fetched = read(write(tmp_path / "a.wacz", out.getvalue()))
    assert [d.url for d in documents(fetched)] == [url(2)]
    assert [reason for _, reason in refused(fetched)] == ["bad_member"] * 5
    assert list(tmp_path.iterdir()) == [tmp_path / "a.wacz"]


def test_a_damaged_member_of_a_zip(tmp_path: Path) -> None:
    content = bytearray(zipped({"archive/a.warc.gz": warc_gz(RECORDS), "archive/b.warc": answer(99)}))
    content[40:48] = bytes(8)
    fetched = read(write(tmp_path / "a.wacz", bytes(content)))
    assert documents(fetched)[-1].url == url(99)
    content = bytearray(zipped({"archive/a.warc": warc(RECORDS), "archive/b.warc": answer(99)}, zipfile.ZIP_DEFLATED))
    content[100:120] = bytes(20)
    fetched = read(write(tmp_path / "a.wacz", bytes(content)))
    assert [d.url for d in documents(fetched)][-1:] == [url(99)]
    assert ("bad_member") in [reason for _, reason in refused(fetched)]


def test_a_table_of_contents_beyond_sense(tmp_path: Path) -> None:
    content = zipped({"archive/a.warc": answer(1)})
    end = content.rfind(b"PK\5\6")
    spoiled = content[: end + 12] + struct.pack("<L", 500_000_000) + content[end + 16 :]
    fetched = read(write(tmp_path / "a.wacz", spoiled))
    assert outcome(fetched)[0] == "failed"
    assert "table of contents" in outcome(fetched)[1]


def dump(name: str, count: int) -> bytes:
    """A dump of some articles."""
    if name.endswith(".parquet"):
        return parquet([json.loads(line) for line in lines(count).splitlines()], row_group_size=6)
    return gzip.compress(lines(count)) if name.endswith(".gz") else zstd(lines(count))


def parquet(rows: list[dict[str, Any]], **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out, **options)
    return out.getvalue()


@pytest.mark.parametrize("name", ["d.jsonl.gz", "d.ndjson.gz", "d.jsonl.zst", "d.parquet"])
def test_dumps(tmp_path: Path, name: str) -> None:
    fetched = read(write(tmp_path / name, dump(name, 20)))
    found = documents(fetched)
    assert [(d.url, json.loads(d.body)["title"]) for d in found] == [(url(n), f"Bridge {n}") for n in range(20)]
    assert isinstance(clean(found[0]), CleanedArticle)
    assert outcome(fetched)[0] == "ok"
    assert {d.given.source_kind for d in found} == {"file"}, "a dump does not say when it saw its articles"


def test_rows_of_a_parquet_file(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"text": "It rained.", "published_at": datetime(2020, 2, 14, 9, tzinfo=UTC), "authors": ["Ana Ruiz"], "other": b"\xff"},
        {"text": None, "published_at": None, "authors": None, "other": None},
        {"text": "x" * (MAX + 1), "published_at": None, "authors": None, "other": None},
        {"text": "It snowed.", "published_at": None, "authors": None, "other": None},
    ]
    path = write(tmp_path / "d.parquet", parquet(rows))
    fetched = read(path)
    found = [(d.url.rpartition("#")[2], json.loads(d.body)) for d in documents(fetched)]
    assert found == [
        ("row:1", {"text": "It rained.", "published_at": "2020-02-14T09:00:00+00:00", "authors": ["Ana Ruiz"]}),
        ("row:2", {}),
        ("row:4", {"text": "It snowed."}),
    ]
    assert refused(fetched) == [(f"{path.as_uri()}#row:3", "too_large")]
    article = clean(documents(fetched)[0])
    assert isinstance(article, CleanedArticle)
    assert (article.authors, article.published_at) == (("Ana Ruiz",), datetime(2020, 2, 14, 9, tzinfo=UTC))


def test_a_parquet_file_without_texts(tmp_path: Path) -> None:
    fetched = read(write(tmp_path / "d.parquet", parquet([{"a": 1}])))
    assert outcome(fetched)[0] == "failed"
    assert "has no column text" in outcome(fetched)[1]


def test_a_damaged_row_group_takes_no_other_with_it(tmp_path: Path) -> None:
    content = bytearray(
        parquet([{"text": random.Random(n).randbytes(3000).hex()} for n in range(20)], row_group_size=5, use_dictionary=False)
    )
    meta = pq.ParquetFile(io.BytesIO(bytes(content))).metadata.row_group(1).column(0)
    for place in range(meta.data_page_offset, meta.data_page_offset + 40):
        content[place] ^= 0xFF
    fetched = read(write(tmp_path / "d.parquet", bytes(content)))
    assert [d.url.rpartition(":")[2] for d in documents(fetched)] == [str(n) for n in (*range(1, 6), *range(11, 21))]
    assert [reason for _, reason in refused(fetched)] == ["broken_record"]


@pytest.mark.parametrize("name", ["d.parquet", "d.jsonl.gz", "a.warc.gz", "two.wacz"])
def test_storage_that_fails_is_no_broken_record(storage: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The run says so, and goes on from there the next time."""
    rows = [{"text": random.Random(n).randbytes(12_000).hex(), "url": url(n)} for n in range(20)]
    content = (
        KINDS[name](RECORDS) if name in KINDS else parquet(rows, row_group_size=5) if name == "d.parquet" else dump(name, 20)
    )
    storage.pipe(f"/news/{name}", content)
    monkeypatch.setattr(dumps_module, "CHUNK", 64)
    opened, middle = type(storage.open(f"/news/{name}")), len(content) // 2
    whole = opened.read

    def failing(self: Any, size: int = -1) -> Any:
        start = self.tell()
        data = whole(self, size)
        if start <= middle < start + len(data):
            raise OSError("connection reset")
        return data

    monkeypatch.setattr(opened, "read", failing)
    fetched = read(f"memory://news/{name}")
    assert (outcome(fetched)[0], refused(fetched)) == ("failed", [])
    assert "connection reset" in outcome(fetched)[1]
    reached = fetched[-1].reached
    assert reached is not None
    assert not reached.is_end
    monkeypatch.setattr(opened, "read", whole)
    rest = read(f"memory://news/{name}", resume=lambda key: (reached.stop, False))
    assert [d.url for d in documents(fetched) + documents(rest)] == ADDRESSES
    assert (reached.stop > 0) == (name == "d.parquet"), "rows that came before are taken"


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packing: str) -> None:
    monkeypatch.setattr(stored_module, "UNPACKS_FREELY", 1_000_000)
    bomb = (gzip.compress if packing == "gz" else zstd)(lines(3) + b" " * 300_000_000)
    fetched = read(write(tmp_path / f"d.jsonl.{packing}", bomb))
    assert len(documents(fetched)) == 3
    assert outcome(fetched)[0] == "failed"
    assert "unpacks to more than" in outcome(fetched)[1]


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_a_dump_that_breaks_off(tmp_path: Path, packing: str) -> None:
    fetched = read(write(tmp_path / f"d.jsonl.{packing}", dump(f".{packing}", 2000)[:-50]))
    assert outcome(fetched)[0] == "failed"
    assert "cannot be unpacked" in outcome(fetched)[1]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz", "d.parquet", "d.jsonl.gz"])
def test_an_empty_archive(tmp_path: Path, name: str) -> None:
    assert outcome(read(write(tmp_path / name, b""))) == (
        "failed",
        f"{(tmp_path / name).as_uri()}: is empty; get it again, or leave it out",
    )


def test_a_folder_of_archives(tmp_path: Path) -> None:
    write(tmp_path / "in/a.warc.gz", warc_gz([answer(1)]))
    write(tmp_path / "in/b.WACZ", zipped({"archive/a.warc": answer(2)}))
    write(tmp_path / "in/c.jsonl.gz", gzip.compress(b'{"text": "x", "url": "https://x.example/c"}'))
    write(tmp_path / "in/d.csv.gz", b"no")
    write(tmp_path / "in/e.txt", b"It rained.")
    found = documents(read(tmp_path / "in"))
    assert [d.url for d in found] == [url(1), url(2), "https://x.example/c", (tmp_path / "in/e.txt").as_uri()]


@pytest.fixture
def storage() -> Any:
    """Storage that fsspec reads, kept in memory."""
    memory = fsspec.filesystem("memory")
    yield memory
    memory.rm("/", recursive=True)


@pytest.mark.parametrize("name", [*KINDS, "d.jsonl.zst", "d.parquet", "d.jsonl"])
def test_archives_in_storage(storage: Any, name: str) -> None:
    content = KINDS[name](RECORDS) if name in KINDS else lines(20) if name == "d.jsonl" else dump(name, 20)
    storage.pipe(f"/news/{name}", content)
    fetched = read(f"memory://news/{name}")
    assert [d.url for d in documents(fetched)] == ADDRESSES
    assert outcome(fetched)[0] == "ok"
    mark = fetched[-1].reached
    assert mark is not None
    assert outcome(read(f"memory://news/{name}", resume=lambda key: (0, key == mark.archive)))[0] == "not_modified"


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("memory://news/none.warc", "cannot be reached"),
        ("memory://news/page.html", "only archives and dumps"),
        ("s3://news/a.warc.gz", "needs s3fs, which is not installed; pip install s3fs"),
        ("zip://a.warc::memory://news/a.zip", "neither a path nor"),
        ("simplecache::http://127.0.0.1/a.warc", "no such file"),
        ("github://a:b@main/a.warc", "neither a path nor"),
        ("ftp://x.example/a.warc", "neither a path nor"),
    ],
)
def test_storage_that_is_not_read(location: str, words: str) -> None:
    kind, reason = outcome(read(location))
    assert kind in ("failed", "refused")
    assert words in reason.lower() or words in reason


def test_framing_keeps_no_more_than_the_cap() -> None:
    content = warc([answer(1), record(http(b"x" * 500_000), url=url(2)), answer(3)])
    framed: list[Framed] = list(plain_records(Tape(io.BytesIO(content), 0), 10_000))
    assert [f.is_whole for f in framed] == [True, False, True]
    assert max(len(f.data) for f in framed) < 80_000
