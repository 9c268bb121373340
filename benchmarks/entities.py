"""What it costs to settle which clusters are one entity, over warehouses of growing size (synthetic clusters, real SQL).

    python benchmarks/entities.py [--clusters 2000000]

Articles have 20 clusters each, of names that are frequent as names in news are (Zipf): countries in every second article, people who
are named once. One person in five is named by surname alone.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path

import duckdb
import pandas as pd

from flows.seeds import read_aliases
from flows.settings import Settings
from flows.warehouse_entities import LINK, SPREAD, link_entities
from schemas import make_id
from schemas.render import schema_sql

IN_ARTICLE = 20
"""Clusters of one article."""
LABELS = ["PERSON", "ORG", "GPE", "NORP"]


def tables(clusters: int) -> dict[str, pd.DataFrame]:
    """Clusters and their names, as they are before they are linked."""
    chance = random.Random(7)
    rows, names = [], []
    for number in range(clusters):
        label, rank = LABELS[number % 4], int(chance.paretovariate(0.7))
        full = f"given{rank % 997} sur{rank}" if label == "PERSON" else f"{label.lower()} {rank}"
        short = f"sur{rank}" if label == "PERSON" else f"x{rank}"
        is_alone = label in {"PERSON", "ORG"} and chance.random() < 0.2
        key = short if is_alone else full
        revision = f"r{number // IN_ARTICLE:018d}"
        cluster = f"c{number:019d}"
        rows.append((cluster, revision, make_id("entities", label, key), label, key.title(), key, None, None, "name"))
        names += [(cluster, revision, k, 1) for k in {key, *([short] if label == "PERSON" and chance.random() < 0.7 and not is_alone else [])}]  # fmt: skip
    columns = ["cluster_id", "revision_id", "entity_id", "label", "canonical_name", "name_key", "country_code", "region_code", "link_rule"]  # fmt: skip
    return {
        "entity_clusters": pd.DataFrame(rows, columns=columns).drop_duplicates(["revision_id", "label", "name_key"]),
        "entity_cluster_names": pd.DataFrame(names, columns=["cluster_id", "revision_id", "name_key", "mentions"]),
    }


def measure(clusters: int) -> None:
    """Print seconds for one size: the linking alone on 2 threads, when much moves and when nothing does."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "w.duckdb")) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(schema_sql())
        for name, frame in tables(clusters).items():
            connection.register("frame", frame)
            connection.execute(f"insert into core.{name} by name select * from frame")
            connection.unregister("frame")
        known = read_aliases(Settings())
        seconds = []
        for _ in range(2):
            connection.execute("delete from core.entities; delete from core.entity_aliases")
            start = time.perf_counter()
            link_entities(connection, known)
            seconds.append(time.perf_counter() - start)
        steps = {}
        connection.execute("delete from core.entities; delete from core.entity_aliases")
        for step, sql in [*LINK.items(), *((sql.strip()[:40], sql) for sql in SPREAD)]:
            start = time.perf_counter()
            connection.execute(sql)
            steps[step] = time.perf_counter() - start
        rules = dict(connection.execute("select link_rule, count(*) from core.entity_clusters group by 1 order by 1").fetchall())
        print(f"{clusters:>10,} clusters: {seconds[0]:6.1f} s at first, {seconds[1]:6.1f} s with nothing new   {rules}")
        print("            " + ", ".join(f"{step} {took:.1f}" for step, took in steps.items()))


def main() -> None:
    """Measure from a hundred thousand clusters up to the number asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clusters", type=int, default=2_000_000)
    most = parser.parse_args().clusters
    for clusters in sorted({100_000, 500_000, most}):
        if clusters <= most:
            measure(clusters)


if __name__ == "__main__":
    main()
