"""Printed numbers -> values: digits, words, fractions, magnitudes."""

import re
import unicodedata
from re import Match
from typing import NamedTuple

from transforms.numbers.words import NumberWords, plain

DENOMINATORS = frozenset({2, 3, 4, 5, 6, 8, 10, 16, 32, 64, 100, 128, 1000})
"""What fractions in figures are made with; 9/11 and 24/7 are none."""
DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−–", "0123456789-+--")


class Amount(NamedTuple):
    """One printed number: where it stands, its value (two where it is vague by itself: "dozens"), and what it carries."""

    start: int
    end: int
    low: float
    high: float
    sign: str
    scale: float
    kind: str
    text: str
    is_digits: bool


def amount(match: Match[str], words: NumberWords) -> Amount | None:
    """The value of a match of the `amount` pattern; None for a letter that only counts after a money sign ("5m" may be metres)."""
    scale_text = match["scale"] or match["short"] or match["letter"] or ""
    sign = match["sign"] or ""
    end = match.end()
    if match["letter"] and not sign and match["letter"] != "k":
        scale_text, end = "", match.start("letter")
    if match["short"] == "mm" and not sign:  # millimetres, unless it is money
        end = match.start("short")
        scale_text, end = "", end - match.string[end - 1].isspace()
    scale = words.scales.get(scale_text.casefold(), 1.0)
    if match["words"]:
        low, high, kind = read_words(match["words"], words)
        inner = words.scales.get(plain(match["words"]).split()[-1], 1.0)
    else:
        value = _digits(match)
        if value is None:
            return None
        low = high = value
        kind, inner = "fraction" if match["under"] else "number", 1.0
    factor = -scale if match["minus"] else scale
    low, high = sorted((low * factor, high * factor))
    return Amount(match.start(), end, _round(low), _round(high), sign, scale * inner, kind, match.group(), not match["words"])


def _round(value: float) -> float:
    """Without the dust of binary fractions (1.1 million is 1100000, not 1100000.0000000002)."""
    return float(f"{value:.15g}")


def _digits(match: Match[str]) -> float | None:
    if match["glyph"]:
        return unicodedata.numeric(match["glyph"])
    value = _figures(match["digits"])
    power = match["power"] or match["exponent"]
    if power:
        return value * 10.0 ** int(power.translate(SUPERSCRIPT))
    if match["under"]:
        return value / float(match["under"]) if int(match["under"]) in DENOMINATORS and value < float(match["under"]) else None
    part = (match["part"] or "").strip()
    if "/" in part:
        over, under = part.split("/")
        return value + float(over) / float(under) if float(under) else None
    return value + (unicodedata.numeric(part) if part else 0)


def _figures(text: str) -> float:
    """Figures without what parts their thousands; a comma before one or two digits is a decimal one, as much of Europe writes it."""
    if text.count(".") > 1:
        text = text.replace(".", "")
    if DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    return float("".join(c for c in text if c.isdigit() or c == "."))


def read_words(text: str, words: NumberWords) -> tuple[float, float, str]:
    """Lowest and highest value of a number in words, and its kind: number, vague, fraction, multiple, few."""
    whole = plain(text.replace(",", ""))
    if words.kinds.get(whole) in {"vague", "multiple", "few"}:
        low, high = words.values[whole]
        return low, high, words.kinds[whole] if low != high or words.kinds[whole] == "multiple" else "number"
    if whole == "twice":
        return 2.0, 2.0, "multiple"
    if whole.endswith("fold"):
        return *_sum([whole.removesuffix("fold").strip()], words), "multiple"
    parts = whole.split()
    if "point" in parts:
        return *_spoken(parts, words), "number"
    at = next((index for index, part in enumerate(parts) if words.kinds.get(part) == "fraction"), None)
    if at is not None:
        return _with_fraction(parts, at, words)
    low, high = _sum([part for part in parts if part not in {"and", "of"}], words)
    return low, high, "number" if low == high else "few"


def _spoken(parts: list[str], words: NumberWords) -> tuple[float, float]:
    """A decimal said word by word: "two point oh five"."""
    at = parts.index("point")
    decimals = "".join(str(int(words.values[part][0])) for part in parts[at + 1 :])
    value = _sum(parts[:at], words)[0] + float(f"0.{decimals}")
    return value, value


def _with_fraction(parts: list[str], at: int, words: NumberWords) -> tuple[float, float, str]:
    """A number with a fraction at `at`: alone ("two thirds"), of a magnitude ("a quarter of a million"), or behind a whole number.

    Behind one that ends in a magnitude it is a part of that: "one million and a half".
    """
    times = _sum(parts[at - 1 : at], words)[0] or 1.0 if at else 1.0
    share = times * words.values[parts[at]][0]
    before = [part for part in parts[: max(at - 1, 0)] if part != "and"]
    behind = [part for part in parts[at + 1 :] if part not in {"of", "a", "an"}]
    scale = _sum(behind, words)[0] if behind else 1.0
    if not before:
        return share * scale, share * scale, "number" if behind else "fraction"
    whole, last = _sum(before, words)[0], words.scales.get(before[-1], 1.0)
    if last >= 1000:
        value = whole + share * (scale if behind else last)
    else:
        value = (whole + share) * scale
    return value, value, "number"


def _sum(parts: list[str], words: NumberWords) -> tuple[float, float]:
    """Cardinals: magnitudes multiply what stands before them, and close it above a hundred."""
    total_low = total_high = low = high = 0.0
    for part in parts:
        if part in {"a", "an"}:
            continue
        scale = 12.0 if part == "dozen" else words.scales.get(part)
        if part in {"several", "few"}:
            low, high = words.values["several"]
        elif part == "couple":
            low = high = 2.0
        elif scale is None:
            more = words.values[part]
            low, high = low + more[0], high + more[1]
        elif scale <= 100:
            low, high = (low or 1) * scale, (high or 1) * scale
        else:
            total_low, total_high = _closed(total_low, low, scale), _closed(total_high, high, scale)
            low = high = 0.0
    return total_low + low, total_high + high


def _closed(total: float, current: float, scale: float) -> float:
    """The total with `current` times a magnitude added; a magnitude right after a magnitude multiplies all before it."""
    return total + current * scale if current else (total or 1.0) * scale
