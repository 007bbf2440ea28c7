// 180 streamed chats over the pool of kept connections of Node's fetch, four at a time: fetch_client.mjs URL

const body = JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], max_tokens: 60, stream: true });
const results = {};
let left = 180;

async function chat(url) {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    const text = await response.text();
    return text.endsWith('data: [DONE]\n\n') ? 'complete' : 'truncated';
  } catch (error) {
    return `${error.message}: ${error.cause?.message}`;
  }
}

async function user(url) {
  while (left-- > 0) {
    const result = await chat(url);
    results[result] = (results[result] ?? 0) + 1;
  }
}

await Promise.all(Array.from({ length: 4 }, () => user(process.argv[2])));
console.log(JSON.stringify(results));
