"""Who is named together with whom, as a drawing: the one in the middle, the others around it."""

from collections.abc import Mapping, Sequence
from math import cos, pi, sin
from typing import Any, Final, NamedTuple

Row = Mapping[str, Any]

AROUND: Final = 14
"""Names around the one in the middle, at most: their labels have room."""


class Node(NamedTuple):
    """A name and where it stands, in a square from -1 to 1."""

    entity_id: str
    name: str
    label: str
    stories: int
    x: float
    y: float


class Line(NamedTuple):
    """Two names that stories share."""

    x: float
    y: float
    x2: float
    y2: float
    stories: int
    is_spoke: bool
    """It leads to the one in the middle."""


def placed(others: Sequence[Row]) -> list[Node]:
    """The others, evenly around the middle, the one with the most stories on top."""
    return [
        Node(
            o["entity_id"],
            o["name"],
            o["label"],
            o["stories"],
            sin(2 * pi * turn / len(others)),
            cos(2 * pi * turn / len(others)),
        )
        for turn, o in enumerate(others)
    ]


def lines(nodes: Sequence[Node], links: Sequence[Row]) -> list[Line]:
    """Those to the middle, and those among the others: `links` are pairs of entities with the stories they share."""
    at = {node.entity_id: node for node in nodes}
    pairs = [(at[link["one"]], at[link["other"]], link["stories"]) for link in links if {link["one"], link["other"]} <= at.keys()]
    among = [Line(one.x, one.y, other.x, other.y, stories, False) for one, other, stories in pairs]
    return among + [Line(0, 0, node.x, node.y, node.stories, True) for node in nodes]
