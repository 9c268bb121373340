"""Rules about revisions: their ids, times, words, and what was read of them."""

import re
from datetime import timedelta
from typing import Any, Final

import pandas as pd

from schemas import make_id
from transforms.audit.rules import Batch, differs, error, one_without_the_other, warn
from transforms.clean.boilerplate import ANYWHERE, MAX_BLOCK
from transforms.clean.dates import EARLIEST_RECORD, LEEWAY
from transforms.clean.language import MIN_SHARE, MIN_WORDS, WORD, share_of_function_words
from transforms.clean.verdict import CONSENT, GONE, MAX_CONSENT, MAX_GONE, MIN_CONSENT
from transforms.revisions import content_hash
from transforms.stories.signatures import words_of

REVISIONS: Final = "article_revisions"
MARKUP: Final = re.compile(
    r"</?(?:a|b|i|p|br|div|em|h[1-6]|img|li|ol|script|span|strong|style|table|td|tr|ul)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE
)
GARBLED: Final = re.compile(r"â€|Ã[\x80-\xbf©¨´¶¼±]|Â[\xa0£©«»°·]|\ufffd")
"""UTF-8 read as Windows-1252, and what could not be decoded at all."""
MANY: Final = 3
LONG: Final = 60
"""Characters of a paragraph that stands in an article once."""
REPEATED: Final = 0.2
"""Share of an article's characters in paragraphs that stood in it before."""
MOST_BOILERPLATE: Final = 1 / 3
FEW: Final = 12
"""Paragraphs of the longest text that is looked at: pages of consent and the like are short."""
MIN_TEXT: Final = 20
MAX_TEXT: Final = 30_000
"""Words of the shortest briefs and of the longest reports."""
SILENT: Final = 100
"""Words of news that name, quote, count and date nothing: there are none so long."""
NO_NAME: Final = re.compile(r"@|https?:|www\.|\d{3}|[<>{}|]")
MAX_NAME: Final = 80


def _texts(batch: Batch) -> "pd.Series[Any]":
    return batch[REVISIONS]["text"].fillna("")


@error(REVISIONS, "content_hash")
def content_hash_is_of_its_text(batch: Batch) -> Any:
    """The content hash is that of title and text."""
    frame = batch[REVISIONS]
    titles = [title if isinstance(title, str) else None for title in frame["title"]]
    made = [content_hash(title, text) for title, text in zip(titles, _texts(batch), strict=True)]
    return differs(frame["content_hash"], pd.Series(made, index=frame.index, dtype=object))


@error(REVISIONS, "revision_id")
def revision_id_is_of_its_content(batch: Batch) -> Any:
    """The id is the hash of article and content hash."""
    return differs(batch[REVISIONS]["revision_id"], batch.ids(REVISIONS, "article_id", "content_hash"))


@error(REVISIONS, "word_count")
def word_count_is_of_its_text(batch: Batch) -> Any:
    """The word count is the number of runs between white space."""
    return differs(batch[REVISIONS]["word_count"], _texts(batch).map(lambda text: len(text.split())))


@error(REVISIONS, "published_at_origin")
def publication_time_has_an_origin(batch: Batch) -> Any:
    """There is a publication time where it is said what it was read from, and nowhere else."""
    return one_without_the_other(batch[REVISIONS]["published_at"], batch[REVISIONS]["published_at_origin"])


@error(REVISIONS, "published_at")
def published_before_it_was_fetched(batch: Batch) -> Any:
    """It was published two days after it was fetched at the latest (`transforms.clean.dates.LEEWAY`), unless a person says otherwise."""
    frame = batch[REVISIONS]
    return (frame["published_at"] > frame["fetched_at"] + LEEWAY) & (frame["published_at_origin"] != "given")


@warn(REVISIONS, "published_at")
def published_in_the_age_of_newspapers(batch: Batch) -> Any:
    """It was published between the first newspapers and two days after it was fetched."""
    frame = batch[REVISIONS]
    given_ahead = (frame["published_at"] > frame["fetched_at"] + LEEWAY) & (frame["published_at_origin"] == "given")
    return given_ahead | (frame["published_at"] < pd.Timestamp(EARLIEST_RECORD))


@warn(REVISIONS, "modified_at")
def modified_after_it_was_published(batch: Batch) -> Any:
    """It was changed a day before it was published at the earliest, and two days after it was fetched at the latest."""
    frame = batch[REVISIONS]
    stated = frame["published_at"].where(frame["published_at_origin"] != "fetched")
    return (frame["modified_at"] < stated - timedelta(days=1)) | (frame["modified_at"] > frame["fetched_at"] + LEEWAY)


@warn(REVISIONS, "language")
def language_is_english(batch: Batch) -> Any:
    """It says that it is English, and has the share of English function words that English prose has."""
    frame = batch[REVISIONS]
    words = [WORD.findall(text[:5000].lower()) for text in _texts(batch)]
    odd = [len(w) >= MIN_WORDS and share_of_function_words(w) < MIN_SHARE for w in words]
    return (frame["language"].notna() & (frame["language"] != "en")) | pd.Series(odd, index=frame.index)


