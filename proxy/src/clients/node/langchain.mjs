import { ChatOpenAI } from "@langchain/openai";
import { messages, run, weather } from "./cases.mjs";

await run(async ({ baseURL, name, streamed, tools }, result) => {
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
    const response = await model.invoke(messages);
    result.text = response.content;
    result.tokens = response.usage_metadata.output_tokens;
    return;
  }
  for await (const chunk of await model.stream(messages)) {
    result.text += chunk.content;
    result.reasoning += chunk.additional_kwargs.reasoning_content ?? "";
    for (const call of chunk.tool_call_chunks ?? []) {
      result.tools[call.index] ??= { name: call.name, arguments: "" };
      result.tools[call.index].arguments += call.args;
    }
    result.tokens = chunk.usage_metadata?.output_tokens ?? result.tokens;
  }
});
