"""Bursts of requests on gateways that have just been started."""

import json
import os
import select
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from gateways import sets
from generators import truth, watched
from measuring import BENCH, Server, cell, end, in_turns, read_object, say

CLIENT_CORE, GATEWAY_CORE = 0, 1
BURST, BURSTS, EVERY = 200, 20, 0.5
# Later bursts: all from this one on.
LATER = 10
IDLE_SECONDS, BURST_SECONDS, LATER_SECONDS = 3, 20, 20
DIRECT = "direct"
MESSAGES = [{"role": "user", "content": "Describe the sea."}]
BODY = json.dumps({"model": "synthetic-upstream", "stream": True, "messages": MESSAGES}).encode()
REQUEST = (
    b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    b"accept: text/event-stream\r\ncontent-length: %d\r\n\r\n%s" % (len(BODY), BODY))


@contextmanager
def gateway(name, upstream):
    """A gateway on its core, which has just been started: its port and its process, which is None without one."""
    on_core = ["taskset", "-c", str(GATEWAY_CORE)]
    if name == DIRECT:
        yield port_of(upstream), None
    elif name == sets.OURS:
        variables = {"LLM_BASE_URL": f"{upstream}/v1", "LLM_MODEL": ""}
        with Server([*on_core, BENCH, "serve", "--port=0"], variables) as server:
            wait_until_ready(server.url + "/health/ready")
            yield port_of(server.url), server.pid
    else:
        flags = [f"--dir={sets.FOLDER}", f"--only={name}", f"--upstream={upstream}"]
        process = subprocess.Popen([*on_core, BENCH, "baselines", "up", *flags], stdout=subprocess.PIPE, text=True)
        try:
            started = read_object(process.stdout)["baselines"][0]
            yield port_of(started["url"]), started["pid"]
        finally:
            end(process)


def port_of(url):
    return int(url.rstrip("/").rsplit(":", 1)[1])


def wait_until_ready(url):
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.01)
    sys.exit(f"{url}: not ready after 60 s")


class Connections:
    """Open connections, which send their requests at once."""

    def __init__(self, port):
        self.poll = select.epoll()
        self.sockets = {}
        for _ in range(BURST):
            connection = socket.create_connection(("127.0.0.1", port), timeout=10)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sockets[connection.fileno()] = connection
            self.poll.register(connection, select.EPOLLIN)

    def burst(self):
        """Times to the first event in ms, of the responses that came whole and with status 200 in time."""
        started, first, done = {}, {}, set()
        texts = {fd: b"" for fd in self.sockets}
        for fd, connection in self.sockets.items():
            started[fd] = time.monotonic()
            try:
                connection.send(REQUEST)
            except OSError:
                pass  # The end of the connection is read below.
        limit = time.monotonic() + BURST_SECONDS
        while len(done) < len(self.sockets) and time.monotonic() < limit:
            for fd, _ in self.poll.poll(0.5):
                now = time.monotonic()
                data = self.receive(fd)
                texts[fd] += data
                if fd not in first and b" word" in texts[fd]:
                    first[fd] = (now - started[fd]) * 1000
                if not data or is_whole(texts[fd]):
                    done.add(fd)
                if not data:
                    self.poll.unregister(fd)
        good = [fd for fd in first if is_whole(texts[fd]) and texts[fd].startswith(b"HTTP/1.1 200")]
        return [first[fd] for fd in good]

    def receive(self, fd):
        """Some bytes; none if the gateway has ended the connection, by a reset too."""
        try:
            return self.sockets[fd].recv(65536)
        except OSError:
            return b""

    def close(self):
        for connection in self.sockets.values():
            connection.close()
        self.poll.close()


def is_whole(text):
    return text.endswith(b"0\r\n\r\n") or (b"[DONE]" in text and b"transfer-encoding" not in text.lower())


def measure(name, upstream):
    """One start of a gateway: its memory, and what its bursts took."""
    with gateway(name, upstream) as (port, pid):
        time.sleep(IDLE_SECONDS)
        row = {"idle": sum(map(watched.proportional, watched.tree(pid)))} if pid else {}
        connections = Connections(port)
        try:
            bursts, until = [], time.monotonic() + LATER_SECONDS
            while len(bursts) < BURSTS and time.monotonic() < until:
                bursts.append(connections.burst())
                if len(bursts[-1]) < BURST:
                    break
                time.sleep(EVERY)
        finally:
            connections.close()
    row["lost"] = BURST * len(bursts) - sum(map(len, bursts))
    parts = {"first": bursts[:1], "second": bursts[1:2], "later": bursts[LATER:]}
    for part, some in parts.items():
        times = [value for burst in some for value in burst]
        if len(times) > 1:
            row[f"{part}_p50"], row[f"{part}_p99"] = statistics.median(times), statistics.quantiles(times, n=100)[98]
    return row


COLUMNS = (
    ("idle", "memory when idle (PSS), MiB"),
    ("first_p50", "first burst: TTFT p50, ms"),
    ("first_p99", "p99"),
    ("second_p50", "second: p50"),
    ("second_p99", "p99"),
    ("later_p50", f"from the {LATER + 1}th on: p50"),
    ("later_p99", "p99"),
)


def tables(names, rounds, seconds):
    """Markdown of all gateways, each started anew in every round."""
    truth.compile_server()
    os.sched_setaffinity(0, {CLIENT_CORE})
    results = {name: [] for name in [DIRECT, *names]}
    until = time.monotonic() + seconds
    for number, name in in_turns(results, rounds):
        if time.monotonic() > until:
            say(f"the time is over in round {number + 1}")
            break
        with truth.TruthServer(events=1, first_ms=0) as upstream:
            try:
                results[name].append(measure(name, upstream.url))
                say(f"  {results[name][-1]}")
            except (OSError, ValueError) as error:
                say(f"{name}: {error}")
    yield f"{BURST} requests at once on {BURST} connections, burst after burst, on gateways that have just started. One core"
    yield f"for the gateway, one for client and upstream. Median of {rounds} starts in turns (lowest–highest)."
    yield ""
    yield "| | " + " | ".join(label for _, label in COLUMNS) + " | lost |"
    yield "|---|" + "---|" * (len(COLUMNS) + 1)
    for name, rows in results.items():
        values = [[row[key] for row in rows if key in row] for key, _ in COLUMNS]
        cells = [cell(some) if some else "–" for some in values]
        yield f"| {name} | " + " | ".join(cells) + f" | {sum(row['lost'] for row in rows)} |"
