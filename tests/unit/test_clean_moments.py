"""Moments as they are printed, by country and zone; bylines to names."""

from datetime import UTC, datetime

import pytest

from transforms.clean.authors import split_authors
from transforms.clean.moments import read_moment
from transforms.clean.zones import is_summer_in_america


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "region", "moment"),
    [
        ("2026-03-04", None, at(3, 4)),
        ("2026-03-04T09:15:00+01:00", None, at(3, 4, 8, 15)),
        ("2026-03-04T09:15:00+0100", None, at(3, 4, 8, 15)),
        ("2026-03-04 09:15:00 +0100", None, at(3, 4, 8, 15)),
        ("2026-03-04 09:15 IST", "IN", at(3, 4, 3, 45)),
        ("2026-03-04 09:15 IST", "IE", at(3, 4, 8, 15)),
        ("20260304T091500Z", None, at(3, 4, 9, 15)),
        ("20260304091500", None, at(3, 4, 9, 15)),
        ("2026/03/04 09:15", None, at(3, 4, 9, 15)),
        ("1772615700", None, at(3, 4, 9, 15)),
        ("1772615700000", None, at(3, 4, 9, 15)),
        ("Wed, 04 Mar 2026 09:15:00 GMT", None, at(3, 4, 9, 15)),
        ("Wed, 04 Mar 2026 09:15:00 -0500", None, at(3, 4, 14, 15)),
        ("Wed, 4 Mar 2026 09:15:00 EST", None, at(3, 4, 14, 15)),
        ("4 March 2026", None, at(3, 4)),
        ("4th of March, 2026", None, at(3, 4)),
        ("March 4th, 2026", None, at(3, 4)),
        ("Mar. 4, 2026 at 9:15 a.m. ET", None, at(3, 4, 14, 15)),
        ("July 4, 2026 9:15 PM ET", None, at(7, 5, 1, 15)),
        ("9:15 p.m. PT, March 4, 2026", None, at(3, 5, 5, 15)),
        ("12:05 a.m. March 4, 2026", None, at(3, 4, 0, 5)),
        ("12:05pm, March 4, 2026", None, at(3, 4, 12, 5)),
        ("4 March 2026, 3pm GMT", None, at(3, 4, 15)),
        ("4 March 2026 18.30 BST", "GB", at(3, 4, 17, 30)),
        ("4-Mar-2026", None, at(3, 4)),
        ("04.03.2026 09:15", None, at(3, 4, 9, 15)),
        ("04/03/2026", "GB", at(3, 4)),
        ("03/04/2026", "US", at(3, 4)),
        ("03/04/2026", None, None),
        ("03/04/2026", "CA", None),
        ("03/14/2026", None, at(3, 14)),
        ("14/03/2026", None, at(3, 14)),
        ("03/03/2026", None, at(3, 3)),
        ("Posted Wednesday, March 4, 2026 | 4 min read", None, at(3, 4)),
        ("4 March 2026 (Thursday), 25:99", None, at(3, 4)),
        ("31 April 2026", None, None),
        ("Mar 4", None, None),
        ("version 10.2.2026.1", None, None),
        ("call 0199 2026-03-04x", None, at(3, 4)),
        ("12345678901", None, None),
        ("may 2026 be kinder", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_moments(text: str | None, region: str | None, moment: datetime | None) -> None:
    assert read_moment(text, region) == moment


def test_american_summer_time() -> None:
    assert [is_summer_in_america(at(*day)) for day in ((3, 7), (3, 8), (7, 4), (10, 31), (11, 1))] == [
        False,
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Hale", ["Ann Hale"]),
        ("BY ANN HALE", ["ANN HALE"]),
        ("By Ann Hale, Tom Reed and Jo Orr", ["Ann Hale", "Tom Reed", "Jo Orr"]),
        ("Ann Hale & Tom Reed", ["Ann Hale", "Tom Reed"]),
        ("Ann Hale with Tom Reed", ["Ann Hale", "Tom Reed"]),
        ("Ann Hale | Town News | 1 May 2024", ["Ann Hale"]),
        ("Ann Hale • 4 min read", ["Ann Hale"]),
        ("Ann Hale, health correspondent", ["Ann Hale"]),
        ("Ann Hale, Chief Political Correspondent", ["Ann Hale"]),
        ("Political Editor Ann Hale", ["Ann Hale"]),
        ("Ann Hale, Staff Writer", ["Ann Hale"]),
        ("Our Staff Reporter", []),
        ("Town News Web Desk", []),
        ("admin", []),
        ("Ann Hale in Cork", ["Ann Hale"]),
        ("Ann Hale for Town News", ["Ann Hale"]),
        ("Ann Hale and agencies", ["Ann Hale"]),
        ("Transmeridian News Agency", ["Transmeridian News Agency"]),
        ("Ann Hale (ann.hale@town.example)", ["Ann Hale"]),
        ("Ann Hale ann@town.example @annhale", ["Ann Hale"]),
        ("Ann Hale @annhale", ["Ann Hale"]),
        ("Posted by Ann Hale on February 21, 2026", ["Ann Hale"]),
        ("by Ann Hale on the 3rd of January, 2026 in Wildlife", ["Ann Hale"]),
        ("Ann Hale Published 2 May", ["Ann Hale"]),
        ("Words: Ann Hale", ["Ann Hale"]),
        ("Photographs by Jo Orr", []),
        ("Ann Hale; photographs by Jo Orr", ["Ann Hale"]),
        ("Martin Hale, Jr.", ["Martin Hale Jr."]),
        ("Zoë Brontë-Hay", ["Zoë Brontë-Hay"]),
        ("Ludwig van der Meer", ["Ludwig van der Meer"]),
        ("Ann Hale, Ann Hale", ["Ann Hale"]),
        ("https://social.example/ann", []),
        ("Town News", []),
        ("", []),
        (None, []),
    ],
)
def test_bylines(byline: str | None, names: list[str]) -> None:
    assert list(split_authors(byline, site="Town News")) == names
