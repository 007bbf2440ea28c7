"""Processes, time limits and ratios that the measurements of this folder share."""

import atexit
import json
import math
import os
import platform
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[3]
BENCH = str(HOME / "bench")

# Student's t, two-sided 95 %, by degrees of freedom.
T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
     2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086)


def limit_time(minutes):
    """Ends this program after that time. It also ends in order by SIGTERM, and takes its servers with it."""

    def stop(number, _):
        sys.exit(f"ended after {minutes} minutes" if number == signal.SIGALRM else "ended by a signal")

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(60 * minutes)


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def build(*launchers):
    """Builds what is not built, with the launcher's own progress. Otherwise a measurement would begin with it."""
    for launcher in launchers or (BENCH,):
        subprocess.run([launcher, "--version"], stdout=subprocess.DEVNULL, check=True, timeout=900)


def without_settings():
    """The environment without the user's own settings of First Token."""
    own = ("LLM_", "SYN_", "PROXY_API_KEY", "FIRST_TOKEN_HOST", "WARM_UP_MS")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


class Server:
    """A proxy in synthetic mode on a free port, from its command to the end of a with block.

    The caller's own variables of the proxy would change what is measured, and are left out.
    """

    def __init__(self, command, variables=None):
        env = without_settings() | {"LLM_MODEL": "synthetic", "PORT": "0"} | (variables or {})
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        atexit.register(self.close)
        for line in self.process.stderr:
            sys.stderr.write(line)
            found = re.search(r"http://[\d.]+:\d+", line)
            if found:
                self.url = found.group()
                # A full pipe would stop the server at its next line.
                threading.Thread(target=self._pass_on, daemon=True).start()
                return
        sys.exit(f"{' '.join(map(str, command))}: the proxy did not start")

    def _pass_on(self):
        for line in self.process.stderr:
            sys.stderr.write(line)

    @property
    def pid(self):
        """The launcher has become the proxy."""
        return self.process.pid

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_mib(self):
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status).group(1)) // 1024

    def close(self):
        end(self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


# The first words of the names of a JVM's threads, of which the kernel keeps 15 characters.
THREADS = {"C1 ": "compilers", "C2 ": "compilers", "VM Thread": "collections", "GC ": "collections",
           "default-nioEven": "event loops", "default-epollEv": "event loops", "java": "main thread"}
GROUPS = ("main thread", "event loops", "of that in the kernel", "compilers", "collections", "others")


def cpu_by_thread(pid):
    """CPU seconds of a JVM by the kind of thread. Threads that have ended count among the others."""
    seconds = dict.fromkeys(GROUPS, 0.0)
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            name = (task / "comm").read_text().strip()
            fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # It has ended.
        kind = next((kind for start, kind in THREADS.items() if name.startswith(start)), "others")
        user, kernel = (int(field) / os.sysconf("SC_CLK_TCK") for field in fields[11:13])
        seconds[kind] += user + kernel
        if kind == "event loops":
            seconds["of that in the kernel"] += kernel
    return seconds


def profile(phases):
    """Markdown of CPU seconds by the kind of thread, a line for each phase: name → runs of cpu_by_thread's form."""
    yield "| CPU-s | " + " | ".join(GROUPS) + " |"
    yield "|" + "---|" * (1 + len(GROUPS))
    for name, runs in phases.items():
        yield f"| {name} | " + " | ".join(f"{statistics.median(run[group] for run in runs):.2f}" for group in GROUPS) + " |"


def end(process, seconds=20):
    """Ends a process that was started here, and waits for it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(seconds)


def run(command, statuses=(0, 1), timeout=180):
    """Standard output of a command; its standard error is shown if it fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        sys.exit(f"{' '.join(map(str, command))}: still running after {timeout} s")
    if done.returncode not in statuses:
        sys.exit(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stderr[-4000:]}")
    return done.stdout


def read_object(lines):
    """The first JSON object of a stream that goes on."""
    text = ""
    for line in lines:
        text += line
        if line.rstrip() == "}":
            return json.loads(text)
    raise ValueError("it was not started: see above")


def in_turns(names, rounds):
    """Each name once a round, in reverse order in every second round, with a line of progress."""
    for number in range(rounds):
        for name in list(names) if number % 2 == 0 else list(reversed(names)):
            say(f"round {number + 1} of {rounds}: {name}")
            yield number, name


def java():
    found = [Path(os.environ.get("JAVA_HOME", "/nowhere"))] + sorted(Path("/usr/lib/jvm").glob("*"))
    for jdk in found:
        release = jdk / "release"
        version = re.search(r'JAVA_VERSION="(\d+)', release.read_text()) if release.exists() else None
        if version and int(version.group(1)) >= 25:
            return str(jdk / "bin" / "java")
    sys.exit("no JDK 25 at JAVA_HOME or in /usr/lib/jvm")


def machine():
    """Date, processor and system, as a table of the docs names them."""
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    processor = found.group(1) if found else platform.machine()
    # The rest of the version names the build of one host.
    kernel = platform.release().split("-")[0]
    return f"Measured {time.strftime('%Y-%m-%d', time.gmtime())}, {os.cpu_count()} cores of {processor}, Linux {kernel}"


def cell(values):
    """Median, with the lowest and the highest."""
    low, middle, high = min(values), statistics.median(values), max(values)
    form = "{:,.0f}" if abs(middle) >= 100 else "{:.1f}" if abs(middle) >= 10 else "{:.2f}"
    return f"{form.format(middle)} ({form.format(low)}–{form.format(high)})"


def ratio(values, baseline):
    """Geometric mean of the ratios of each round, with its 95 % interval; their differences if any is not above 0."""
    if min(*values, *baseline) <= 0:
        mean, half = _mean([value - other for value, other in zip(values, baseline)])
        return f"{mean:+.2f} ({mean - half:+.2f} to {mean + half:+.2f})" if half is not None else f"{mean:+.2f}"
    mean, half = _mean([math.log(value / other) for value, other in zip(values, baseline)])
    if half is None:
        return f"× {math.exp(mean):.2f}"
    return f"× {math.exp(mean):.2f} ({math.exp(mean - half):.2f}–{math.exp(mean + half):.2f})"


def _mean(values):
    if len(values) < 2:
        return values[0], None
    t = T[min(len(values) - 1, len(T)) - 1]
    return statistics.fmean(values), t * statistics.stdev(values) / math.sqrt(len(values))


def table(rows, reference, target=None):
    """Markdown lines: a column a name, and the target to the reference.

    rows: label → name → values of the rounds; the target is the first name by default.
    """
    names = list(next(iter(rows.values())))
    compared = reference in names and len(names) > 1
    target = target or names[0]
    heading = ["", *names] + ([f"{target} to {reference} (95 %)"] if compared else [])
    yield "| " + " | ".join(heading) + " |"
    yield "|" + "---|" * len(heading)
    for label, values in rows.items():
        cells = [cell(values[name]) for name in names]
        if compared:
            cells.append(ratio(values[target], values[reference]))
        yield f"| {label} | " + " | ".join(cells) + " |"
