import { expect, test } from 'vitest'
import { formatView, parseView, START, type View } from './view'

test('the start has a short address', () => {
  expect(formatView(START)).toBe('#results')
  expect(parseView('#results')).toEqual(START)
})

test('a view survives its address', () => {
  const view: View = {
    open: ['20261129-164000-sweep', 'a&b=c'],
    metric: 'icl_p99',
    limit: 300,
    load: 'r=20/s constant',
    hidden: ['0.direct'],
    isLog: false,
  }
  expect(parseView(formatView(view))).toEqual(view)
})

test.each([
  ['#results?metric=<script>&slo=NaN', START],
  ['#results?slo=-5', START],
  ['#results?%E0%A4%A', START],
])('a hostile address %s is as the start', (hash, view) => {
  expect(parseView(hash)).toEqual(view)
})

test('an address opens a bounded number of results', () => {
  const hash = `#results?${Array.from({ length: 1000 }, (_, index) => `open=r${index}`).join('&')}`
  expect(parseView(hash).open.length).toBe(50)
})