@warn(REVISIONS, "text")
def text_is_no_notice(batch: Batch) -> Any:
    """It is neither a cookie notice nor an error page (`transforms.clean.verdict`)."""
    return _texts(batch).map(_is_notice)


@warn(REVISIONS, "text")
def text_is_no_boilerplate(batch: Batch) -> Any:
    """Fewer than a third of its characters are in paragraphs that surround articles on pages (`transforms.clean.boilerplate`)."""
    return _texts(batch).map(lambda text: _boilerplate(text) > MOST_BOILERPLATE)


@warn(REVISIONS, "text")
def text_has_no_markup(batch: Batch) -> Any:
    """Text and title hold no HTML elements."""
    frame = batch[REVISIONS]
    in_title = frame["title"].fillna("").str.contains(MARKUP)
    return in_title | _texts(batch).map(lambda text: "<" in text and len(MARKUP.findall(text)) >= MANY)


@warn(REVISIONS, "text")
def text_is_decoded(batch: Batch) -> Any:
    """It shows no traces of a wrong character encoding."""
    return _texts(batch).map(lambda text: not text.isascii() and len(GARBLED.findall(text)) >= MANY)


@warn(REVISIONS, "text")
def text_does_not_repeat_itself(batch: Batch) -> Any:
    """Fewer than a fifth of its characters are in paragraphs that stood in it before."""
    return _texts(batch).map(lambda text: _repeated(text) > REPEATED)


@warn(REVISIONS, "word_count")
def length_is_an_articles(batch: Batch) -> Any:
    """It has 20 to 30,000 words."""
    return ~batch[REVISIONS]["word_count"].between(MIN_TEXT, MAX_TEXT)


@warn(REVISIONS, "revision_id")
def something_was_read(batch: Batch) -> Any:
    """A text of 100 words or more has mentions, quotes, numbers or dates."""
    frame = batch[REVISIONS]
    tables = ("entity_mentions", "quotes", "numeric_facts", "date_mentions")
    told = set().union(*(batch[table]["revision_id"] for table in tables))
    return ~frame["revision_id"].isin(told) & (frame["word_count"] >= SILENT)


@error(REVISIONS, "revision_id")
def revision_has_its_extraction(batch: Batch) -> Any:
    """It is told which run, pipeline and rules read it."""
    return ~batch[REVISIONS]["revision_id"].isin(set(batch["extractions"]["revision_id"]))


@error(REVISIONS, "revision_id")
def revision_has_its_signature(batch: Batch) -> Any:
    """There is a signature to find its copies by."""
    return ~batch[REVISIONS]["revision_id"].isin(set(batch["story_signatures"]["revision_id"]))


@error("story_signatures", "text_hash")
def signature_is_of_its_text(batch: Batch) -> Any:
    """The text hash is that of the words of the revision's text."""
    frame = batch["story_signatures"]
    made = [make_id("texts", " ".join(words_of(batch.texts[r]))) if r in batch.texts else None for r in frame["revision_id"]]
    return differs(frame["text_hash"], pd.Series(made, index=frame.index, dtype=object))


@error("article_authors", "position")
def authors_are_numbered(batch: Batch) -> Any:
    """The authors of a byline are numbered from 1, none left out."""
    frame = batch["article_authors"]
    ordered = frame.sort_values(["revision_id", "position"])
    return (ordered["position"] != ordered.groupby("revision_id").cumcount() + 1).reindex(frame.index)


@warn("article_authors", "author_text")
def author_is_a_name(batch: Batch) -> Any:
    """It is no address, number or markup, and no longer than a name."""
    names = batch["article_authors"]["author_text"].fillna("")
    return names.str.contains(NO_NAME) | (names.str.len() > MAX_NAME) | ~names.map(lambda name: any(map(str.isalpha, name)))


def _is_notice(text: str) -> bool:
    words = len(text.split())
    lines = [line.strip() for line in text.split("\n", 6)[:6]]
    is_gone = words < MAX_GONE and any(GONE.fullmatch(line) for line in lines if len(line) <= LONG)
    return is_gone or (words < MAX_CONSENT and len(set(map(str.lower, CONSENT.findall(text)))) >= MIN_CONSENT)


def _boilerplate(text: str) -> float:
    """The share of its characters in paragraphs that are boilerplate; only texts that have few paragraphs can be made of it."""
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    if len(paragraphs) > FEW:
        return 0.0
    return sum(len(p) for p in paragraphs if len(p) <= MAX_BLOCK and ANYWHERE.fullmatch(p)) / max(len(text), 1)


def _repeated(text: str) -> float:
    seen: set[str] = set()
    again = 0
    for line in text.split("\n"):
        paragraph = line.strip()
        if len(paragraph) >= LONG:
            again += len(paragraph) if paragraph in seen else 0
            seen.add(paragraph)
    return again / len(text) if text else 0.0
