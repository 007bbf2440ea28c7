"""Runs each case with the openai library and prints its result as one line of JSON.

The arguments are the base URL and the cases. The model of the request selects the case.
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
            result = {"case": case, "text": "", "reasoning": "", "tools": [], "tokens": None, "error": None}
            try:
                run(client, case, result)
            except Exception as error:
                result["error"] = {"type": type(error).__name__, "message": str(error)}
            print(json.dumps(result), flush=True)


def run(client, case, result):
    request = {"model": case, "messages": MESSAGES}
    if case == "tools":
        request["tools"] = [{"type": "function", "function": WEATHER}]
    if case == "buffered":
        response = client.chat.completions.create(**request)
        result["text"] = response.choices[0].message.content
        result["tokens"] = response.usage.completion_tokens
        return
    stream = client.chat.completions.create(**request, stream=True, stream_options={"include_usage": True})
    for chunk in stream:
        for choice in chunk.choices:
            add_delta(choice.delta, result)
        if chunk.usage:
            result["tokens"] = chunk.usage.completion_tokens


def add_delta(delta, result):
    result["text"] += delta.content or ""
    result["reasoning"] += getattr(delta, "reasoning_content", None) or ""
    for call in delta.tool_calls or []:
        if call.index == len(result["tools"]):
            result["tools"].append({"name": call.function.name, "arguments": ""})
        result["tools"][call.index]["arguments"] += call.function.arguments


main()
