"""A raw document in, one cleaned article or one rejection out. Pure, and safe on any bytes.

In: `RawDocument` (text/plain, text/html or application/json). Out: `CleanedArticle`, or `Rejected` at stage `clean` with one of

    empty           nothing to read in it
    binary          not text
    too_long        more than MAX_CHARS characters
    broken_json     not JSON, with the place
    bad_record      JSON, but a field is missing or has the wrong type
    not_an_article  a page without running prose of its own
    index_page      a page that lists articles
    paywall         the beginning of an article, and a wall before the rest
    not_found       an error page that was served as if it were none
    too_complex     a page with more elements than any article has
    language        not English; the detail names the language

Text that was given as text (`.txt`, the `text` of a record) stays as it is: line ends become "\\n", NUL and
lone surrogates U+FFFD, and nothing else changes, so offsets stay the caller's own. A page's text is made by us: paragraphs parted by a
blank line.

`published_at`, first that is known and sane: what a person gave (`given`), what the page's structured data or the record states
(`meta`), what the feed said (`feed`), what stands in the page or its URL (`text`), and for fetched documents the time of the
fetch (`fetched`). A file that states no date has none. Days without a time are midnight, times without a zone are read as UTC.
Figures such as 3/4/2026 are read in the order of the page's country, and not at all where it names none.
"""

from transforms.clean.document import MAX_CHARS, clean

__all__ = ["MAX_CHARS", "clean"]
