"""180 streamed chats over aiohttp's pool of kept connections, four at a time: aiohttp_client.py URL"""

import asyncio
import collections
import json
import sys

import aiohttp

BODY = {"messages": [{"role": "user", "content": "hello"}], "max_tokens": 60, "stream": True}


async def main(url):
    results = collections.Counter()
    requests = iter(range(180))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=4)) as session:

        async def user():
            for _ in requests:
                results[await chat(session, url)] += 1

        await asyncio.gather(*(user() for _ in range(4)))
    print(json.dumps(results))


async def chat(session, url):
    try:
        async with session.post(url, json=BODY) as response:
            body = (await response.read()).decode()
        return "complete" if body.endswith("data: [DONE]\n\n") else "truncated"
    except aiohttp.ClientError as error:
        return type(error).__name__


asyncio.run(main(sys.argv[1]))
