import OpenAI from "openai";
import { messages, run, weather } from "./cases.mjs";

await run(async ({ baseURL, name, streamed, tools }, result) => {
  const client = new OpenAI({ baseURL, apiKey: "none" });
  const request = {
    model: name,
    messages,
    ...(tools && { tools: [{ type: "function", function: weather }] }),
  };
  if (!streamed) {
    const response = await client.chat.completions.create(request);
    result.text = response.choices[0].message.content;
    result.tokens = response.usage.completion_tokens;
    return;
  }
  const stream = await client.chat.completions.create({
    ...request,
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const chunk of stream) {
    const delta = chunk.choices[0]?.delta ?? {};
    result.text += delta.content ?? "";
    result.reasoning += delta.reasoning_content ?? "";
    for (const call of delta.tool_calls ?? []) {
      result.tools[call.index] ??= { name: call.function.name, arguments: "" };
      result.tools[call.index].arguments += call.function.arguments;
    }
    result.tokens = chunk.usage?.completion_tokens ?? result.tokens;
  }
});
