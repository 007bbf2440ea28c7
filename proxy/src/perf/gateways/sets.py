"""The gateways that are measured beside each other, in one folder for the bench, and their versions."""

import json
import re
import shutil
import subprocess
from pathlib import Path

from measuring import HOME

HERE = Path(__file__).resolve().parent
FOLDER = HOME / "proxy" / "target" / "gateways"
OURS = "micronaut"
BASELINES = ("nginx", "haproxy", "express-relay", "fastapi-relay")
OWN = ("go-reverse-proxy", "portkey", "litellm")
FAST = ["direct", OURS, "nginx", "haproxy", "go-reverse-proxy", "express-relay", "fastapi-relay", "portkey"]


def link():
    """Links the folders of all gateways below one, since the bench takes servers from one folder."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for parent, names in ((HOME / "baselines", BASELINES), (HERE, OWN)):
        for name in names:
            link_path = FOLDER / name
            link_path.unlink(missing_ok=True)
            link_path.symlink_to(parent / name)


def versions():
    """The versions as the programs print them, or as lock files pin them."""
    yield printed("nginx", ["nginx", "-v"])
    yield printed("HAProxy", ["haproxy", "-v"])
    yield printed("Go", ["go", "version"])
    yield printed("Node", ["node", "--version"])
    locked = (("express-relay", "express"), ("express-relay", "undici"), ("portkey", "@portkey-ai/gateway"))
    for name, package in locked:
        lock = json.loads((FOLDER / name / "package-lock.json").read_text())
        yield f"{package} {lock['packages']['node_modules/' + package]['version']}"
    for name, package in (("fastapi-relay", "fastapi"), ("fastapi-relay", "aiohttp"), ("litellm", "litellm")):
        pinned = re.search(rf"^{package}==(\S+)", (FOLDER / name / "requirements.txt").read_text(), re.MULTILINE)
        yield f"{package} {pinned.group(1)}"


def printed(name, command):
    program = shutil.which(command[0]) or shutil.which(command[0], path="/usr/sbin")
    if not program:
        return f"{name} not installed"
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=20, check=False)
    found = re.search(r"\d+\.\d+(\.\d+)?", done.stdout + done.stderr)
    return f"{name} {found.group() if found else 'of an unknown version'}"
