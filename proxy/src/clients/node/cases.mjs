// Shared by the Node clients. The arguments are the base URL and the cases to run. Each case prints
// its result as one line of JSON.

export const messages = [{ role: "user", content: "Hello" }];

export const weather = {
  name: "weather",
  description: "The weather of a city",
  parameters: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
  },
};

// The name of the model selects the case in the upstream.
export async function run(send) {
  const [baseURL, ...cases] = process.argv.slice(2);
  for (const name of cases) {
    const result = { case: name, text: "", reasoning: "", tools: [], tokens: null, error: null };
    try {
      await send({ baseURL, name, streamed: name !== "buffered", tools: name === "tools" }, result);
    } catch (error) {
      result.error = describe(error);
    }
    console.log(JSON.stringify(result));
  }
}

export function describe(error) {
  return { type: error.constructor.name, message: error.message };
}
