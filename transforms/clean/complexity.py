"""Pages built to keep a parser busy, told before it starts: its time grows with the square of some sizes."""

import re
from itertools import islice
from typing import Any, Final

MAX_ELEMENTS: Final = 30_000
"""Of a page. News pages have a few thousand, the longest live blogs some ten thousand; trafilatura takes seconds for these."""

MAX_CHILDREN: Final = 3_000
"""Of one element: trafilatura's time for a paragraph grows with their square (8,000 take five seconds, 50,000 minutes)."""

MAX_ATTRIBUTES: Final = 1_000
"""Of one element: libxml2 compares each with all before it (50,000 take 15 seconds, and nothing can interrupt it)."""

SHORT_TAG: Final = 2 * MAX_ATTRIBUTES
"""A tag of fewer characters cannot hold so many."""

TAG_START: Final = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*|!)")
TAG_REST: Final = re.compile(r"""(?:=\s*+"[^"]*+"|=\s*+'[^']*+'|[^>])*+""")
QUOTED: Final = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
SEPARATOR: Final = re.compile(r"[\s/=]+")
"""What parts attributes and their values outside of quotes."""

UNREAD_END: Final = {
    "script": re.compile(r"</script", re.IGNORECASE),
    "style": re.compile(r"</style", re.IGNORECASE),
    "!": re.compile("-->"),
}
"""What ends the parts that hold no markup. Where it is missing the parser may see markup after all, so it is looked for."""


def overloaded_tag(text: str) -> str | None:
    """The size of a start tag with too many attributes, in words; None for a page without one. Time is linear in the text."""
    place, ends = 0, dict(UNREAD_END)
    while (start := TAG_START.search(text, place)) is not None:
        rest = TAG_REST.match(text, start.end())
        place = rest.end() if rest else start.end()
        if place - start.end() > SHORT_TAG and start[1] != "!" and _attributes(text[start.end() : place]) > MAX_ATTRIBUTES:
            return f"a tag of more than {MAX_ATTRIBUTES:,} attributes"
        kind = start[1].lower()
        if kind in ends and (end := ends[kind].search(text, start.end())) is not None:
            place = end.end()
        elif kind in ends:
            del ends[kind]  # none here is none further on: to look again for each such tag would take forever
    return None


def _attributes(tag: str) -> float:
    """About how many attributes the inside of a tag has: each has a separator before its name and one before its value."""
    return len(SEPARATOR.findall(QUOTED.sub("= ", tag))) / 2


def too_complex(tree: Any) -> str | None:
    """What a parsed page has too many of, in words; None for a page within the limits."""
    if next(islice(tree.iter(), MAX_ELEMENTS, None), None) is not None:
        return f"more than {MAX_ELEMENTS:,} elements"
    if any(len(element) > MAX_CHILDREN for element in tree.iter()):
        return f"an element of more than {MAX_CHILDREN:,} parts"
    return None
