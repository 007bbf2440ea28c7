"""Serves a model with llama.cpp's server on a free loopback port: serve.py FILE NAME SLOTS

Prints the address when it listens, and ends with its standard input.
"""

import sys

import xllamacpp


def serve(file, name, slots):
    params = xllamacpp.CommonParams()
    params.model.path = file
    params.model_alias = {name}
    params.port = 0
    params.n_parallel = slots
    params.n_ctx = 8192 * slots
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.use_jinja = params.endpoint_metrics = params.endpoint_slots = True
    return xllamacpp.Server(params)


if __name__ == "__main__":
    server = serve(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    print(server.listening_address, flush=True)
    sys.stdin.read()
