"""The model server whose delays are known, and what its record says."""

import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

from measuring import HOME, end

SOURCE = Path(__file__).with_name("truth_server.c")
PROGRAM = HOME / "gatling" / "target" / "perf" / "truth-server"
EVENTS, FIRST_MS, GAP_MS = 40, 50, 10
CORE, PRIORITY = 0, 10


def compile_server():
    """Compiles the server if its source is newer than the program."""
    if PROGRAM.exists() and PROGRAM.stat().st_mtime > SOURCE.stat().st_mtime:
        return
    compiler = shutil.which("cc") or sys.exit("needs a C compiler; apt-get install gcc libc6-dev")
    PROGRAM.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([compiler, "-O2", "-Wall", "-o", PROGRAM, SOURCE], check=True, timeout=120)


def _take_core():
    """Runs in the server's process: its core, and a priority above all clients."""
    os.sched_setaffinity(0, {CORE})
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
    except PermissionError:
        pass  # is_real_time says so in the result


class TruthServer:
    """One start of the server, on core 0 at real-time priority where that is allowed."""

    def __init__(self, events=EVENTS, first_ms=FIRST_MS, jitter_ms=0):
        timing = (events, 1000 * first_ms, 1000 * GAP_MS, 1000 * jitter_ms)
        self.process = subprocess.Popen(
            [PROGRAM, *map(str, timing)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            preexec_fn=_take_core)
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            sys.exit(f"{PROGRAM}: the server did not start")
        self.is_real_time = os.sched_getscheduler(self.process.pid) == os.SCHED_FIFO

    def records(self):
        """Ends the server; returns the times of each whole stream, in the order in which the requests were read."""
        output, _ = self.process.communicate(timeout=30)
        rows = [[int(word) for word in line.split()] for line in output.splitlines()]
        return sorted(row for row in rows if len(row) == 1 + EVENTS)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self.process)


def nearest(ordered, percentile):
    """Percentile by the nearest rank."""
    return ordered[max(math.ceil(percentile / 100 * len(ordered)), 1) - 1]


def interpolated(ordered, percentile):
    """Percentile by linear interpolation between two ranks, as NumPy computes it by default."""
    at = percentile / 100 * (len(ordered) - 1)
    low = ordered[math.floor(at)]
    return low + (at - math.floor(at)) * (ordered[math.ceil(at)] - low)


def percentiles(records, interpolates):
    """The true values of what a tool reports, in milliseconds, by the tool's own kind of percentile."""
    kind = interpolated if interpolates else nearest

    def rank(values, percentile):
        return kind(sorted(values), percentile) / 1e6

    ttft = [row[1] - row[0] for row in records]
    gaps = [later - earlier for row in records for earlier, later in zip(row[1:], row[2:])]
    tpot = [(row[-1] - row[1]) / (EVENTS - 1) for row in records]
    return {
        "ttft_p50": rank(ttft, 50),
        "ttft_p99": rank(ttft, 99),
        "gap_p50": rank(gaps, 50),
        "gap_p99": rank(gaps, 99),
        "tpot_p50": rank(tpot, 50),
        "tpot_p99": rank(tpot, 99),
    }


def max_concurrent(records):
    """The highest number of streams that were in progress at one time."""
    edges = sorted([(row[0], 1) for row in records] + [(row[-1], -1) for row in records])
    highest = current = 0
    for _, step in edges:
        current += step
        highest = max(highest, current)
    return highest
