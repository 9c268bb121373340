"""Gold clusters as marked text, and how ours are held against them.

    ⟦Ana Ruiz⟧{1:PERSON} won. ⟦She⟧{1:pron} thanked ⟦the union⟧{2:noun}.

The number tells the cluster, the kind is a name's label, `pron` for a pronoun, or `noun` for a definite noun.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from transforms.references import References

MARK = re.compile(r"⟦(.*?)⟧\{(\d+):([A-Za-z_]+)\}", re.DOTALL)
Span = tuple[int, int]


class Marked(NamedTuple):
    """A gold mention: half-open in characters."""

    start: int
    end: int
    cluster: int
    kind: str


class B3(NamedTuple):
    """Sums over mentions, which add up over articles: B³ (Bagga & Baldwin 1998) as in Cai & Strube 2010, mentions as found."""

    precision_sum: float
    found: int
    recall_sum: float
    wanted: int

    @property
    def precision(self) -> float:
        """In percent."""
        return round(100 * self.precision_sum / max(1, self.found), 1)

    @property
    def recall(self) -> float:
        """In percent."""
        return round(100 * self.recall_sum / max(1, self.wanted), 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two, in percent."""
        return round(2 * self.precision * self.recall / max(1e-9, self.precision + self.recall), 1)


def unmarked(text: str) -> tuple[str, list[Marked]]:
    """The text without marks, and its mentions in text order."""
    plain, mentions, at = "", [], 0
    for mark in MARK.finditer(text):
        plain += text[at : mark.start()]
        mentions.append(Marked(len(plain), len(plain) + len(mark[1]), int(mark[2]), mark[3]))
        plain += mark[1]
        at = mark.end()
    return plain + text[at:], mentions


def aligned(rows: Sequence[Any], gold: Sequence[Marked]) -> dict[int, int]:
    """Number of our mention -> number of the gold mention it shares most characters with; each once."""
    shared = sorted(
        (
            (-(min(ours.char_end, theirs.end) - max(ours.char_start, theirs.start)), i, j)
            for i, ours in enumerate(rows)
            for j, theirs in enumerate(gold)
            if ours.char_start < theirs.end and theirs.start < ours.char_end
        ),
    )
    pairs: dict[int, int] = {}
    for _, i, j in shared:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def b_cubed(rows: Sequence[Any], gold: Sequence[Marked], entity: Mapping[str, str] | None = None) -> B3:
    """B³ of our mentions' clusters against those of the gold's named mentions. `entity` may merge our clusters further."""
    entity = entity or {}
    pairs = aligned(rows, gold)
    ours = [entity.get(row.cluster_id, row.cluster_id) for row in rows]
    sizes, wanted = Counter(ours), Counter(m.cluster for m in gold)
    both = Counter((ours[i], gold[j].cluster) for i, j in pairs.items())
    precision = sum(both[ours[i], gold[j].cluster] / sizes[ours[i]] for i, j in pairs.items())
    recall = sum(both[ours[i], gold[j].cluster] / wanted[gold[j].cluster] for i, j in pairs.items())
    return B3(precision, len(rows), recall, len(gold))


def named(gold: Sequence[Marked]) -> list[Marked]:
    return [m for m in gold if m.kind not in {"pron", "noun"}]


def referred(
    mentions: Sequence[Any], found: References, names: Sequence[Marked], marks: Sequence[Marked]
) -> Iterator[bool | None]:
    """For each gold pronoun or noun whether we give it the right thing; None where we give it none. `names` are the named mentions."""
    votes: dict[str, Counter[int]] = defaultdict(Counter)
    for i, j in aligned(mentions, names).items():
        votes[mentions[i].cluster_id][names[j].cluster] += 1
    for mark in marks:
        at = [r for r in found.rows if r.start == mark.start and r.end <= mark.end and r.is_pronoun == (mark.kind == "pron")]
        stands = votes[at[0].mention.cluster_id].most_common(1) if at else []
        yield bool(stands) and stands[0][0] == mark.cluster if at else None
