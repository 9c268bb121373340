"""Many hosts at the same time, each at its own pace; and an event loop behind an ordinary iterator."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

Item = TypeVar("Item")
WAITING: Final = 8
"""Results that may wait to be taken; then fetching waits too, so that memory stays flat."""


async def by_host(
    items: Iterable[Item],
    url_of: Callable[[Item], str],
    work: Callable[[Item], Awaitable[None]],
    hosts: int,
    workers: Callable[[Item], int],
) -> None:
    """Do the work on every item: hosts side by side, no more than so many of them, the items of one host in order.

    `workers` tells how many items of its host may be worked on at the same time, as far as the item has a say.
    """
    queues: dict[str, deque[Item]] = {}
    for item in items:
        queues.setdefault(_host(url_of(item)), deque()).append(item)
    places = asyncio.Semaphore(hosts)

    async def drain(queue: deque[Item]) -> None:
        while queue:
            await work(queue.popleft())

    async def host(queue: deque[Item]) -> None:
        async with places, asyncio.TaskGroup() as group:
            for _ in range(min(len(queue), max(map(workers, queue)))):
                group.create_task(drain(queue))

    async with asyncio.TaskGroup() as group:
        for queue in queues.values():
            group.create_task(host(queue))


def in_background(work: Callable[[Callable[[Item], Awaitable[None]]], Awaitable[None]]) -> Iterator[Item]:
    """What `work` hands to the function it is given, as it comes. The work runs in an event loop in a thread of its own.

    Whatever `work` raises is raised here, after what came before it. When the iterator is closed the work is cancelled.
    """
    waiting: asyncio.Queue[Item | None] = asyncio.Queue(WAITING)
    running: Future[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = Future()
    failures: list[Exception] = []

    async def main() -> None:
        task = asyncio.current_task()
        assert task is not None
        running.set_result((asyncio.get_running_loop(), task))
        try:
            await work(waiting.put)
        except Exception as failure:
            failures.append(failure)
        await waiting.put(None)
        await asyncio.Event().wait()  # until cancelled: the loop must live while results wait to be taken

    thread = threading.Thread(target=_run, args=(main,), name="fetching", daemon=True)
    thread.start()
    loop, task = running.result()
    try:
        while (item := asyncio.run_coroutine_threadsafe(waiting.get(), loop).result()) is not None:
            yield item
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
    if failures:
        raise failures[0]


def _run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(main())


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
