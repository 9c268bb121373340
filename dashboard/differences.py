"""Two texts side by side with what differs marked, as HTML: paragraphs are paired first, then the words within those that changed."""

import re
from difflib import SequenceMatcher
from html import escape
from itertools import zip_longest
from typing import Final

WORDS: Final = re.compile(r"\s+|\d+(?:[.,]\d+)*|\w+|[^\w\s]")
LONGEST: Final = 3000
"""Words in a paragraph that are compared one by one; a longer one is marked as a whole."""


def sides(old: str, new: str) -> tuple[str, str]:
    """The two texts as HTML: what only the first has is <del>, what only the second has is <ins>."""
    before, after = [line for line in old.split("\n") if line.strip()], [line for line in new.split("\n") if line.strip()]
    left, right = list[str](), list[str]()
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            left += map(escape, before[a:b])
            right += map(escape, after[c:d])
        else:
            for one, other in zip_longest(before[a:b], after[c:d]):
                marked = _words(one or "", other or "")
                left += [marked[0]] if one else []
                right += [marked[1]] if other else []
    return _paragraphs(left), _paragraphs(right)


def _words(old: str, new: str) -> tuple[str, str]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    if max(len(before), len(after)) > LONGEST:
        return _marked("del", old), _marked("ins", new)
    left, right = list[str](), list[str]()
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        one, other = "".join(before[a:b]), "".join(after[c:d])
        left.append(escape(one) if what == "equal" else _marked("del", one))
        right.append(escape(other) if what == "equal" else _marked("ins", other))
    return "".join(left), "".join(right)


def _marked(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if text else ""


def _paragraphs(lines: list[str]) -> str:
    return "".join(f'<p dir="auto">{line}</p>' for line in lines)
