import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type ShowReasoning = 'streaming' | 'always' | 'never'
export type Theme = 'auto' | 'light' | 'dark'

/** Model whose responses the proxy generates itself. */
export const SYNTHETIC = 'synthetic'

/** Shape of a synthetic stream; null is the proxy's own default. */
export interface SyntheticKnobs {
  readonly frames: number | null
  readonly delayMs: number | null
  readonly ttftMs: number | null
  readonly bytesPerFrame: number | null
  readonly reasoningFrames: number | null
}

export interface Settings {
  /** Base URL of the model server, or empty for the proxy's own. */
  readonly baseUrl: string
  readonly upstreamKey: string
  /** Origin of the server that the key was entered for; empty: the proxy’s own. */
  readonly upstreamKeyOrigin: string
  readonly proxyKey: string
  /** Empty: the proxy chooses. */
  readonly model: string
  /** Model to return to from the synthetic one. */
  readonly otherModel: string
  readonly systemPrompt: string
  readonly temperature: number | null
  readonly maxTokens: number | null
  readonly showReasoning: ShowReasoning
  readonly theme: Theme
  readonly synthetic: SyntheticKnobs
}

export const DEFAULTS: Settings = {
  baseUrl: '',
  upstreamKey: '',
  upstreamKeyOrigin: '',
  proxyKey: '',
  model: '',
  otherModel: '',
  systemPrompt: '',
  temperature: null,
  maxTokens: null,
  showReasoning: 'streaming',
  theme: 'auto',
  synthetic: {
    frames: 300,
    delayMs: 20,
    ttftMs: 300,
    bytesPerFrame: 10,
    reasoningFrames: 60,
  },
}

const STORAGE_KEY = 'first-token.settings'

interface SettingsStore extends Settings {
  change(part: Partial<Settings>): void
}

/** Settings of this browser, kept in its local storage and nowhere else. */
export const useSettings = create<SettingsStore>()(
  persist(
    (set) => ({
      ...DEFAULTS,
      change: (part) => set(part),
    }),
    {
      name: STORAGE_KEY,
      partialize: ({ change: _, ...settings }) => settings,
      merge: (stored, store) => ({ ...store, ...parseSettings(stored) }),
    },
  ),
)

/** Takes over what another tab stores, until the returned function is called. */
export function followOtherTabs(): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key === STORAGE_KEY) {
      void useSettings.persist.rehydrate()
    }
  }
  window.addEventListener('storage', onStorage)
  return () => window.removeEventListener('storage', onStorage)
}

/** Reads stored settings; what is missing or invalid gets its default. */
export function parseSettings(stored: unknown): Settings {
  const from = asObject(stored)
  const knobs = asObject(from.synthetic)
  return {
    baseUrl: text(from.baseUrl),
    upstreamKey: text(from.upstreamKey),
    upstreamKeyOrigin: text(from.upstreamKeyOrigin),
    proxyKey: text(from.proxyKey),
    model: text(from.model),
    otherModel: text(from.otherModel),
    systemPrompt: text(from.systemPrompt),
    temperature: number(from.temperature, DEFAULTS.temperature),
    maxTokens: number(from.maxTokens, DEFAULTS.maxTokens),
    showReasoning: oneOf(from.showReasoning, ['streaming', 'always', 'never']),
    theme: oneOf(from.theme, ['auto', 'light', 'dark']),
    synthetic: {
      frames: number(knobs.frames, DEFAULTS.synthetic.frames),
      delayMs: number(knobs.delayMs, DEFAULTS.synthetic.delayMs),
      ttftMs: number(knobs.ttftMs, DEFAULTS.synthetic.ttftMs),
      bytesPerFrame: number(knobs.bytesPerFrame, DEFAULTS.synthetic.bytesPerFrame),
      reasoningFrames: number(knobs.reasoningFrames, DEFAULTS.synthetic.reasoningFrames),
    },
  }
}

/** Origin of a base URL, empty for the proxy’s own server, or null where it is no URL of http. */
export function originOf(baseUrl: string): string | null {
  const url = baseUrl.trim()
  if (url === '') {
    return ''
  }
  return /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url).origin : null
}

/** The key for the model server, or empty where it was entered for another server. */
export function sendableUpstreamKey(
  settings: Pick<Settings, 'baseUrl' | 'upstreamKey' | 'upstreamKeyOrigin'>,
): string {
  const origin = originOf(settings.baseUrl)
  return origin === settings.upstreamKeyOrigin ? settings.upstreamKey.trim() : ''
}

/** Says what is wrong with a base URL, as the proxy does with its own, or returns null. */
export function problemOfBaseUrl(baseUrl: string): string | null {
  const url = baseUrl.trim()
  if (url === '' || isBaseUrl(url)) {
    return null
  }
  const completed = `http://${url}`
  // A scheme that is there already needs another hint, and a query may hold a secret.
  const suggestion =
    !url.includes(':/') && isBaseUrl(completed) ? ` Did you mean ${completed}?` : ''
  return `The base URL must be an http or https URL without user, query or fragment, like http://localhost:1234/v1.${suggestion}`
}

function isBaseUrl(url: string): boolean {
  if (!/^https?:\/\/[^/?#]/i.test(url) || !URL.canParse(url)) {
    return false
  }
  const { username, password } = new URL(url)
  return username === '' && password === '' && !/[?#]/.test(url)
}

/** Says which setting can't be sent, or returns null. A header holds visible ASCII only. */
export function problemOf(settings: Settings): string | null {
  const fields: readonly [string, string][] = [
    ['base URL', settings.baseUrl],
    ['key for the model server', settings.upstreamKey],
    ['key of the proxy', settings.proxyKey],
  ]
  const wrong = fields.find(([, value]) => !/^[\x21-\x7e]*$/.test(value.trim()))
  if (wrong !== undefined) {
    return `The ${wrong[0]} has a space or a character that can’t be sent.`
  }
  // The synthetic model gets no base URL.
  return settings.model.trim() === SYNTHETIC ? null : problemOfBaseUrl(settings.baseUrl)
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function number(value: unknown, otherwise: number | null): number | null {
  if (value === null) {
    return null
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
}

/** The first of the values is the default. */
function oneOf<T extends string>(value: unknown, values: readonly [T, ...T[]]): T {
  return values.find((known) => known === value) ?? values[0]
}
