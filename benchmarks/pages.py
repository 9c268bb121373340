"""What cleaning makes of the gold pages: scores by kind, and every difference. Run: `python benchmarks/pages.py [--verbose]`."""

import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.gate.pages import Page, articles, cleaned, date_is_right, is_rejected_rightly, moment, text_score
from transforms.documents import CleanedArticle


def differences(page: Page, found: CleanedArticle) -> dict[str, tuple[object, object]]:
    """Field -> (ours, expected), of those that the page tells."""
    told = page.told
    pairs = {
        "title": (found.title, told.get("title")),
        "authors": (list(found.authors), told.get("authors")),
        "published": ((found.published_at, found.published_at_origin), (moment(told["published"][0]), told["published"][1])),
        "modified": (found.modified_at, moment(told.get("modified"))),
        "section": (getattr(found, "section", None), told.get("section")),
        "canonical": (found.canonical_url, told.get("canonical")),
    }
    return {name: pair for name, pair in pairs.items() if (name in told or name == "published") and pair[0] != pair[1]}


def main() -> None:
    """Print the table, and with --verbose what differs."""
    by_kind: dict[str, list[tuple[float, bool, bool]]] = defaultdict(list)
    for page, found in articles():
        whole = found is not None and found.text.split("\n\n") == page.paragraphs
        by_kind[page.told["kind"]].append((text_score(page, found).f1, whole, date_is_right(page, found)))
        if "--verbose" in sys.argv:
            show(page, found, whole)
    print(f"{'kind':12} pages  F1 of text  paragraphs exact  dates right")
    for kind, scores in [*sorted(by_kind.items()), ("all", [s for of in by_kind.values() for s in of])]:
        f1, whole, dates = (sum(column) for column in zip(*scores, strict=True))
        print(f"{kind:12} {len(scores):5}  {100 * f1 / len(scores):10.1f}  {whole:16}  {dates:11}")
    rejections = [(p, f) for p, f in cleaned() if "rejected" in p.told]
    print(f"rejected rightly: {sum(is_rejected_rightly(p, f) for p, f in rejections)} of {len(rejections)}")
    for page, out in rejections:
        if not is_rejected_rightly(page, out):
            print("  ", page.name, page.told["rejected"], "but", getattr(out, "reason", "taken"))


def show(page: Page, found: CleanedArticle | None, whole: bool) -> None:
    """What differs on one page."""
    if found is None:
        print(page.name, "REJECTED", next(f for p, f in cleaned() if p == page))
        return
    ours = found.text.split("\n\n")
    for mark, lines, others in (("+", ours, page.paragraphs), ("-", page.paragraphs, ours)):
        for line in lines if not whole else []:
            if line not in others:
                print(page.name, mark, line[:110])
    for name, (got, wanted) in differences(page, found).items():
        print(page.name, name, got, "expected", wanted)


if __name__ == "__main__":
    main()
