import { ChatOpenAI } from "@langchain/openai";
import { messages, run, weather } from "./cases.mjs";

await run(async ({ baseURL, name, streamed, tools }, seen) => {
  // Two retries, as in its documentation. The default of six takes minutes.
  let model = new ChatOpenAI({
    model: name,
    apiKey: "none",
    maxRetries: 2,
    configuration: { baseURL },
  });
  if (tools) {
    model = model.bindTools([{ type: "function", function: weather }]);
  }
  if (!streamed) {
    const answer = await model.invoke(messages);
    seen.text = answer.content;
    seen.tokens = answer.usage_metadata.output_tokens;
    return;
  }
  for await (const chunk of await model.stream(messages)) {
    seen.text += chunk.content;
    seen.reasoning += chunk.additional_kwargs.reasoning_content ?? "";
    for (const call of chunk.tool_call_chunks ?? []) {
      seen.tools[call.index] ??= { name: call.name, arguments: "" };
      seen.tools[call.index].arguments += call.args;
    }
    seen.tokens = chunk.usage_metadata?.output_tokens ?? seen.tokens;
  }
});
