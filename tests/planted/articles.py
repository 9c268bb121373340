"""Faults of revisions, their authors, sentences and signatures."""

from datetime import timedelta
from typing import Any

import pandas as pd

from schemas import make_id
from tests.planted.faults import Batch, fault
from transforms.documents import CleanedArticle, RawDocument
from transforms.revisions import candidate
from transforms.stories.signatures import signature

REVISIONS = "article_revisions"


def _rewrite(batch: Batch, row: int, text: str) -> None:
    """The revision as if that text had been read and nothing found in it: all that is made of the text is right."""
    frame = batch[REVISIONS]
    old = frame.loc[row]
    for name, other in batch.frames.items():
        if name in {REVISIONS, "extractions", "article_authors"}:
            continue
        if "revision_id" in other.columns:
            batch.keep(name, lambda f: f.revision_id != old.revision_id)
    batch.keep("quote_spans", lambda f: f.quote_id.isin(set(batch["quotes"].quote_id)))
    batch.keep("numeric_fact_entities", lambda f: f.fact_id.isin(set(batch["numeric_facts"].fact_id)))
    body = RawDocument("https://x.example/", "text/plain", b"", {}, old.fetched_at)
    title = None if pd.isna(old.title) else old.title
    made = candidate(body, CleanedArticle("https://x.example/", title, text)).revision
    batch.set(REVISIONS, row, text=text, content_hash=made.content_hash, word_count=made.word_count)
    batch.rename("revision_id", old.revision_id, make_id(REVISIONS, old.article_id, made.content_hash))
    lines, at, rows = text.split("\n"), 0, []
    for number, line in enumerate(lines):
        if line.strip():
            rows.append((number, at, at + len(line)))
        at += len(line) + 1
    revision_id = batch.get(REVISIONS, row, "revision_id")
    made_rows = [
        {"sentence_id": make_id("sentences", revision_id, s, e), "revision_id": revision_id, "paragraph_index": i, "sentence_index": i, "char_start": s, "char_end": e}
        for i, (_, s, e) in enumerate(rows)
    ]  # fmt: skip
    batch.frames["sentences"] = pd.concat([batch["sentences"], pd.DataFrame(made_rows)], ignore_index=True)
    signed = pd.DataFrame([signature(revision_id, text)._asdict()])
    batch.frames["story_signatures"] = pd.concat([batch["story_signatures"], signed], ignore_index=True)


def _shifted(batch: Batch, row: int, column: str, **shift: float) -> None:
    value = batch.get(REVISIONS, row, column)
    batch.set(REVISIONS, row, **{column: value + timedelta(**shift)})


def _dated(frame: pd.DataFrame) -> Any:
    return frame.published_at.notna()


