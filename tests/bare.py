"""The main job without what stands around it (Prefect, Great Expectations, dbt): for tests of what disks and kills do to it, which need
many runs. The rest is as it is: landing, cleaning, reading, the publish with its checks."""

from collections.abc import Callable
from contextlib import nullcontext

from flows import main_job, processing, publishing, run
from flows.fetching import land_inputs

FLOWS = ("run_flow", "rebuild_flow")
_real = {name: getattr(run, name) for name in FLOWS}


def strip(patch: Callable[[object, str, object], object] = setattr) -> None:
    """Have runs of this process do without."""
    patch(run, "_task", lambda name, work: work)
    patch(run, "land_task", land_inputs)
    patch(run, "publish_task", publishing.publish)
    for name, flow in _real.items():
        patch(run, name, flow.fn)
    patch(main_job, "prefect_server", lambda *_: nullcontext())
    patch(publishing, "build_views", lambda *_: None)
    patch(publishing, "build_search", lambda *_: None)
    patch(processing, "audit_batch", lambda *_: None)
