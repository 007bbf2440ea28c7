import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { Gaps } from './Gaps'

test('arrow keys read the gaps one by one, from the longest', async () => {
  const user = userEvent.setup()
  render(<Gaps contentTimes={[0, 10, 60, 80]} />)
  const text = screen.getByTestId('gaps')
  expect(text).toHaveTextContent('median 20.0 ms, longest 50.0 ms')
  await user.tab()
  await user.keyboard('{ArrowRight}')
  expect(text).toHaveTextContent('after event 3: 20.0 ms')
  await user.keyboard('{ArrowRight}')
  expect(text).toHaveTextContent('after event 3: 20.0 ms')
  await user.keyboard('{Home}')
  expect(screen.getByRole('slider')).toHaveAttribute(
    'aria-valuetext',
    'after event 1: 10.0\u00a0ms',
  )
  await user.tab()
  expect(text).toHaveTextContent('median 20.0 ms')
})

test('a bin of several gaps names all its events', async () => {
  const user = userEvent.setup()
  render(<Gaps contentTimes={Array.from({ length: 201 }, (_, index) => index * 10)} />)
  await user.tab()
  await user.keyboard('{End}')
  expect(screen.getByTestId('gaps')).toHaveTextContent('longest after events 199 to 200: 10.0 ms')
})

test('events that mostly came in one read are a doubt', () => {
  const { rerender } = render(<Gaps contentTimes={[0, 0, 0, 50]} />)
  expect(screen.getByTestId('gaps')).toHaveTextContent('Most events came several in one read')
  rerender(<Gaps contentTimes={[0, 0, 50]} />)
  expect(screen.getByTestId('gaps')).not.toHaveTextContent('several in one read')
})
