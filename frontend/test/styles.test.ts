import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { theme } from '../src/app/theme'

const STYLES = readFileSync(resolve(import.meta.dirname, '../src/app/styles.css'), 'utf8')

test('every colour has its dark value before the script runs', () => {
  const [root = ''] = STYLES.match(/:root \{[^}]*\}/) ?? []
  const colours = root.match(/--[\w-]+:[^;]*;/g) ?? []
  expect(root).toContain('color-scheme: light dark;')
  expect(colours.length).toBeGreaterThan(0)
  expect(colours.filter((colour) => !colour.includes('light-dark('))).toEqual([])
})

test('print shows the whole chat, without the composer and actions', () => {
  const page = readFileSync(
    resolve(import.meta.dirname, '../src/features/chat/styles/chat-page.css'),
    'utf8',
  )
  const print = page.slice(page.indexOf('@media print'))
  expect(print).toMatch(/\.conversation-scroll \{[^}]*overflow: visible/)
  expect(print).toMatch(/\.chat-foot,[^{]*\.action \{[^}]*display: none/)
})

test('the app and a report have the same fonts', () => {
  const report = readFileSync(resolve(import.meta.dirname, '../src/app/report.css'), 'utf8')
  expect(STYLES).toMatch(/--font: system-ui,/)
  expect(report).toContain('font-family: var(--font);')
  expect([theme.fontFamily, theme.fontFamilyMonospace]).toEqual(['var(--font)', 'var(--font-code)'])
})
