import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ErrorBoundary } from './ErrorBoundary'

function Broken(): never {
  throw new RangeError('Maximum call stack size exceeded')
}

test('what can’t be drawn is replaced, and what stands beside it stays', () => {
  render(
    <>
      <p>before</p>
      <ErrorBoundary fallback={<pre>raw text</pre>}>
        <Broken />
      </ErrorBoundary>
    </>,
    // React reports what a boundary catches.
    { onCaughtError: () => {} },
  )
  expect(screen.getByText('raw text')).toBeVisible()
  expect(screen.getByText('before')).toBeVisible()
})
