import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ClockBar } from './ClockBar'

test('parts lie 1 px apart, and a name stands in a part that is wide enough', () => {
  const { container } = render(
    <ClockBar
      parts={[
        { name: 'network', millis: 3 },
        { name: 'proxy', millis: 0 },
        { name: 'model server', millis: 200 },
      ]}
    />,
  )
  const bars = [...container.querySelectorAll('rect')].map((bar) => ({
    x: Number(bar.getAttribute('x')),
    width: Number(bar.getAttribute('width')),
  }))
  const [first, second, third] = bars
  expect(second?.x).toBeCloseTo((first?.width ?? 0) + 1)
  expect((third?.x ?? 0) + (third?.width ?? 0)).toBeCloseTo(600)
  expect(second?.width).toBe(2)
  expect([...container.querySelectorAll('text')].map((text) => text.textContent)).toEqual([
    'model server',
  ])
})

test('the paint stands apart, since the TTFT ends before it', () => {
  const { container } = render(
    <ClockBar
      parts={[
        { name: 'synthetic model', millis: 200 },
        { name: 'paint', millis: 10 },
      ]}
    />,
  )
  const [first, second] = [...container.querySelectorAll('rect')]
  const end = Number(first?.getAttribute('x')) + Number(first?.getAttribute('width'))
  expect(Number(second?.getAttribute('x')) - end).toBeCloseTo(10)
  expect(screen.getByTestId('clock-bar')).toHaveTextContent('then paint 10.0 ms')
  expect(screen.getByRole('img')).toHaveAccessibleName(
    'Until the first token: synthetic model 200\u00a0ms, then paint 10.0\u00a0ms',
  )
})
