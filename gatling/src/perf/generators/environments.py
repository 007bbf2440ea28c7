"""Python environments of the tools, each of what its lock file pins; kept outside the checkout and made once."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from measuring import say

HERE = Path(__file__).resolve().parent
MARKER = ".complete"
# Lowest versions that tools ask for, where they ask for more than the others.
PYTHONS = {"inference-perf": (3, 12)}


def lock_file(name):
    return HERE / f"{name}.txt"


def version(name):
    """The version of the tool itself, which its lock file has."""
    for line in lock_file(name).read_text().splitlines():
        package, _, pinned = line.partition("==")
        if package == name:
            return pinned.split()[0]
    sys.exit(f"{lock_file(name)}: has no line {name}==VERSION")


def cache():
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "first-token" / "generators"


def interpreter(name):
    """A Python that is new enough for a tool, and its version; this one, if it is."""
    lowest = PYTHONS.get(name, (3, 11))
    named = [shutil.which(f"python3.{minor}") for minor in range(lowest[1], 20)]
    pyenv = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python3"))
    for python in [sys.executable, *named, *pyenv]:
        command = [python, "-c", "import sys, ensurepip; print(*sys.version_info[:2])"]
        done = python and subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
        found = tuple(map(int, done.stdout.split())) if done and done.returncode == 0 else (0, 0)
        if found >= lowest:
            return python, found
    wanted = ".".join(map(str, lowest))
    return sys.exit(f"{name}: needs Python {wanted} or newer, with venv, in PATH; leave the tool out with --tools")


def prepare(name):
    """The environment of a tool, installed if it is not there. Waits while another run installs it."""
    python, python_version = interpreter(name)
    key = f"{python_version} {sysconfig.get_platform()}\n{lock_file(name).read_text()}"
    key += (HERE / "tokenizer.py").read_text()
    folder = cache() / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_name(folder.name + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / MARKER).exists():
            install(name, python, folder)
            (folder / MARKER).touch()
    return folder


def install(name, python, folder):
    say(f"installing {name} {version(name)} in {folder}")
    if folder.exists():
        shutil.rmtree(folder)
    own = folder / "bin" / "python"
    steps = (
        [python, "-m", "venv", folder],
        # The file has all that is needed, so nothing is resolved.
        [own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", lock_file(name)],
        [own, HERE / "tokenizer.py", folder / "tokenizer"],
    )
    for step in steps:
        done = subprocess.run(step, stdout=sys.stderr, timeout=1200, check=False)
        if done.returncode != 0:
            sys.exit(f"{name}: {' '.join(map(str, step))}: exit status {done.returncode}")
