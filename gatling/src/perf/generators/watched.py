"""Runs a command, and measures what it and all processes that it starts take."""

import ctypes
import os
import re
import resource
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
INTERVAL = 0.5
# The kernel walks all pages of a process for its proportional share, so that is read less often.
SHARE_EVERY = 4
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Usage:
    """What a run took. Memory is the highest sum over all processes at one time, in MiB."""

    status: object
    seconds: float
    cpu: float
    rss: float
    pss: float
    processes: int


def adopt_orphans():
    """Makes this process the parent of those whose own parent has ended, so that their CPU time counts."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def tree(root):
    """A process and all its descendants."""
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            parent = int(Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue  # it has ended
        children.setdefault(parent, []).append(int(name))
    found, left = [], [root]
    while left:
        found.append(left.pop())
        left += children.get(found[-1], [])
    return found


class Memory(threading.Thread):
    """Looks at the memory of all descendants of this process, except for some, until it is stopped."""

    def __init__(self, excluded):
        super().__init__(daemon=True)
        self.excluded = excluded
        self.rss = self.pss = self.processes = 0
        self.stopped = threading.Event()

    def run(self):
        turn = 0
        while not self.stopped.wait(INTERVAL):
            turn += 1
            pids = [pid for pid in tree(os.getpid()) if pid not in self.excluded]
            self.processes = max(self.processes, len(pids))
            self.rss = max(self.rss, sum(map(resident, pids)))
            if turn % SHARE_EVERY == 0:
                self.pss = max(self.pss, sum(map(proportional, pids)))

    def stop(self):
        self.stopped.set()
        self.join()


def resident(pid):
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 2**20
    except (OSError, IndexError):
        return 0


def proportional(pid):
    try:
        found = re.search(r"Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())
        return int(found.group(1)) / 1024 if found else 0
    except OSError:
        return 0


def run_watched(command, folder, environment, excluded, timeout):
    """Runs the command in a folder, with its output in the files out and err there.

    excluded: processes of ours whose memory is not the command's.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = Memory({os.getpid(), *excluded})
    start = time.monotonic()
    with open(folder / "out", "w") as out, open(folder / "err", "w") as err:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
            start_new_session=True)
    memory.start()
    try:
        status = process.wait(timeout)
    except subprocess.TimeoutExpired:
        status = f"still running after {timeout} s"
    finally:
        seconds = time.monotonic() - start
        memory.stop()
        end_group(process)
        end_strays({os.getpid(), *excluded})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Usage(status, seconds, cpu, memory.rss, memory.pss, memory.processes)


def end_group(process):
    """Ends what the command has left running in its group, and waits for it."""
    for sent, wait in ((signal.SIGTERM, 3), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, sent)
        except ProcessLookupError:
            break
        limit = time.monotonic() + wait
        while time.monotonic() < limit and is_left(process):
            time.sleep(0.05)
    process.wait()


def end_strays(excluded):
    """Ends descendants that have left the group of the command; they would load the next run."""
    for pid in set(tree(os.getpid())) - excluded:
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass  # It has ended, or its parent has and waits for it.


def is_left(process):
    """Reaps what has ended of the group; true if some of it still runs."""
    process.poll()
    while True:
        try:
            pid, _ = os.waitpid(-process.pid, os.WNOHANG)
        except ChildProcessError:
            return False
        if pid == 0:
            return True
