"""Text -> the MinHash signature that its copies are found by (Broder 1997; of each minimum only 16 bits are kept: Li and König 2010)."""

import re
import unicodedata
import zlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from schemas import make_id
from schemas.stories import StorySignature

Hashes = NDArray[np.uint64]

WIDTH: Final = 4
"""Words of a shingle. Fewer, and what is common to all news makes strangers alike; more, and an edited word spoils too much around it."""
SLOTS: Final = 256
"""Values of a signature: the similarity is estimated with a standard error of at most 0.031."""
NUMBERS: Final = 2
"""Weight of a number beside that of a run of words."""
MIN_SHINGLES: Final = 40
"""Shorter texts (about as many words) are mostly what all briefs share, and are compared as a whole only."""
CHUNK: Final = 2048
"""Shingles hashed at once, which bounds the memory that a very long text takes (4 MiB)."""

WORD: Final = re.compile(r"[^\W_]+")


def signature(revision_id: str, text: str) -> StorySignature:
    """The signature row of a revision's text."""
    words = words_of(text)
    hashes = shingles(words)
    row = StorySignature(revision_id, make_id("texts", " ".join(words)), len(hashes), None)
    return row if len(hashes) < MIN_SHINGLES else row._replace(signature=minima(hashes).astype(">u2").tobytes().hex())


def words_of(text: str) -> list[str]:
    """The words alone, folded: neither case, accents, typographic marks nor layout make two texts differ."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return WORD.findall(text.casefold())


def shingles(words: list[str]) -> Hashes:
    """64-bit hashes of what tells texts apart, in order of the hash: the runs of WIDTH words, and NUMBERS of every number with its
    next word, so that reports made of one form, which differ in little else, are no copies. None of a text of fewer words."""
    if len(words) < WIDTH:
        return np.empty(0, np.uint64)
    hashes = _mixed(np.fromiter((zlib.crc32(w.encode("utf-8", "surrogatepass")) for w in words), np.uint64, len(words)))
    runs = np.zeros(len(words) - WIDTH + 1, np.uint64)
    for place in range(WIDTH):
        runs = _mixed(runs + hashes[place : place + len(runs)])
    numbers = np.array([i for i, w in enumerate(words[:-1]) if w[0].isdigit()], np.int64)
    pairs = [_mixed(_mixed(hashes[numbers] + np.uint64(n)) + hashes[numbers + 1]) for n in range(1, NUMBERS + 1)]
    return np.unique(np.concatenate([runs, *pairs]))


def minima(hashes: Hashes) -> NDArray[np.uint16]:
    """The smallest value of the hashes under each of SLOTS random linear maps: 16 of its bits, which stand for it."""
    smallest = np.full(SLOTS, np.iinfo(np.uint64).max, np.uint64)
    for start in range(0, len(hashes), CHUNK):
        mapped = hashes[start : start + CHUNK, None] * FACTORS + OFFSETS
        smallest = np.minimum(smallest, mapped.min(axis=0))
    return (smallest >> np.uint64(32)).astype(np.uint16)


def read_signatures(rows: list[str]) -> NDArray[np.uint16]:
    """Signatures as stored -> an array of one row each."""
    return np.frombuffer(bytes.fromhex("".join(rows)), ">u2").reshape(len(rows), SLOTS).astype(np.uint16)


def _mixed(values: Any) -> Any:
    """SplitMix64's finalizer (Steele, Lea and Flood 2014): a bijection of 64 bits that lets every bit depend on all."""
    values = (values + np.uint64(0x9E3779B97F4A7C15)).astype(np.uint64)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


# Odd factors, so that each map is a bijection.
FACTORS: Final = _mixed(np.arange(SLOTS, dtype=np.uint64)) | np.uint64(1)
OFFSETS: Final = _mixed(np.arange(SLOTS, 2 * SLOTS, dtype=np.uint64))
