"""Server on a free loopback port, whose number it prints. Runs the commands on its standard input."""
import os
import signal
import socket
import subprocess
import sys
import time

CHILD = "import sys, time\nwhile time.process_time() < {}: pass\nprint(flush=True)\nsys.stdin.read()"


def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def child(seconds):
    """Starts a process that uses this much CPU time and lives until it is released."""
    process = subprocess.Popen([sys.executable, "-c", CHILD.format(seconds)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.readline()
    return process


def fork():
    """Starts a worker that shares the listening socket."""
    parent = os.getpid()
    if os.fork() == 0:
        os.close(0)
        while os.getppid() == parent:
            time.sleep(0.05)
        os._exit(0)


listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
children = []
grown = b""
for line in sys.stdin:
    match line.split():
        case ["burn", seconds]:
            burn(float(seconds))
        case ["child", seconds]:
            children.append(child(seconds))
        case ["release"]:
            process = children.pop()
            process.stdin.close()
            process.wait()
        case ["ignore", "children"]:
            # The system then adds nothing of ended children to their parent's totals.
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        case ["name", name]:
            with open("/proc/self/comm", "w") as comm:
                comm.write(name)
        case ["fork"]:
            fork()
        case ["grow", mebibytes]:
            grown = b"x" * (int(mebibytes) << 20)
    print("done", flush=True)
