import { render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { FILE_SENTENCE, PageBoundary } from '../src/app/PageBoundary'
import { Root } from '../src/app/Root'

function Broken(): never {
  throw new RangeError('Invalid array length')
}

test('a page that can’t draw a file says so', () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {})
  render(
    <PageBoundary sentence={FILE_SENTENCE}>
      <Broken />
    </PageBoundary>,
  )
  report.mockRestore()
  expect(screen.getByText(/A result that is open may be damaged/)).toBeVisible()
})

test('an error anywhere in the app is a sentence, with a way out', () => {
  const report = vi.spyOn(console, 'error').mockImplementation(() => {})
  render(
    <Root nonce="">
      <Broken />
    </Root>,
  )
  report.mockRestore()
  expect(screen.getByRole('alert')).toHaveTextContent('First Token stopped because of an error')
  expect(screen.getByRole('button', { name: 'reload' })).toBeVisible()
})
