"""Time zones as they are printed: offsets, abbreviations, and the American "ET" that depends on the day."""

import re
from datetime import datetime, timedelta
from typing import Final

HOURS: Final = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "west": 1, "wat": 1, "cet": 1, "cest": 2, "cat": 2, "sast": 2, "eet": 2,
    "eest": 3, "msk": 3, "eat": 3, "trt": 3, "gst": 4, "pkt": 5, "ist": 5.5, "npt": 5.75, "ict": 7, "wib": 7, "sgt": 8, "hkt": 8,
    "pht": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "nst": -3.5, "ndt": -2.5, "brt": -3, "art": -3, "ast": -4, "adt": -3, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
    "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
"""Hours ahead of UTC, by what English-language newspapers mean most often."""

ELSEWHERE: Final = {("ist", "IE"): 1, ("ist", "IL"): 2, ("est", "AU"): 10, ("edt", "AU"): 11, ("bst", "BD"): 6, ("cst", "CN"): 8}
"""The same letters in another country."""

AMERICAN: Final = {"et": -5, "ct": -6, "mt": -7, "pt": -8}
NUMERIC: Final = re.compile(r"(?:utc|gmt)?([+-])(\d\d?):?(\d\d)?")


def offset_of(zone: str, day: datetime, region: str | None = None) -> timedelta | None:
    """How far ahead of UTC a printed zone is on that day; None for what is no zone. `region` is a country (ISO 3166-1)."""
    name = zone.lower()
    if found := NUMERIC.fullmatch(name):
        size = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return (size if found[1] == "+" else -size) if size < timedelta(hours=24) else None
    if name in AMERICAN:
        return timedelta(hours=AMERICAN[name] + is_summer_in_america(day))
    hours = ELSEWHERE.get((name, region or ""), HOURS.get(name))
    return None if hours is None else timedelta(hours=hours)


def is_summer_in_america(day: datetime) -> bool:
    """From the second Sunday of March to the first Sunday of November (Energy Policy Act of 2005); to the day, not the hour."""
    start, end = (datetime(day.year, month, least, tzinfo=day.tzinfo) for month, least in ((3, 8), (11, 1)))
    return _sunday(start) <= day < _sunday(end)


def _sunday(day: datetime) -> datetime:
    """The first Sunday on or after the day."""
    return day + timedelta(days=(6 - day.weekday()) % 7)
