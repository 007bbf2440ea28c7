import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const SOURCES = resolve(import.meta.dirname, '../src')

/** What each room may import besides itself, in the order in which they build on each other. */
const ALLOWED: Record<string, readonly string[]> = {
  lib: [],
  charts: ['lib'],
  'features/chat': ['lib'],
  'features/live': ['lib', 'charts'],
  'features/results': ['lib', 'charts'],
  app: ['lib', 'features/chat', 'features/live', 'features/results'],
}

const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g

function sources(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|css)$/.test(name) && !name.includes('.test.'))
    .map((name) => name.replaceAll('\\', '/'))
}

function roomOf(path: string): string | undefined {
  return Object.keys(ALLOWED).find((room) => path.startsWith(`${room}/`))
}

function relativeImports(path: string): string[] {
  const text = readFileSync(join(SOURCES, path), 'utf8')
  return [...text.matchAll(IMPORT)].map((match) =>
    relative(SOURCES, resolve(SOURCES, dirname(path), match[1] ?? '')).replaceAll('\\', '/'),
  )
}

test('every source belongs to a room', () => {
  expect(sources().filter((path) => roomOf(path) === undefined)).toEqual([])
})

test('a room imports only the rooms before it', () => {
  const backward = sources().flatMap((path) => {
    const room = roomOf(path) ?? ''
    return relativeImports(path)
      .filter((target) => {
        const targetRoom = roomOf(target)
        return targetRoom !== room && !ALLOWED[room]?.includes(targetRoom ?? '')
      })
      .map((target) => `${path} imports ${target}`)
  })
  expect(backward).toEqual([])
})

test('a source has at most 400 lines', () => {
  const long = sources().filter(
    (path) => readFileSync(join(SOURCES, path), 'utf8').split('\n').length > 400,
  )
  expect(long).toEqual([])
})
