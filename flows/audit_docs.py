"""Great Expectations' Data Docs of a run: what the audit validated, a page a table, summed over the run's batches.

They are rendered from results that the audit left as JSON; nothing is validated for them. Great Expectations' own pages fetch styles,
scripts and images from half a dozen hosts; ours keep its markup and ask nobody.
"""

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from flows.audit import Validation, library
from flows.reports.page import CHARSET

EXAMPLES: Final = 20
OUTSIDE: Final = re.compile(
    r"<script\b.*?</script>|<style\b.*?</style>|<link\b[^>]*>|<img\b[^>]*>|<footer\b.*?</footer>|<nav\b.*?</nav>|<button\b.*?</button>",
    re.DOTALL,
)
HANDLER: Final = re.compile(r'\son[a-z]+="[^"]*"')
"""What asks for something outside, or does nothing without a script."""
STYLE: Final = (
    "body{font:14px/1.5 system-ui,sans-serif;margin:2rem;color:#222;background:#fff}table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #ddd;padding:.3rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    ".col-md-2,.collapse{display:none}.text-success{color:#3a7d44}.text-danger{color:#b23a48}h1{font-size:1.3rem}h2,h3,h4,h5{font-size:1rem}"
)


def write_data_docs(files: Iterable[Path], folder: Path, *, run_id: str) -> None:
    """Write `index.html` and a page for each table into the folder, from the validations of the run's batches."""
    validations = merged(v for path in files for v in json.loads(path.read_text("utf-8")))
    folder.mkdir(parents=True, exist_ok=True)
    for validation in validations:
        (folder / f"{validation['table']}.html").write_text(_page(validation, run_id), "utf-8", errors="replace")
    (folder / "index.html").write_text(_index(validations, run_id), "utf-8")


def merged(validations: Iterable[Validation]) -> list[Validation]:
    """One validation a table: counts summed over the batches, some of the failing values, success where all succeeded."""
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for validation in validations:
        known = tables.setdefault(validation["table"], {})
        for result in validation["results"]:
            key = json.dumps([result["type"], result["kwargs"]], sort_keys=True)
            known[key] = _summed(known[key], result) if key in known else result
    return [{"table": table, "results": list(results.values())} for table, results in tables.items()]


def _summed(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    counts = {key: one[key] + two[key] for key in one if key.endswith("_count")}
    examples = [*one["examples"], *two["examples"]][:EXAMPLES]
    return one | counts | {"success": one["success"] and two["success"], "examples": examples}


def _page(validation: Validation, run_id: str) -> str:
    library()
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
    from great_expectations.render.view.view import DefaultJinjaPageView

    view: Any = DefaultJinjaPageView()
    page: str = view.render(ValidationResultsPageRenderer().render(_suite_result(validation, run_id)))
    kept = HANDLER.sub("", OUTSIDE.sub("", page))
    return kept.replace("<head>", f"<head>{CHARSET}<style>{STYLE}</style>", 1)


def _suite_result(validation: Validation, run_id: str) -> Any:
    from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult

    results = validation["results"]
    met = sum(result["success"] for result in results)
    return ExpectationSuiteValidationResult(
        success=met == len(results),
        results=[_result(result) for result in results],
        suite_name=validation["table"],
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": met,
            "unsuccessful_expectations": len(results) - met,
            "success_percent": 100 * met / len(results),
        },
        meta={"run_id": {"run_name": run_id, "run_time": None}},
        suite_parameters={},
    )


def _result(result: dict[str, Any]) -> Any:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    counts = {key: value for key, value in result.items() if key.endswith("_count")}
    return ExpectationValidationResult(
        success=result["success"],
        expectation_config=ExpectationConfiguration(type=result["type"], kwargs=result["kwargs"]),
        result=counts | _shares(counts) | {"partial_unexpected_list": [harmless(text) for text in result["examples"]]},
        exception_info={"raised_exception": False, "exception_traceback": None, "exception_message": None},
    )


def _shares(counts: dict[str, int]) -> dict[str, float]:
    """The percentages that Great Expectations' pages show beside the counts."""
    if not counts.get("element_count"):
        return {}
    present = counts["element_count"] - counts.get("missing_count", 0)
    return {
        "unexpected_percent": 100 * counts.get("unexpected_count", 0) / max(present, 1),
        "missing_percent": 100 * counts.get("missing_count", 0) / counts["element_count"],
    }


def harmless(text: str) -> str:
    """A value as a page can show it: Great Expectations puts values into its pages as they are, and reads "$" as its own."""
    return escape(text).replace("$", "&#36;")


def _index(validations: Sequence[Validation], run_id: str) -> str:
    rows = "".join(_row(validation) for validation in validations)
    head = "<tr><th>table</th><th>expectations</th><th>met</th><th>rows</th></tr>"
    return (
        f'<!doctype html><html lang="en"><head>{CHARSET}<title>Data Docs of run {run_id}</title><style>{STYLE}</style></head><body>'
        f'<h1>Data Docs of run <code>{run_id}</code></h1><p><a href="../report.html">The run\'s report</a></p>'
        f"<table>{head}{rows}</table></body></html>\n"
    )


def _row(validation: Validation) -> str:
    table, results = validation["table"], validation["results"]
    met = sum(result["success"] for result in results)
    rows = max((result.get("element_count", 0) for result in results), default=0)
    color = "text-success" if met == len(results) else "text-danger"
    return f'<tr><td><a href="{table}.html">{table}</a></td><td>{len(results)}</td><td class="{color}">{met}</td><td>{rows:,}</td></tr>'
