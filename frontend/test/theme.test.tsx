import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { DEFAULTS, type Theme, useSettings } from '../src/lib/settings'

const root = document.documentElement
const SCRIPT = readFileSync(resolve(import.meta.dirname, '../public/theme.js'), 'utf8')

afterEach(() => {
  useSettings.setState(DEFAULTS)
  root.removeAttribute('data-mantine-color-scheme')
  document.head.innerHTML = ''
})

/** Runs the script as the head of the page does, after the settings were stored. */
function runScript(): void {
  root.removeAttribute('data-mantine-color-scheme')
  document.head.innerHTML = '<meta name="color-scheme" content="light dark">'
  new Function(SCRIPT)()
}

test.each<Theme>(['light', 'dark'])('the page is %s before the app runs', (theme) => {
  useSettings.getState().change({ theme })
  runScript()
  expect(root).toHaveAttribute('data-mantine-color-scheme', theme)
  expect(document.querySelector('meta')).toHaveAttribute('content', theme)
})

test.each([
  ['the theme of the system', () => useSettings.getState().change({ theme: 'auto' })],
  ['nothing stored', () => localStorage.clear()],
  ['damaged settings', () => localStorage.setItem('first-token.settings', '{"state":')],
  ['another theme', () => localStorage.setItem('first-token.settings', '{"state":{"theme":"x"}}')],
])('with %s the system decides', (_, store) => {
  store()
  runScript()
  expect(root).not.toHaveAttribute('data-mantine-color-scheme')
})

test('the script comes before everything that is drawn', () => {
  const html = readFileSync(resolve(import.meta.dirname, '../index.html'), 'utf8')
  expect(html.indexOf('src="/theme.js"')).toBeGreaterThan(0)
  expect(html.indexOf('src="/theme.js"')).toBeLessThan(html.indexOf('<body'))
})
