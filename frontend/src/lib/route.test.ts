import { expect, test } from 'vitest'
import { pageOf } from './route'

test.each([
  ['', 'chat'],
  ['#chat', 'chat'],
  ['#live', 'live'],
  ['#/results', 'results'],
  ['#results?metric=ttft_p95', 'results'],
  ['#elsewhere', 'chat'],
])('%s leads to %s', (hash, page) => {
  expect(pageOf(hash)).toBe(page)
})
