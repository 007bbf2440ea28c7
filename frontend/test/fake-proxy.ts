/** A request as the page sent it. */
export interface SentRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly signal: AbortSignal | null
}

let nextRequestId = 1

/** Response of a chat request, which a test writes piece by piece. */
export class ChatStream {
  readonly response: Response
  readonly requestId = `r${nextRequestId++}`
  readonly #encoder = new TextEncoder()
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null

  constructor(signal: AbortSignal | null) {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller
        signal?.addEventListener('abort', () => controller.error(signal.reason))
      },
    })
    this.response = new Response(body, {
      headers: { 'Content-Type': 'text/event-stream', 'X-Request-Id': this.requestId },
    })
  }

  send(data: string): void {
    this.#controller?.enqueue(this.#encoder.encode(`data: ${data}\n\n`))
  }

  sendDelta(delta: object): void {
    this.send(JSON.stringify({ choices: [{ index: 0, delta }] }))
  }

  end(): void {
    this.#controller?.close()
  }

  complete(): void {
    this.send('[DONE]')
    this.end()
  }

  break(): void {
    this.#controller?.error(new TypeError('network error'))
  }
}

/** Stands in for the proxy: replaces `fetch`, keeps what was sent, and responds as told. */
export class FakeProxy {
  readonly requests: SentRequest[] = []
  readonly chats: ChatStream[] = []
  isAlive = true
  readonly #fetch = globalThis.fetch
  readonly #replies = new Map<string, Response[]>()
  readonly #standing = new Map<string, { readonly body: string; readonly status: number }>()

  constructor() {
    globalThis.fetch = (input, init) => this.#respond(String(input), init ?? {})
  }

  uninstall(): void {
    globalThis.fetch = this.#fetch
  }

  /** Sets the next response on a path. A chat request without one gets a stream. */
  reply(path: string, status: number, body: string, headers: Record<string, string> = {}): void {
    const replies = this.#replies.get(path) ?? []
    replies.push(
      new Response(body, { status, headers: { 'Content-Type': 'application/json', ...headers } }),
    )
    this.#replies.set(path, replies)
  }

  /** Sets the response on a path to every request that has none of its own. */
  replyAlways(path: string, body: string, status = 200): void {
    this.#standing.set(path, { body, status })
  }

  chatRequests(): SentRequest[] {
    return this.requests.filter(({ url }) => url === '/v1/chat/completions')
  }

  async #respond(url: string, init: RequestInit): Promise<Response> {
    const signal = init.signal ?? null
    this.requests.push({
      url,
      headers: { ...(init.headers as Record<string, string>) },
      body: typeof init.body === 'string' ? JSON.parse(init.body) : null,
      signal,
    })
    if (!this.isAlive) {
      throw new TypeError('Failed to fetch')
    }
    const reply = this.#replies.get(url)?.shift()
    if (reply !== undefined) {
      return reply
    }
    const standing = this.#standing.get(url)
    if (standing !== undefined) {
      return new Response(standing.body, { status: standing.status })
    }
    if (url === '/v1/chat/completions') {
      const chat = new ChatStream(signal)
      this.chats.push(chat)
      return chat.response
    }
    return url === '/health'
      ? new Response('{"status":"UP"}')
      : new Response('{"error":{"message":"Not found.","code":"not_found"}}', { status: 404 })
  }
}