@fault("structural")
def text_edited_after_it_was_read(batch: Batch) -> None:
    row = batch.pick(REVISIONS)
    text = batch.get(REVISIONS, row, "text")
    batch.set(REVISIONS, row, text=text[: len(text) // 3] + "x" + text[len(text) // 3 :])


@fault("structural")
def texts_of_two_revisions_swapped(batch: Batch) -> None:
    row = batch.pick(REVISIONS)
    other = batch.other(REVISIONS, row, same_article=False)
    one, two = batch.get(REVISIONS, row, "text"), batch.get(REVISIONS, other, "text")
    batch.set(REVISIONS, row, text=two)
    batch.set(REVISIONS, other, text=one)


@fault("structural")
def text_cut_short_after_it_was_read(batch: Batch) -> None:
    row = batch.pick(REVISIONS)
    text = batch.get(REVISIONS, row, "text")
    batch.set(REVISIONS, row, text=text[: text.rindex("\n", 0, len(text) - 10)])


@fault("structural")
def word_count_off_by_one(batch: Batch) -> None:
    row = batch.pick(REVISIONS)
    batch.set(REVISIONS, row, word_count=batch.get(REVISIONS, row, "word_count") + 1)


@fault("structural")
def content_hash_of_another_revision(batch: Batch) -> None:
    row = batch.pick(REVISIONS)
    other = batch.other(REVISIONS, row, same_article=False)
    batch.set(REVISIONS, row, content_hash=batch.get(REVISIONS, other, "content_hash"))


@fault("structural")
def revision_given_to_another_article(batch: Batch) -> None:
    row = batch.pick(REVISIONS)
    other = batch.pick(REVISIONS, lambda f: f.article_id != f.at[row, "article_id"])
    batch.set(REVISIONS, row, article_id=batch.get(REVISIONS, other, "article_id"))


@fault("structural")
def revision_of_no_article(batch: Batch) -> None:
    batch.set(REVISIONS, batch.pick(REVISIONS), article_id=None)


@fault("structural")
def revision_twice(batch: Batch) -> None:
    batch.add(REVISIONS, batch.pick(REVISIONS))


@fault("structural")
def language_spelled_out(batch: Batch) -> None:
    batch.set(REVISIONS, batch.pick(REVISIONS), language="English")


@fault("semantic")
def language_of_another_country(batch: Batch) -> None:
    batch.set(REVISIONS, batch.pick(REVISIONS), language="fr")


@fault("semantic")
def published_after_it_was_fetched(batch: Batch) -> None:
    row = batch.pick(REVISIONS, _dated)
    batch.set(REVISIONS, row, published_at=batch.get(REVISIONS, row, "fetched_at") + timedelta(days=40))


@fault("semantic")
def published_in_1066(batch: Batch) -> None:
    row = batch.pick(REVISIONS, _dated)
    batch.set(REVISIONS, row, published_at=pd.Timestamp("1066-10-14", tz="UTC"))


@fault("semantic")
def modified_before_it_was_published(batch: Batch) -> None:
    row = batch.pick(REVISIONS, _dated)
    batch.set(REVISIONS, row, modified_at=batch.get(REVISIONS, row, "published_at") - timedelta(days=9))


@fault("semantic")
def publication_time_of_no_origin(batch: Batch) -> None:
    batch.set(REVISIONS, batch.pick(REVISIONS, _dated), published_at_origin=None)


@fault("structural")
def landing_digest_cut(batch: Batch) -> None:
    row = batch.pick(REVISIONS)
    batch.set(REVISIONS, row, landing_digest=batch.get(REVISIONS, row, "landing_digest")[:40])


@fault("structural")
def revision_number_zero(batch: Batch) -> None:
    batch.set(REVISIONS, batch.pick(REVISIONS), revision_number=0)


@fault("semantic")
def text_is_a_cookie_notice(batch: Batch) -> None:
    notice = "We use cookies to improve your experience on this website.\n\nBy clicking Accept you agree to our use of cookies. You can manage your preferences in our privacy policy at any time.\n\nAccept all cookies\n\nReject all"
    _rewrite(batch, batch.pick(REVISIONS), notice)


@fault("semantic")
def text_is_an_error_page(batch: Batch) -> None:
    _rewrite(
        batch,
        batch.pick(REVISIONS),
        "404\n\nPage not found\n\nSorry, the page you are looking for does not exist or has been moved.",
    )


@fault("semantic")
def text_is_printed_twice(batch: Batch) -> None:
    row = batch.pick(REVISIONS)
    text = batch.get(REVISIONS, row, "text")
    _rewrite(batch, row, f"{text.strip()}\n\n{text.strip()}")


@fault("semantic")
def text_is_markup(batch: Batch) -> None:
    row = batch.pick(REVISIONS)
    lines = batch.get(REVISIONS, row, "text").split("\n")
    _rewrite(batch, row, "\n".join(f'<p class="story">{line}</p>' if line else line for line in lines))


@fault("semantic")
def text_decoded_wrongly(batch: Batch) -> None:
    row = batch.pick(REVISIONS)
    text = batch.get(REVISIONS, row, "text")
    curly = text.replace('"', "”").replace("'", "’").encode("utf-8").decode("cp1252", "replace")
    _rewrite(batch, row, curly)


@fault("semantic")
def article_of_which_nothing_was_read(batch: Batch) -> None:
    """The text stays; mentions, quotes, numbers and dates are gone."""
    row = batch.pick(REVISIONS)
    _rewrite(batch, row, batch.get(REVISIONS, row, "text"))


@fault("semantic")
def title_in_markup(batch: Batch) -> None:
    row = batch.pick(REVISIONS, lambda f: f.title.notna())
    batch.set(REVISIONS, row, title=f"<b>{batch.get(REVISIONS, row, 'title')}</b>")


@fault("structural")
def author_twice_in_one_place(batch: Batch) -> None:
    batch.add("article_authors", batch.pick("article_authors"), author_text="Somebody Else")


@fault("structural")
def author_lost(batch: Batch) -> None:
    row = batch.pick("article_authors", lambda f: (f.position == 1) & f.revision_id.duplicated(keep=False))
    batch.drop("article_authors", row)


@fault("semantic")
def authors_in_another_order(batch: Batch) -> None:
    row = batch.pick("article_authors", lambda f: (f.position == 1) & f.revision_id.duplicated(keep=False))
    other = batch.others("article_authors", row, same_article=True)[0]
    one, two = batch.get("article_authors", row, "author_text"), batch.get("article_authors", other, "author_text")
    batch.set("article_authors", row, author_text=two)
    batch.set("article_authors", other, author_text=one)


@fault("semantic")
def author_is_an_address(batch: Batch) -> None:
    batch.set("article_authors", batch.pick("article_authors"), author_text="newsroom@courier.example")


def _inner(frame: pd.DataFrame) -> Any:
    return frame.sentence_index.between(2, 12)


@fault("structural")
def sentence_lost(batch: Batch) -> None:
    batch.drop("sentences", batch.pick("sentences", _inner))


@fault("structural")
def sentence_runs_into_the_next(batch: Batch) -> None:
    row = batch.pick("sentences", _inner)
    batch.set("sentences", row, char_end=batch.get("sentences", row, "char_end") + 12)


@fault("structural")
def sentences_numbered_the_other_way(batch: Batch) -> None:
    row = batch.pick("sentences", _inner)
    index = batch.get("sentences", row, "sentence_index")
    other = next(
        o for o in batch.others("sentences", row, same_article=True) if batch.get("sentences", o, "sentence_index") == index + 1
    )
    batch.set("sentences", row, sentence_index=index + 1)
    batch.set("sentences", other, sentence_index=index)


@fault("structural")
def paragraphs_run_backwards(batch: Batch) -> None:
    batch.set("sentences", batch.pick("sentences", lambda f: f.paragraph_index > 3), paragraph_index=0)


@fault("structural")
def sentence_beyond_the_text(batch: Batch) -> None:
    row = batch.pick("sentences", lambda f: ~f.revision_id.duplicated(keep="last"))
    batch.set("sentences", row, char_end=len(batch.text_of("sentences", row)) + 50)


@fault("structural")
def sentence_twice(batch: Batch) -> None:
    row = batch.pick("sentences", _inner)
    batch.add("sentences", row, sentence_id=make_id("test", "twice"))


@fault("semantic")
def sentence_cut_in_a_word(batch: Batch) -> None:
    """One sentence becomes two, all in order, but in the midst of a word."""
    row = batch.pick("sentences", lambda f: f.char_end - f.char_start > 60)
    start, end = int(batch.get("sentences", row, "char_start")), int(batch.get("sentences", row, "char_end"))
    text, revision_id = batch.text_of("sentences", row), batch.get("sentences", row, "revision_id")
    cut = next(i for i in range(start + 20, end) if text[i - 1 : i + 1].isalpha())
    index = batch.get("sentences", row, "sentence_index")
    frame = batch["sentences"]
    frame.loc[(frame.revision_id == revision_id) & (frame.sentence_index > index), "sentence_index"] += 1
    batch.add("sentences", row, sentence_id=make_id("sentences", revision_id, cut, end), char_start=cut, sentence_index=index + 1)
    batch.set("sentences", row, char_end=cut)
    old, new = batch.get("sentences", row, "sentence_id"), make_id("sentences", revision_id, start, cut)
    batch.rename("sentence_id", old, new)


@fault("structural")
def signature_cut(batch: Batch) -> None:
    row = batch.pick("story_signatures", lambda f: f.signature.notna())
    batch.set("story_signatures", row, signature=batch.get("story_signatures", row, "signature")[:1000])


@fault("structural")
def signature_lost(batch: Batch) -> None:
    batch.drop("story_signatures", batch.pick("story_signatures"))


@fault("semantic")
def signature_of_another_text(batch: Batch) -> None:
    row = batch.pick("story_signatures")
    other = batch["story_signatures"].loc[batch.other("story_signatures", row, same_article=False)]
    batch.set("story_signatures", row, text_hash=other.text_hash, signature=other.signature, shingle_count=other.shingle_count)


@fault("structural")
def extraction_lost(batch: Batch) -> None:
    batch.drop("extractions", batch.pick("extractions"))
