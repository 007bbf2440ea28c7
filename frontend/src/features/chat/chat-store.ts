import { create } from 'zustand'
import type { ChatTurn } from '../../lib/api'
import { type Settings, useSettings } from '../../lib/settings'
import type { Message, Question, Reply } from './messages'
import { streamReply } from './stream-reply'

interface ChatStore {
  /** Questions and replies in turn. */
  readonly order: readonly string[]
  readonly messages: Readonly<Record<string, Message>>
  /** The reply that streams, or null. */
  readonly activeId: string | null
  readonly isProxyKeyAsked: boolean
  /** Question that is being written. It stays while another page is shown. */
  readonly draft: string
}

export const useChat = create<ChatStore>()(() => ({
  order: [],
  messages: {},
  activeId: null,
  isProxyKeyAsked: false,
  draft: '',
}))

const NO_TIMING: Reply['timing'] = {
  headersMs: null,
  ttftMs: null,
  paintedMs: null,
  firstReasoningMs: null,
  ttfoMs: null,
  e2eMs: null,
  closeMs: null,
  contentEvents: 0,
  tokens: { count: 0, isExact: false },
}

let nextId = 1
let controller = new AbortController()

/** Keeps a question that is being written. */
export function draft(text: string): void {
  useChat.setState({ draft: text })
}

/** Sends a question. Does nothing while a reply streams. */
export function ask(text: string): void {
  if (useChat.getState().activeId === null && text.trim() !== '') {
    start({ role: 'user', id: newId(), text })
  }
}

/** Aborts the reply that streams. */
export function stop(): void {
  controller.abort()
}

/** Asks the question of a reply again; what follows the question is removed. */
export function regenerate(replyId: string): void {
  const { order, messages } = useChat.getState()
  const question = messages[order[order.indexOf(replyId) - 1] ?? '']
  if (question?.role === 'user') {
    edit(question.id, question.text)
  }
}

/** Replaces a question; what follows it is removed. Does nothing while a reply streams. */
export function edit(questionId: string, text: string): void {
  if (useChat.getState().activeId === null && text.trim() !== '') {
    keepBefore(questionId)
    start({ role: 'user', id: newId(), text })
  }
}

/** Starts a new chat. */
export function clear(): void {
  stop()
  useChat.setState({ order: [], messages: {}, activeId: null })
}

export function askForProxyKey(isAsked: boolean): void {
  useChat.setState({ isProxyKeyAsked: isAsked })
}

function start(question: Question): void {
  const settings = useSettings.getState()
  const reply = newReply(settings)
  const turns: ChatTurn[] = [...history(), { role: 'user', content: question.text }]
  controller = new AbortController()
  useChat.setState(({ order, messages }) => ({
    order: [...order, question.id, reply.id],
    messages: { ...messages, [question.id]: question, [reply.id]: reply },
    activeId: reply.id,
  }))
  void streamReply({ settings, turns, signal: controller.signal }, (change) =>
    update(reply.id, change),
  )
}

function update(id: string, change: Partial<Reply>): void {
  useChat.setState(({ messages, activeId, isProxyKeyAsked }) => {
    const reply = messages[id]
    if (reply?.role !== 'assistant') {
      return {}
    }
    const changed = { ...reply, ...change }
    const { phase } = changed
    return {
      messages: { ...messages, [id]: changed },
      activeId: activeId === id && phase.kind !== 'streaming' ? null : activeId,
      isProxyKeyAsked:
        isProxyKeyAsked || (change.phase?.kind === 'failed' && change.phase.failure.needsProxyKey),
    }
  })
}

/** The questions that have an answer, and the answers, without their reasoning. */
function history(): ChatTurn[] {
  const { order, messages } = useChat.getState()
  return order.flatMap((id, index): ChatTurn[] => {
    const question = messages[id]
    const reply = messages[order[index + 1] ?? '']
    return question?.role === 'user' && reply?.role === 'assistant' && reply.answer !== ''
      ? [
          { role: 'user', content: question.text },
          { role: 'assistant', content: reply.answer },
        ]
      : []
  })
}

function keepBefore(id: string): void {
  useChat.setState(({ order, messages }) => {
    const kept = order.slice(0, order.indexOf(id))
    return {
      order: kept,
      messages: Object.fromEntries(Object.entries(messages).filter(([key]) => kept.includes(key))),
    }
  })
}

function newReply(settings: Settings): Reply {
  const { model, baseUrl, systemPrompt, temperature, maxTokens, synthetic } = settings
  return {
    role: 'assistant',
    id: newId(),
    request: { model, baseUrl, systemPrompt, temperature, maxTokens, synthetic },
    startedAt: new Date().toISOString(),
    sentAt: performance.now(),
    phase: { kind: 'streaming' },
    answer: '',
    reasoning: '',
    timing: NO_TIMING,
    record: { kind: 'waiting' },
    finishReason: null,
    notices: [],
    events: [],
    eventCount: 0,
    contentTimes: [],
  }
}

function newId(): string {
  return `m${nextId++}`
}
