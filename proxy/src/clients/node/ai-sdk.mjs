import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, jsonSchema, streamText, tool } from "ai";
import { describe, messages, run, weather } from "./cases.mjs";

globalThis.AI_SDK_LOG_WARNINGS = false;

await run(async ({ baseURL, name, streamed, tools }, result) => {
  const provider = createOpenAICompatible({ name: "proxy", baseURL, includeUsage: true });
  const request = {
    model: provider(name),
    messages,
    ...(tools && {
      tools: {
        weather: tool({
          description: weather.description,
          inputSchema: jsonSchema(weather.parameters),
        }),
      },
    }),
  };
  if (!streamed) {
    const response = await generateText(request);
    result.text = response.text;
    result.tokens = response.usage.outputTokens;
    return;
  }
  const calls = new Map();
  // The stream delivers an error as a part; without this handler the library prints it.
  for await (const part of streamText({ ...request, onError: () => {} }).fullStream) {
    if (part.type === "text-delta") {
      result.text += part.text;
    } else if (part.type === "reasoning-delta") {
      result.reasoning += part.text;
    } else if (part.type === "tool-input-start") {
      calls.set(part.id, { name: part.toolName, arguments: "" });
      result.tools.push(calls.get(part.id));
    } else if (part.type === "tool-input-delta") {
      calls.get(part.id).arguments += part.delta;
    } else if (part.type === "finish") {
      result.tokens = part.totalUsage.outputTokens ?? null;
    } else if (part.type === "error") {
      result.error = describe(part.error);
    }
  }
});
