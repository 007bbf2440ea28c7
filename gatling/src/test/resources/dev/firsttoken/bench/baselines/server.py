"""Server of the tests of the baselines: server.py PORT [plain|forking|stubborn|unhealthy|broken]."""

import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/exit":
            print("asked to exit", file=sys.stderr, flush=True)
            os._exit(7)
        self.send_response(503 if mode == "unhealthy" else 200)
        self.send_header("content-length", "0")
        self.end_headers()


port, mode = int(sys.argv[1]), sys.argv[2]
if mode == "broken":
    sys.exit("no module named serving")
if mode == "forking":
    subprocess.Popen(["sleep", "1000"])
if mode == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
HTTPServer(("127.0.0.1", port), Handler).serve_forever()
