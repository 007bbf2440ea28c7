import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { MarkdownText } from './MarkdownText'

function draw(text: string, isOpen = false): HTMLElement {
  return render(<MarkdownText text={text} isOpen={isOpen} />).container
}

test('a table, a list and code are drawn', () => {
  draw('| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n\n```js\nlet a\n```\n')
  expect(screen.getByRole('table')).toBeVisible()
  expect(screen.getAllByRole('listitem').length).toBe(2)
  expect(screen.getByText('let a')).toBeVisible()
})

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt:alert(1))',
  '[a](java\nscript:alert(1))',
  '[a](data:text/html,<script>alert(1)</script>)',
  '[a](//evil.example/x)',
  '[a](vbscript:x)',
  '<a href="javascript:alert(1)">a</a>',
  '![a](https://evil.example/pixel.png)',
  '![a](data:image/svg+xml,<svg/onload=alert(1)>)',
  '<javascript:alert(1)>',
  '[a]: javascript:alert(1)\n\n[a]',
  '<iframe src="https://evil.example"></iframe>',
  '<svg onload=alert(1)>',
  '<details open ontoggle=alert(1)>',
]

test.each(HOSTILE.flatMap((text) => [[text, true] as const, [text, false] as const]))(
  '%j does nothing (open: %s)',
  (text, isOpen) => {
    const container = draw(text, isOpen)
    expect(container.querySelector('script, img, iframe, svg, details, [onerror]')).toBeNull()
    for (const link of container.querySelectorAll('a')) {
      expect(link.getAttribute('href')).toMatch(/^https:\/\/evil\.example\/pixel\.png$/)
    }
  },
)

test('a link opens apart from this page and passes nothing on', () => {
  draw('[text](https://example.com/a)')
  const link = screen.getByRole('link', { name: 'text' })
  expect(link).toHaveAttribute('href', 'https://example.com/a')
  expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow')
  expect(link).toHaveAttribute('target', '_blank')
})

test('an image is a link and is not loaded', () => {
  draw('![A cat](https://example.com/cat.png)')
  expect(screen.getByRole('link', { name: 'Image: A cat' })).toBeVisible()
})

test('open bold text is drawn as bold', () => {
  expect(draw('This is **bold', true).querySelector('strong')?.textContent).toBe('bold')
})

test('closed blocks stay the same elements while the text grows', () => {
  const { container, rerender } = render(<MarkdownText text={'One.\n\nTwo'} isOpen />)
  const first = container.querySelector('p')
  rerender(<MarkdownText text={'One.\n\nTwo and more.\n\nThree.'} isOpen />)
  expect(container.querySelector('p')).toBe(first)
  expect(container.querySelectorAll('p').length).toBe(3)
})

test('a link whose definition comes later works when the text is complete', () => {
  const text = 'See [the page][1].\n\n[1]: https://example.com'
  const { rerender } = render(<MarkdownText text={text} isOpen />)
  expect(screen.queryByRole('link')).toBeNull()
  rerender(<MarkdownText text={text} isOpen={false} />)
  expect(screen.getByRole('link', { name: 'the page' })).toBeVisible()
})

test('a huge table is text while it is open, and a table when it is closed', () => {
  const text = `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(300)}`
  const { container, rerender } = render(<MarkdownText text={text} isOpen />)
  expect(container.querySelector('table')).toBeNull()
  expect(container.querySelector('pre')?.textContent).toBe(text)
  rerender(<MarkdownText text={text} isOpen={false} />)
  expect(container.querySelectorAll('tbody tr').length).toBe(300)
})

const TOO_DEEP: readonly (readonly [string, string])[] = [
  ['a quote', `${'> '.repeat(3000)}deep`],
  [
    'a list',
    Array.from({ length: 500 }, (_, depth) => `${'  '.repeat(depth)}- item ${depth}`).join('\n'),
  ],
  ['a list in one line', `${'- '.repeat(500)}deep`],
  ['emphasis', `${'*a '.repeat(5000)}b${'*'.repeat(5000)}`],
  ['emphasis over many lines', `${'_a\n'.repeat(5000)}b${' a_'.repeat(5000)}`],
  ['one run of emphasis', `${'*'.repeat(5000)}a${'*'.repeat(5000)}`],
  ['brackets', `${'['.repeat(5000)}a${']'.repeat(5000)}`],
  ['images', `${'!['.repeat(5000)}a${'](b)'.repeat(5000)}`],
]

test.each(TOO_DEEP)('%s that is nested too deep is text', (_, text) => {
  const container = draw(text)
  expect(container.querySelector('pre')?.textContent).toBe(text)
  expect(container.querySelector('li, blockquote, em, strong, a')).toBeNull()
})

test.each(TOO_DEEP)('%s that is nested too deep is text while it grows', (_, text) => {
  const container = draw(text.slice(0, text.length - 10), true)
  expect(container.querySelector('pre')).not.toBeNull()
})

test('a list of eight levels is a list', () => {
  const text = Array.from({ length: 8 }, (_, depth) => `${'  '.repeat(depth)}- ${depth}`).join('\n')
  expect(draw(text).querySelectorAll('li').length).toBe(8)
})

test('headings rank below the page’s own', () => {
  draw('# Title')
  expect(screen.getByRole('heading', { level: 2, name: 'Title' })).toBeVisible()
})
