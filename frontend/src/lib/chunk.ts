/** Error object of the OpenAI API, as far as a server fills it. */
export interface ApiError {
  readonly message: string
  readonly code: string | null
}

/** Meaning of one event of a chat stream. */
export type Chunk =
  | { readonly kind: 'done' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'error'; readonly error: ApiError }
  | Delta

export interface Delta {
  readonly kind: 'delta'
  /** Text and reasoning of the first choice. */
  readonly text: string
  readonly reasoning: string
  /** True for a content event, by the rule of the proxy and of `bench`. */
  readonly isContent: boolean
  /** True if all content is reasoning, which may be encrypted. */
  readonly isOnlyReasoning: boolean
  readonly hasToolCall: boolean
  readonly hasMedia: boolean
  readonly completionTokens: number | null
  readonly finishReason: string | null
}

type Json = Record<string, unknown>

/** Fields in which servers send reasoning. Some send the same text in two of them. */
const REASONING_FIELDS = ['reasoning_content', 'reasoning', 'thinking']

/** Parses the data of one event. */
export function parseChunk(data: string): Chunk {
  if (data.trim() === '[DONE]') {
    return { kind: 'done' }
  }
  const json = parseObject(data)
  if (json === null) {
    return { kind: 'malformed' }
  }
  const error = readError(json)
  return error === null ? readDelta(json) : { kind: 'error', error }
}

/** Reads the error of a response body or an event, or returns null if there is none. */
export function readError(json: Json): ApiError | null {
  const ofChoice = objects(json.choices).find((choice) => isFilled(choice.error))?.error
  const error = json.object === 'error' ? json : (ofChoice ?? json.error ?? json.detail)
  if (!isFilled(error)) {
    return null
  }
  if (!isObject(error)) {
    return { message: typeof error === 'string' ? error : JSON.stringify(error), code: null }
  }
  const message = typeof error.message === 'string' ? error.message : JSON.stringify(error)
  const code = typeof error.code === 'string' ? error.code : null
  return { message, code }
}

export function parseObject(text: string): Json | null {
  try {
    const json: unknown = JSON.parse(text)
    return isObject(json) ? json : null
  } catch {
    return null
  }
}

function readDelta(json: Json): Delta {
  const choices = objects(json.choices)
  const contents = choices.map(readContent)
  const has = (test: (content: Content) => boolean) => contents.some(test)
  const hasToolCall = has((content) => content.hasToolCall)
  const hasMedia = has((content) => content.hasMedia)
  const hasReasoning = has((content) => content.hasReasoning)
  const hasOther = hasToolCall || hasMedia || has(({ text }) => text !== '')
  const usage = isObject(json.usage) ? json.usage : {}
  const finishReason = choices[0]?.finish_reason
  return {
    kind: 'delta',
    text: contents[0]?.text ?? '',
    reasoning: contents[0]?.reasoning ?? '',
    isContent: hasReasoning || hasOther,
    isOnlyReasoning: hasReasoning && !hasOther,
    hasToolCall,
    hasMedia,
    completionTokens: typeof usage.completion_tokens === 'number' ? usage.completion_tokens : null,
    finishReason: typeof finishReason === 'string' ? finishReason : null,
  }
}

interface Content {
  readonly text: string
  readonly reasoning: string
  readonly hasReasoning: boolean
  readonly hasToolCall: boolean
  readonly hasMedia: boolean
}

/** Content of a choice; its fields are those of `ChatScanner`, which the proxy reads streams with. */
function readContent(choice: Json): Content {
  const delta = asObject(isObject(choice.delta) ? choice.delta : choice.message)
  const audio = asObject(delta.audio)
  const reasoning = readReasoning(delta)
  return {
    text:
      readText(delta.content) ||
      readText(delta.refusal) ||
      readText(audio.transcript) ||
      readText(choice.text),
    reasoning,
    hasReasoning:
      reasoning !== '' || objects(delta.reasoning_details).some(({ data }) => isText(data)),
    hasToolCall: hasToolCall(delta),
    hasMedia:
      isText(audio.data) ||
      [...objects(delta.images), ...objects(delta.content)].some((part) =>
        isText(asObject(part.image_url).url),
      ),
  }
}

/** A call without a name and arguments, such as its id alone, is no content. */
function hasToolCall(delta: Json): boolean {
  return [{ function: delta.function_call }, ...objects(delta.tool_calls)].some((call: Json) => {
    const tool = asObject(call.function)
    const custom = asObject(call.custom)
    return [tool.name, tool.arguments, custom.name, custom.input].some(isText)
  })
}

function readReasoning(delta: Json): string {
  const field = REASONING_FIELDS.find((name) => readText(delta[name]) !== '')
  if (field !== undefined) {
    return readText(delta[field])
  }
  const details = objects(delta.reasoning_details).map(
    (part) => readText(part.text) || readText(part.summary),
  )
  const parts = objects(delta.content).map(({ thinking }) => readText(thinking))
  return details.join('') || parts.join('')
}

/** Text of a string, or of a list of parts as some servers send it. */
function readText(value: unknown): string {
  if (typeof value === 'string') {
    return value
  }
  return Array.isArray(value)
    ? value.map((part) => (isObject(part) ? readText(part.text) : '')).join('')
    : ''
}

function objects(values: unknown): readonly Json[] {
  return Array.isArray(values) ? values.filter(isObject) : []
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {}
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** Reports whether a value holds more than null, false, 0 and empty strings, at any depth. */
function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    ? Object.values(value).some(isFilled)
    : Boolean(value)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
