import OpenAI from "openai";
import { messages, run, weather } from "./cases.mjs";

await run(async ({ baseURL, name, streamed, tools }, seen) => {
  const client = new OpenAI({ baseURL, apiKey: "none" });
  const ask = {
    model: name,
    messages,
    ...(tools && { tools: [{ type: "function", function: weather }] }),
  };
  if (!streamed) {
    const answer = await client.chat.completions.create(ask);
    seen.text = answer.choices[0].message.content;
    seen.tokens = answer.usage.completion_tokens;
    return;
  }
  const stream = await client.chat.completions.create({
    ...ask,
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const chunk of stream) {
    const delta = chunk.choices[0]?.delta ?? {};
    seen.text += delta.content ?? "";
    seen.reasoning += delta.reasoning_content ?? "";
    for (const call of delta.tool_calls ?? []) {
      seen.tools[call.index] ??= { name: call.function.name, arguments: "" };
      seen.tools[call.index].arguments += call.function.arguments;
    }
    seen.tokens = chunk.usage?.completion_tokens ?? seen.tokens;
  }
});
