"""HTML of what the warehouse says. Everything is escaped here, and a link from an article is one only where it leads to http(s)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import escape
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from dashboard.spans import Marked, highlighted

LONGEST: Final = 160
"""Characters of a title or name that are shown in a line; the rest is an ellipsis."""

Row = Mapping[str, Any]


def cut(text: object, longest: int = LONGEST) -> str:
    """One line of text, cut with an ellipsis. Not escaped."""
    line = " ".join(str(text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def inline(text: object, longest: int = LONGEST) -> str:
    """One line of text as HTML that keeps its direction to itself."""
    return f"<bdi>{escape(cut(text, longest))}</bdi>"


def safe_url(url: object) -> str | None:
    """The URL where it is http(s) with a host, else none: not javascript:, data:, file:, or what cannot be parsed."""
    text = str(url or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return (
        text
        if parts.scheme in ("http", "https") and parts.hostname and not any(c.isspace() or ord(c) < 32 for c in text)
        else None
    )


def page_url(page: str, **state: object) -> str:
    """The address of one of our pages in a state; what is none is left out."""
    return f"{page}?{urlencode({name: value for name, value in state.items() if value is not None})}"


def inner_link(page: str, text: object, **state: object) -> str:
    """A link to one of our pages."""
    return f'<a href="{escape(page_url(page, **state))}" target="_self">{inline(text)}</a>'


def outer_link(url: object, text: str = "original") -> str:
    """A link out of the warehouse, or the address as text where it is none that a browser should follow."""
    if safe := safe_url(url):
        return f'<a href="{escape(safe)}" target="_blank" rel="noopener noreferrer">{escape(text)}&nbsp;↗</a>'
    return f'<span class="wh-quiet">{inline(str(url or "").rpartition("/")[2] or url, 60)}</span>'


def moment(value: object, missing: str = "undated") -> str:
    """A day or a time, UTC, to the minute."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else missing


def statistics(values: Mapping[str, object]) -> str:
    """Name -> figure, as a row of figures that wraps."""
    cells = (f"<div><span>{escape(name)}</span><b>{escape(_figure(value))}</b></div>" for name, value in values.items())
    return f'<div class="wh-figures">{"".join(cells)}</div>'


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def _figure(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def quote_card(quote: Row) -> str:
    """One quote within its sentence: who, how, what, where, how sure."""
    speaker = quote["speaker"] or "speaker not found"
    entity = quote["speaker_entity_id"]
    who = inner_link("entity", speaker, entity=entity) if entity else inline(speaker)
    tags = [quote["quote_type"], quote["cue_class"], quote["polarity"]]
    tags += [f"{quote['outlets']} outlets"] if quote["outlets"] > 1 else []
    sentence = highlighted(quote["sentence"], _within_sentence(quote))
    return (
        f'<article class="wh-card"><header><strong>{who}</strong> {_tags(tags)}{_sure(quote["confidence"])}</header>'
        f'<blockquote dir="auto">{sentence}</blockquote><footer>{_where(quote, quote["quote_id"])}</footer></article>'
    )


def claim_card(claim: Row) -> str:
    """One number within its sentence, with who claims it."""
    start = claim["sentence"].find(claim["fact_text"])
    spans = [Marked(start, start + len(claim["fact_text"]), "number")] if start >= 0 else []
    who = inline(claim["speaker"]) if claim["speaker"] else "the article"
    tags = [claim["modifier"], claim["change"] if claim["change"] != "none" else None, "negated" if claim["is_negated"] else None]
    return (
        f'<article class="wh-card"><header><strong>{inline(claim["fact_text"])}</strong> according to {who} {_tags(tags)}'
        f'{_sure(claim["confidence"])}</header><blockquote dir="auto">{highlighted(claim["sentence"], spans)}</blockquote>'
        f"<footer>{_where(claim, claim['fact_id'])}</footer></article>"
    )


def conflict_card(pair: Row) -> str:
    """Two numbers that cannot both be true, each within its sentence."""
    sides = "".join(f"<div>{_side(pair, side)}</div>" for side in ("first", "second"))
    tags = _tags([pair["unit"], f"by {pair['relation']}"])
    about = inline(pair["measured_text"] or "one number")
    return f'<article class="wh-card"><header><strong>{about}</strong> {tags}{_sure(pair["confidence"])}</header><div class="wh-pair">{sides}</div></article>'


def _side(pair: Row, side: str) -> str:
    told = {
        name: pair[f"{side}_{name}"]
        for name in ("text", "sentence", "speaker", "source", "url", "published_at", "revision_id", "fact_id")
    }
    start = told["sentence"].find(told["text"])
    spans = [Marked(start, start + len(told["text"]), "number")] if start >= 0 else []
    who = f"{inline(told['speaker'])} in " if told["speaker"] else ""
    place = inner_link("article", told["source"], revision=told["revision_id"], span=told["fact_id"])
    return (
        f'<blockquote dir="auto">{highlighted(told["sentence"], spans)}</blockquote>'
        f"<footer>{who}{place} · {moment(told['published_at'])} · {outer_link(told['url'])}</footer>"
    )


def _tags(words: Iterable[object]) -> str:
    return "".join(f'<span class="wh-tag">{escape(str(word).replace("_", " "))}</span>' for word in words if word)


def _where(row: Row, span: str) -> str:
    title = row["title"] or "untitled"
    parts = [
        inline(row["source"], 60),
        moment(row["published_at"]),
        inner_link("article", title, revision=row["revision_id"], span=span),
        outer_link(row["url"]),
    ]
    return " · ".join(parts)


def _sure(confidence: float | None) -> str:
    if confidence is None:
        return ""
    return f'<span class="wh-sure" title="How sure the rule is, 0 to 1">confidence {confidence:.2f}</span>'


def _within_sentence(quote: Row) -> list[Marked]:
    """The spans of a quote, its cue and its speaker, counted in the sentence shown."""
    found = [("quote", *piece) for piece in quote["pieces"] or [(quote["char_start"], quote["char_end"])]]
    found += [(kind, quote[f"{kind}_char_start"], quote[f"{kind}_char_end"]) for kind in ("speaker", "cue")]
    start, length = quote["context_start"], len(quote["sentence"])
    return [
        Marked(max(a - start, 0), min(b - start, length), kind)
        for kind, a, b in found
        if a is not None and a - start < length and b > start
    ]
