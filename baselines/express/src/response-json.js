import { randomBytes } from 'node:crypto';

/** Source of the frames' text; contains nothing that JSON would have to escape. */
const FILLER_TEXT = 'the quick brown fox jumps over the lazy dog and ';

/**
 * JSON of one response, as chunks or as one object. All of it is ASCII, so its length in characters
 * is its length in bytes. Chunks lack their last brace, so that stamps can follow.
 */
export class ResponseJson {
  #id = `chatcmpl-${randomBytes(8).toString('hex')}`;
  #created = Math.floor(Date.now() / 1000);
  #chat;

  /** @param {import('./chat-request.js').ChatRequest} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** Text of one frame. */
  frameText() {
    const { bytesPerFrame } = this.#chat.options;
    return FILLER_TEXT.repeat(Math.ceil(bytesPerFrame / FILLER_TEXT.length)).slice(
      0,
      bytesPerFrame,
    );
  }

  roleChunk() {
    return this.#chunk(choice('{"role":"assistant","content":""}', 'null'));
  }

  contentChunk() {
    return this.#chunk(choice(`{"content":"${this.frameText()}"}`, 'null'));
  }

  reasoningChunk() {
    return this.#chunk(choice(`{"reasoning_content":"${this.frameText()}"}`, 'null'));
  }

  finishChunk() {
    return this.#chunk(choice('{}', `"${this.#chat.finishReason}"`));
  }

  usageChunk() {
    return `${this.#chunk('')},"usage":${this.#usage()}`;
  }

  /** Start of a response that is not streamed, up to the first character of its text. */
  textPrefix() {
    const field = this.#chat.options.reasoningFrames > 0 ? 'reasoning_content' : 'content';
    const message = `{"role":"assistant","refusal":null,"${field}":"`;
    return `${this.#prefix('chat.completion')}[{"index":0,"message":${message}`;
  }

  /** Part of a response that is not streamed between its reasoning and its content. */
  contentSeparator() {
    return '","content":"';
  }

  /** End of a response that is not streamed, after the last character of its text. */
  textSuffix() {
    const { finishReason } = this.#chat;
    return `"},"logprobs":null,"finish_reason":"${finishReason}"}],"usage":${this.#usage()}}`;
  }

  #chunk(choices) {
    return `${this.#prefix('chat.completion.chunk')}[${choices}]`;
  }

  #prefix(object) {
    return `{"id":"${this.#id}","object":"${object}","created":${this.#created},"model":"synthetic","choices":`;
  }

  /** Counts one completion token per frame and one prompt token per four bytes of the body. */
  #usage() {
    const { bodyBytes, options } = this.#chat;
    const promptTokens = Math.ceil(bodyBytes / 4);
    return JSON.stringify({
      prompt_tokens: promptTokens,
      completion_tokens: options.frames,
      total_tokens: promptTokens + options.frames,
      completion_tokens_details: { reasoning_tokens: options.reasoningFrames },
    });
  }
}

function choice(delta, finishReason) {
  return `{"index":0,"delta":${delta},"finish_reason":${finishReason}}`;
}
