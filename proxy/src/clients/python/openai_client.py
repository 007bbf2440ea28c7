"""Asks for each case with the openai library: one line of JSON says what it saw.

The arguments are the base URL and the cases. The upstream answers by the model's name, which is the case's.
"""

import json
import sys

from openai import OpenAI

MESSAGES = [{"role": "user", "content": "Hello"}]
WEATHER = {
    "name": "weather",
    "description": "The weather of a city",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


def main():
    base_url, *cases = sys.argv[1:]
    with OpenAI(base_url=base_url, api_key="none") as client:
        for case in cases:
            seen = {"case": case, "text": "", "reasoning": "", "tools": [], "tokens": None, "error": None}
            try:
                ask(client, case, seen)
            except Exception as error:
                seen["error"] = {"type": type(error).__name__, "message": str(error)}
            print(json.dumps(seen), flush=True)


def ask(client, case, seen):
    request = {"model": case, "messages": MESSAGES}
    if case == "tools":
        request["tools"] = [{"type": "function", "function": WEATHER}]
    if case == "whole":
        answer = client.chat.completions.create(**request)
        seen["text"] = answer.choices[0].message.content
        seen["tokens"] = answer.usage.completion_tokens
        return
    stream = client.chat.completions.create(**request, stream=True, stream_options={"include_usage": True})
    for chunk in stream:
        for choice in chunk.choices:
            look(choice.delta, seen)
        if chunk.usage:
            seen["tokens"] = chunk.usage.completion_tokens


def look(delta, seen):
    seen["text"] += delta.content or ""
    seen["reasoning"] += getattr(delta, "reasoning_content", None) or ""
    for call in delta.tool_calls or []:
        if call.index == len(seen["tools"]):
            seen["tools"].append({"name": call.function.name, "arguments": ""})
        seen["tools"][call.index]["arguments"] += call.function.arguments


main()
