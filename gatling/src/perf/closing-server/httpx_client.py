"""180 streamed chats over httpx's pool of kept connections, four at a time: httpx_client.py URL"""

import asyncio
import collections
import json
import sys

import httpx

BODY = {"messages": [{"role": "user", "content": "hello"}], "max_tokens": 60, "stream": True}


async def main(url):
    results = collections.Counter()
    requests = iter(range(180))
    limits = httpx.Limits(max_connections=4, max_keepalive_connections=4)
    async with httpx.AsyncClient(limits=limits, timeout=60) as client:

        async def user():
            for _ in requests:
                results[await chat(client, url)] += 1

        await asyncio.gather(*(user() for _ in range(4)))
    print(json.dumps(results))


async def chat(client, url):
    try:
        async with client.stream("POST", url, json=BODY) as response:
            body = (await response.aread()).decode()
        return "complete" if body.endswith("data: [DONE]\n\n") else "truncated"
    except httpx.HTTPError as error:
        return f"{type(error).__name__}: {error}"


asyncio.run(main(sys.argv[1]))
