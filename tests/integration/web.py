"""A web server on loopback whose pages a test writes: real sockets, good answers and vile ones."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

HTML = "text/html; charset=utf-8"
Headers = Mapping[str, str]


class Visit(NamedTuple):
    """One request as the server saw it: seconds of the monotonic clock, from when it was read to when its answer was ready."""

    host: str
    path: str
    started: float
    ended: float
    status: int | None
    """None where something else than a proper answer was sent."""


class Request(BaseHTTPRequestHandler):
    """One request. A route is called with this and writes what it likes, down to the socket."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server: Any = self.server
        self.status, self.ready = None, None
        started = time.monotonic()
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "").partition(":")[0]
        route = server.route(host, self.path)
        if route or self.path != "/robots.txt":  # hosts without one are asked for it all the same
            with server.lock:
                server.log.append((self.path, headers))
        try:
            if route is None:
                self.answer(b"no such page", status=404)
            else:
                route(self)
        finally:
            with server.lock:
                server.visits.append(Visit(host, self.path, started, self.ready or time.monotonic(), self.status))

    def send_response(self, code: int, message: str | None = None) -> None:
        self.status, self.ready = code, time.monotonic()
        super().send_response(code, message)

    def answer(self, body: bytes, *, status: int = 200, content_type: str = HTML, headers: Headers | None = None) -> None:
        """A whole answer; `headers` may override Content-Length with a lie."""
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def raw(self, data: bytes) -> None:
        """Bytes as they are, then the end of the connection."""
        self.close_connection = True
        self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test output quiet."""


Route = Callable[[Request], None]


class Server(ThreadingHTTPServer):
    """Threaded, on a free port of 127.0.0.1, with a log of (path, headers) and one of visits."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.routes: dict[str, Route] = {}
        self.log: list[tuple[str, dict[str, str]]] = []
        self.visits: list[Visit] = []
        self.lock = threading.Lock()
        self.stopping = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def route(self, host: str, path: str) -> "Route | None":
        """What answers a path of a host."""
        return self.routes.get(path.partition("?")[0])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up early is what half the tests are about."""


@contextmanager
def serving(server: Server | None = None) -> Iterator[Any]:
    """A server that runs until the block ends."""
    server = server or Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def page(body: bytes | str, *, status: int = 200, content_type: str = HTML, **headers: str) -> Route:
    """Answers with these bytes. Header names are written with underscores."""
    data = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: request.answer(data, status=status, content_type=content_type, headers=named)


def feed(xml: str | bytes, *, content_type: str = "application/rss+xml", **headers: str) -> Route:
    return page(xml, content_type=content_type, **headers)


def redirect(target: str, *, status: int = 302) -> Route:
    """To `target`, in which "{port}" stands for the port of the server."""

    def route(request: Request) -> None:
        port = str(request.server.server_address[1])
        request.answer(b"", status=status, headers={"Location": target.replace("{port}", port)})

    return route


def gzipped(body: bytes, *, content_type: str = HTML) -> Route:
    return page(gzip.compress(body), content_type=content_type, Content_Encoding="gzip")


def silent(request: Request) -> None:
    """Takes the request and never answers."""
    request.close_connection = True
    request.server.stopping.wait(30)  # type: ignore[attr-defined]


def reset(request: Request) -> None:
    """Breaks the connection off with a TCP reset."""
    request.close_connection = True
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    request.connection.close()


def drip(start: bytes, *, every: float = 0.05) -> Route:
    """Sends `start`, then one byte after another for as long as anybody listens."""

    def route(request: Request) -> None:
        request.raw(start)
        while not request.server.stopping.is_set():  # type: ignore[attr-defined]
            request.raw(b"a")
            time.sleep(every)

    return route


def flaky(faults: int, route: Route) -> Route:
    """Breaks off so many times, then answers."""
    left = [faults]

    def answer(request: Request) -> None:
        left[0] -= 1
        if left[0] >= 0:
            reset(request)
        else:
            route(request)

    return answer


def raw(data: bytes) -> Route:
    """Answers with these bytes and hangs up."""
    return lambda request: request.raw(data)


def stalling(start: bytes) -> Route:
    """Sends `start`, then nothing, and does not hang up."""

    def route(request: Request) -> None:
        request.raw(start)
        silent(request)

    return route


def endless(start: bytes, again: bytes) -> Route:
    """Sends `start`, then `again` as fast as it is taken."""

    def route(request: Request) -> None:
        request.raw(start)
        while not request.server.stopping.is_set():  # type: ignore[attr-defined]
            request.raw(again)

    return route


def in_turn(*routes: Route) -> Route:
    """Answers with one route after another, then always with the last."""
    left = list(routes)
    return lambda request: (left.pop(0) if len(left) > 1 else left[0])(request)


def parts(body: bytes, **headers: str) -> Route:
    """A file of which parts may be asked for (RFC 9110, section 14), as servers of files do it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def route(request: Request) -> None:
        asked = request.headers.get("range", "")
        start, _, last = asked.removeprefix("bytes=").partition("-")
        is_other = request.headers.get("if-range", named.get("ETag")) != named.get("ETag")
        if not asked or is_other:
            request.answer(body, headers=named)
        elif int(start) >= len(body):
            request.answer(b"", status=416, headers=named | {"Content-Range": f"bytes */{len(body)}"})
        else:
            stop = min(int(last) + 1, len(body))
            told = named | {"Content-Range": f"bytes {start}-{stop - 1}/{len(body)}"}
            request.answer(body[int(start) : stop], status=206, headers=told)

    return route
