import { expect, test } from 'vitest'
import {
  DEFAULTS,
  originOf,
  parseSettings,
  problemOf,
  problemOfBaseUrl,
  sendableUpstreamKey,
  useSettings,
} from './settings'

test('nothing stored gives the defaults', () => {
  expect(parseSettings(null)).toEqual(DEFAULTS)
})

test('what is invalid gets its default, and the rest stays', () => {
  const stored = { model: 'm', temperature: 'hot', theme: 'pink', synthetic: { frames: 5 } }
  expect(parseSettings(stored)).toEqual({
    ...DEFAULTS,
    model: 'm',
    synthetic: { ...DEFAULTS.synthetic, frames: 5 },
  })
})

test('a knob that was emptied stays empty', () => {
  expect(parseSettings({ synthetic: { frames: null } }).synthetic.frames).toBeNull()
})

test('a change is stored in this browser', () => {
  useSettings.getState().change({ model: 'qwen3' })
  expect(localStorage.getItem('first-token.settings')).toContain('"model":"qwen3"')
})

test('a key that no header can carry is named', () => {
  expect(problemOf({ ...DEFAULTS, proxyKey: 'schlüssel' })).toContain('key of the proxy')
  expect(problemOf({ ...DEFAULTS, baseUrl: 'http://a b' })).toContain('base URL')
  expect(problemOf({ ...DEFAULTS, upstreamKey: ' sk-1 ' })).toBeNull()
})

test.each([
  ['', null],
  [' https://a.example/v1 ', null],
  ['HTTP://localhost:1234', null],
  ['http://[::1]:8080/v1', null],
  ['localhost:1', 'http://localhost:1'],
  ['localhost:1234/v1', 'http://localhost:1234/v1'],
  ['a.example', 'http://a.example'],
  ['[::1]:8080', 'http://[::1]:8080'],
  ['ftp://a.example', ''],
  ['http:/a.example', ''],
  ['http://', ''],
  ['http:///v1', ''],
  ['localhost:99999', ''],
  ['a.example?key=secret', ''],
  ['http://user:secret@a.example', ''],
  ['http://a.example/#secret', ''],
])('of the base URL %j is said that %j was meant', (baseUrl, meant) => {
  const problem = problemOfBaseUrl(baseUrl)
  if (meant === null) {
    expect(problem).toBeNull()
  } else {
    expect(problem).toMatch(/^The base URL must be an http or https URL/)
    expect(problem).not.toContain('secret')
    expect(/Did you mean (.*)\?$/.exec(problem ?? '')?.[1] ?? '').toBe(meant)
  }
})

test('a base URL that is none sends nothing, unless the model is synthetic', () => {
  const baseUrl = 'localhost:1'
  expect(problemOf({ ...DEFAULTS, baseUrl })).toContain('Did you mean http://localhost:1?')
  expect(problemOf({ ...DEFAULTS, baseUrl, model: 'synthetic' })).toBeNull()
})

test.each([
  ['https://a.example/v1', 'https://a.example'],
  [' http://localhost:1234 ', 'http://localhost:1234'],
  ['', ''],
  ['localhost:1234/v1', null],
  ['a.example', null],
])('the origin of %j is %j', (baseUrl, origin) => {
  expect(originOf(baseUrl)).toBe(origin)
})

test('a key for an address that is no URL goes nowhere', () => {
  const settings = { baseUrl: 'localhost:1', upstreamKey: 'sk-1', upstreamKeyOrigin: 'localhost:1' }
  expect(sendableUpstreamKey(settings)).toBe('')
  expect(sendableUpstreamKey({ ...settings, baseUrl: '' })).toBe('')
})
