"""A whole crawl of a web of ten sites: nothing gets lost, nobody is pressed, nothing is fetched twice."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.sources import configured
from tests.conftest import Run
from tests.integration.town import SITES, Town, is_listing, sources
from tests.integration.web import Visit, serving
from tests.warehouses import rows


@pytest.fixture
def town(names: None) -> Iterator[Town]:
    with serving(Town()) as server:
        yield server


def by_host(visits: list[Visit]) -> dict[str, list[Visit]]:
    found: dict[str, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda v: v.started):
        found[visit.host].append(visit)
    return found


def at_once(visits: list[Visit]) -> int:
    """The most requests that were under way at the same time."""
    moments = sorted([(v.started, 1) for v in visits] + [(v.ended, -1) for v in visits])
    running = highest = 0
    for _, change in moments:
        running += change
        highest = max(highest, running)
    return highest


def test_three_crawls_of_ten_sites(run: Run, town: Town, tmp_path: Path) -> None:
    hosts = tuple(f"{name}.example" for name in SITES)

    def crawl() -> list[Visit]:
        town.visits.clear()
        run(tmp_path, *configured(sources(town)), allow_hosts=hosts, pipeline="fast")
        return list(town.visits)

    first = crawl()
    _counts_are_conserved(town, first, tmp_path)
    _nobody_is_pressed(first)
    landed = {path.name for path in (tmp_path / "landing").iterdir()}

    again = crawl()
    assert {v.status for v in again} == {304}
    assert {v.path for v in again} == {path for _, path in town.pages if is_listing(path)}

    town.touched = 1
    third = crawl()
    assert {v.status for v in third if is_listing(v.path)} == {200}
    assert {v.status for v in third if not is_listing(v.path)} == {301, 304}
    assert Counter((v.host, v.path) for v in third).most_common(1)[0][1] == 1
    unchanged = rows(tmp_path, "select count(*) from ops.fetches where outcome = 'not_modified' and kind = 'page'")
    pages = rows(tmp_path, "select count(*) from ops.fetches where outcome = 'ok' and kind = 'page'")
    assert unchanged == pages
    assert {path.name for path in (tmp_path / "landing").iterdir()} == landed


def _counts_are_conserved(town: Town, visits: list[Visit], home: Path) -> None:
    """Every page that was served is one document, landed and in the ledger; every document came to one end."""
    served = [v for v in visits if v.status == 200 and not is_listing(v.path) and v.path != "/robots.txt"]
    fetched = rows(home, "select kind, outcome, count(*) from ops.fetches group by all order by all")
    outcomes = dict(rows(home, "select outcome, count(*) from ops.documents group by all"))
    print(fetched, outcomes, rows(home, "select reason, count(*) from ops.rejections group by all order by 2 desc"))
    assert len(served) >= 300
    assert sum(count for kind, outcome, count in fetched if (kind, outcome) == ("page", "ok")) == len(served)
    assert sum(count for kind, outcome, count in fetched if (kind, outcome) == ("page", "refused")) == 3, "robots.txt"
    assert {outcome for _, outcome, _ in fetched} == {"ok", "refused"}
    assert sum(outcomes.values()) == len(served)
    assert sum(pq.read_metadata(path).num_rows for path in (home / "landing").iterdir()) == len(served)
    assert outcomes["duplicate"] == 8
    assert outcomes["rejection"] >= 10
    assert rows(home, "select documents = revisions + duplicates + rejections, documents from ops.runs") == [(True, len(served))]


def _nobody_is_pressed(visits: list[Visit]) -> None:
    of_hosts = by_host(visits)
    several = of_hosts.pop("juniper.example")
    for host, its in of_hosts.items():
        assert its[0].path == "/robots.txt"
        gaps = [later.started - earlier.started for earlier, later in pairwise(its)]
        if host == "elm.example":
            gaps = gaps[1:]  # the first request is for the robots.txt that tells of the longer delay
        print(f"{host}: {len(its)} requests, shortest pause {min(gaps):.3f} s, {at_once(its)} at once")
        assert min(gaps) >= (0.04 if host == "elm.example" else 0.02), host
        assert at_once(its) == 1, host
    # Where several connections are allowed, opening one can take longer than the next request takes: the rate is what is kept.
    assert several[-1].started - several[0].started >= 0.01 * (len(several) - 1)
    assert 1 < at_once(several) <= 3
    assert at_once(visits) > 3, "hosts are asked side by side"
