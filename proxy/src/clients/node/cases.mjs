// What the Node clients share: their arguments are the base URL and the cases to ask for, and each
// case is one line of JSON that says what the client saw.

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

// The upstream answers by the model's name, which is the case's.
export async function run(ask) {
  const [baseURL, ...cases] = process.argv.slice(2);
  for (const name of cases) {
    const seen = { case: name, text: "", reasoning: "", tools: [], tokens: null, error: null };
    try {
      await ask({ baseURL, name, streamed: name !== "whole", tools: name === "tools" }, seen);
    } catch (error) {
      seen.error = describe(error);
    }
    console.log(JSON.stringify(seen));
  }
}

export function describe(error) {
  return { type: error.constructor.name, message: error.message };
}
