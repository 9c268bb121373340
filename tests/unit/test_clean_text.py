"""Text that is given as text: it stays as it is, whatever its charset; and what is no English text is rejected."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.clean import MAX_CHARS, clean
from transforms.clean.decode import decode, is_binary
from transforms.clean.language import language_of
from transforms.documents import CleanedArticle, Given, RawDocument, Rejected

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
DAY = datetime(2024, 2, 1, tzinfo=UTC)

ENGLISH = (
    "The council voted on Monday to close the swimming pool after a survey found cracks in its roof. Nobody wants this, said the leader "
    "of the council, but the roof is not safe and we cannot pay for a new one. The pool opened in 1974 and about 900 people use it every "
    "week, according to the council. A petition against the closure has been signed by more than 4,000 people in the town. "
)
GERMAN = (
    "Der Stadtrat hat am Montag beschlossen, das Schwimmbad zu schließen, weil ein Gutachten Risse im Dach gefunden hat. Niemand will das, "
    "sagte die Vorsitzende, aber das Dach ist nicht sicher und wir haben kein Geld für ein neues. Das Bad wurde 1974 eröffnet und wird jede "
    "Woche von etwa 900 Menschen besucht. Mehr als 4000 Bürger haben gegen die Schließung unterschrieben, wie die Stadt am Abend mitteilte. "
)
DUTCH = (
    "De gemeenteraad heeft maandag besloten het zwembad te sluiten nadat bij een onderzoek scheuren in het dak waren gevonden. Niemand wil "
    "dit, zei de wethouder, maar het dak is niet veilig en er is geen geld voor een nieuw dak. Het bad ging in 1974 open en wordt elke week "
    "door zo'n 900 mensen bezocht. Meer dan 4000 inwoners hebben een petitie tegen de sluiting getekend, aldus de gemeente in de brief. "
)
RUSSIAN = "Городской совет в понедельник решил закрыть бассейн, потому что в крыше нашли трещины и денег на ремонт нет."


NOTHING = Given()


def text_document(body: bytes, *, url: str = "file:///a.txt", given: Given = NOTHING, charset: str | None = None) -> RawDocument:
    headers = {"content-type": f"text/plain; charset={charset}"} if charset else {}
    return RawDocument(url, "text/plain", body, headers, NOW, given)


def article(document: RawDocument) -> CleanedArticle:
    found = clean(document)
    assert isinstance(found, CleanedArticle), found
    return found


def rejection(document: RawDocument) -> Rejected:
    found = clean(document)
    assert isinstance(found, Rejected), found
    assert found.stage == "clean"
    assert document.url in found.detail
    assert "\n" not in found.detail
    return found


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Head\n\nShe said so.\n", "Head\n\nShe said so.\n"),
        ("  indented \n\n\n\n  twice  ", "  indented \n\n\n\n  twice  "),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("page one\fpage two\vmore\x85end", "page one\npage two\nmore\nend"),
        ("tab\tstays, so do \x83 and \x1funit; \x00nul goes", "tab\tstays, so do \x83 and \x1funit; \ufffdnul goes"),
        ("\ufeffwith a mark", "with a mark"),
        ("emoji 👩‍👩‍👧 and “quotes” and nbsp\u00a0stay\u2028", "emoji 👩‍👩‍👧 and “quotes” and nbsp\u00a0stay\u2028"),
    ],
)
def test_text_stays_as_it_is(body: str, text: str) -> None:
    assert article(text_document(body.encode())).text == text


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300))
def test_offsets_are_the_callers_own(text: str) -> None:
    found = clean(text_document(text.encode()))
    if isinstance(found, CleanedArticle):
        assert found.text == text.removeprefix("\ufeff")
    else:
        assert found.reason in ("empty", "language")


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("Pool to close\n\nThe council voted.", "Pool to close"),
        ("\n \n  Pool to close  \nThe council voted.", "Pool to close"),
        ("x" * 300 + "\nmore", "x" * 300),
        ("x" * 301 + "\nmore", None),
    ],
)
def test_title_is_the_first_line_that_is_not_blank(body: str, title: str | None) -> None:
    found = article(text_document(body.encode()))
    assert found.title == title
    assert found.text == body


@pytest.mark.parametrize(
    ("body", "declared", "text"),
    [
        ("“café”".encode(), None, "“café”"),
        ("“café”".encode(), "iso-8859-1", "“café”"),
        ("“café”".encode("utf-8-sig"), None, "“café”"),
        ("“café”".encode("cp1252"), None, "“café”"),
        ("“café”".encode("cp1252"), "iso-8859-1", "“café”"),
        ("“café”".encode("utf-16"), None, "“café”"),
        ("“café”".encode("utf-32"), None, "“café”"),
        ("\ufeff“café”".encode("utf-16-be"), None, "“café”"),
        ("“café”".encode("utf-16-le"), "utf-16le", "“café”"),
        ("café ž".encode("iso-8859-2"), "ISO-8859-2", "café ž"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        (b"caf\xc3\xa9 \xe2\x80\x9cyes\xe2\x80\x9d and one bad \xff byte", None, "café “yes” and one bad \ufffd byte"),
        (b"cut in the middle: \xe2\x80\x9cyes\xe2\x80\x9d \xe2\x80", None, "cut in the middle: “yes” \ufffd"),
        (b"caf\xe9", "unicode_escape", "café"),
        (b"caf\xe9", "no-such-charset", "café"),
        (b"caf\xe9", "hex", "café"),
        (b"", None, ""),
    ],
)
def test_charsets(body: bytes, declared: str | None, text: str) -> None:
    assert decode(body, [declared]) == text


def test_bytes_that_are_in_no_likely_charset_still_become_text() -> None:
    assert "plain words" in decode(b"plain words \x81\x8d\x8f\x90\x9d")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t \n", "empty"),
        (b"\0\0\0\0", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        ("\x01\x02 \x03".encode("utf-16"), "empty"),
        (bytes(range(256)) * 20, "binary"),
        (b"%PDF-1.7\nplain so far", "binary"),
        (b"PK\x03\x04 and a text", "binary"),
        (b"\x1f\x8b\x08 packed", "binary"),
        (b"words " * (MAX_CHARS // 6 + 1), "too_long"),
        (GERMAN.encode(), "language"),
        (DUTCH.encode(), "language"),
        (RUSSIAN.encode(), "language"),
    ],
)
def test_rejections(body: bytes, reason: str) -> None:
    assert rejection(text_document(body)).reason == reason


def test_longest_text_is_taken() -> None:
    body = (ENGLISH * (MAX_CHARS // len(ENGLISH) + 1))[:MAX_CHARS].encode()
    assert len(article(text_document(body)).text) == MAX_CHARS


def test_a_stray_control_character_is_not_binary() -> None:
    assert not is_binary(b"\0\0\0\0" + b"a" * 20)
    assert is_binary(b"\0\0\0\0\0" + b"a" * 20)
    assert not is_binary(b"\0" * 5 + b"a" * 600)


@pytest.mark.parametrize(
    ("text", "stated", "language"),
    [
        (ENGLISH, None, "en"),
        (ENGLISH, "de-DE", "en"),
        (GERMAN, None, "de"),
        (GERMAN, "de-DE", "de"),
        (GERMAN, "en", "de"),
        (RUSSIAN, None, "ru"),
        ("He said so to the paper.", None, "en"),
        ("Arsenal 2 Chelsea 1", None, None),
        ("Arsenal 2 Chelsea 1", "en-GB", "en"),
        ("Ja, sagte sie.", "DE_at", "de"),
        ("Quite short.", "English", "en"),
        ("Quite short.", "12", None),
        ("", None, None),
    ],
)
def test_language(text: str, stated: str | None, language: str | None) -> None:
    assert language_of(text, stated) == language


@pytest.mark.parametrize(
    ("url", "given_", "expected"),
    [
        ("file:///a.txt", Given(), (None, None)),
        ("file:///2024/02/01/a.txt", Given(), (None, None)),
        ("file:///a.txt", Given(published_at=DAY, published_at_origin="given"), (DAY, "given")),
        ("https://town.example/2024/02/01/a.txt", Given(), (DAY, "text")),
        ("https://town.example/a.txt", Given(published_at=DAY, published_at_origin="feed"), (DAY, "feed")),
        ("https://town.example/a.txt", Given(), (NOW, "fetched")),
    ],
)
def test_published_at_and_its_origin(url: str, given_: Given, expected: tuple[datetime | None, str | None]) -> None:
    found = article(text_document(ENGLISH.encode(), url=url, given=given_, charset="utf-8"))
    assert (found.published_at, found.published_at_origin) == expected
