import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { ChartFigure } from './ChartFigure'
import { LineChart } from './LineChart'
import { type ChartLine, shortName, spreadLabels } from './lines'
import { Plot } from './Plot'
import { standalone } from './png'
import { loadAxis, logTicks, makeScale, secondsAxis, spaced, tickText, valueAxis } from './scales'
import { nearestTime, TimeChart, valueAt } from './TimeChart'

const LINES: readonly ChartLine[] = [
  {
    key: 'a',
    name: 'a',
    style: 1,
    hasMarkers: true,
    points: [
      { x: 1, y: 20, text: 'a, 1 user: 20 ms' },
      {
        x: 8,
        y: 25,
        text: 'a, 8 users: 25 ms',
        dots: [24, 26],
        interval: { low: 23, middle: 25, high: 27 },
      },
    ],
  },
  {
    key: 'b',
    name: 'b',
    style: 2,
    hasMarkers: true,
    points: [{ x: 1, y: 30, state: 'failed', text: 'b, 1 user: 30 ms' }],
  },
]

const X = loadAxis('users', [1, 8], true)
const Y = valueAxis('ms', [20, 30])

test('arrow keys read the points of a line, and of the next', async () => {
  const user = userEvent.setup()
  render(<LineChart label="TTFT" x={X} y={Y} lines={LINES} />)
  const chart = screen.getByRole('slider', { name: 'TTFT' })
  chart.focus()
  await user.keyboard('{ArrowRight}')
  expect(chart).toHaveAttribute('aria-valuetext', 'a, 1 user: 20 ms')
  await user.keyboard('{ArrowRight}{ArrowRight}')
  expect(chart).toHaveAttribute('aria-valuetext', 'a, 8 users: 25 ms')
  await user.keyboard('{ArrowDown}')
  expect(chart).toHaveAttribute('aria-valuetext', 'b, 1 user: 30 ms')
  expect(chart).toHaveAttribute('aria-valuenow', '2')
})

test('Enter opens the point that is read', async () => {
  const user = userEvent.setup()
  const opened: number[] = []
  render(<LineChart label="TTFT" x={X} y={Y} lines={LINES} onPick={(_, { x }) => opened.push(x)} />)
  screen.getByRole('slider').focus()
  await user.keyboard('{Enter}{End}{Enter}')
  expect(opened).toEqual([8])
})

test('rounds are dots, an interval is a bar, and a failed point is grey', () => {
  const { container } = render(<LineChart label="TTFT" x={X} y={Y} lines={LINES} />)
  expect(container.querySelectorAll('.marker-dot').length).toBe(2)
  expect(container.querySelectorAll('.marker-bar').length).toBe(1)
  // Two caps, and a wider stroke at the middle.
  expect(container.querySelector('.marker-bar')?.getAttribute('d')).toMatch(/h6.*h6.*h12$/)
  expect(container.querySelectorAll('.series-2 .is-failed').length).toBe(1)
})

test('an interval that leaves the chart has an arrow and no cap there, and no dot outside', () => {
  const cut: readonly ChartLine[] = [
    {
      key: 'a',
      name: 'a',
      style: 1,
      hasMarkers: true,
      points: [
        { x: 1, y: 25, text: '', dots: [24, 900], interval: { low: 23, middle: 144, high: 900 } },
      ],
    },
  ]
  const { container } = render(<LineChart label="TTFT" x={X} y={Y} lines={cut} />)
  expect(container.querySelectorAll('.marker-dot').length).toBe(1)
  const bar = container.querySelector('.marker-bar')?.getAttribute('d') ?? ''
  expect(bar.match(/h6/g)?.length).toBe(1)
  expect(bar.match(/l3,/g)?.length).toBe(1)
})

test('a chart opens its numbers as a table', async () => {
  const user = userEvent.setup()
  const rows = [[24.123], [850_535], [{ value: 12_345, doubt: 'warn' as const }]]
  const table = { caption: 'TTFT', columns: [{ name: 'p95', unit: 'ms' }], rows }
  render(
    <ChartFigure title="TTFT" table={table} testId="chart">
      <svg />
    </ChartFigure>,
  )
  expect(screen.queryByRole('table')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'table' }))
  // A long time is read in s.
  expect(screen.getByRole('table')).toHaveTextContent('p95, ms24.1851 s12.3 s !')
})

test('charts over time read one moment together', async () => {
  const user = userEvent.setup()
  const moments: (number | null)[] = []
  const lines: readonly ChartLine[] = [
    {
      key: 'p50',
      name: 'p50',
      style: 1,
      points: [
        { x: 0, y: 1, text: '' },
        { x: 10, y: 2, text: '' },
        { x: 20, y: null, text: '' },
      ],
    },
  ]
  render(
    <TimeChart
      label="TTFT"
      unit="ms"
      x={{ kind: 'linear', label: 's', min: 0, max: 20, format: (at) => `${at} s` }}
      lines={lines}
      cursor={10}
      onCursor={(at) => moments.push(at)}
      format={String}
    />,
  )
  const chart = screen.getByRole('slider', { name: 'TTFT' })
  expect(chart).toHaveAttribute('aria-valuetext', '10 s: p50 2')
  chart.focus()
  await user.keyboard('{ArrowRight}')
  expect(moments).toEqual([20])
  expect(nearestTime([0, 10, 20], 14)).toBe(10)
})

test('lines over time differ by their dashes, and so do their swatches', () => {
  const { container } = render(
    <TimeChart
      label="TTFT"
      unit="ms"
      x={{ kind: 'linear', label: 's', min: 0, max: 20 }}
      lines={LINES}
      cursor={null}
      onCursor={() => {}}
      format={String}
    />,
  )
  const dashes = (part: string) =>
    [...container.querySelectorAll(`${part} .series-line`)].map((line) =>
      line.getAttribute('stroke-dasharray'),
    )
  expect(new Set(dashes('.plot')).size).toBe(2)
  expect(dashes('.time-swatch')).toEqual(dashes('.plot'))
})

test('a limit is named above the chart, where it hides no mark', () => {
  const { container } = render(
    <LineChart
      label="TTFT"
      x={X}
      y={Y}
      lines={LINES}
      rules={[{ axis: 'y', value: 25, label: 'limit 25 ms' }]}
    />,
  )
  const name = container.querySelector('.rule text')
  expect(name).toHaveTextContent('dashed: limit 25 ms')
  const top = Math.min(
    ...[...container.querySelectorAll('.plot-grid')].map((line) => Number(line.getAttribute('y1'))),
  )
  expect(Number(name?.getAttribute('y'))).toBeLessThan(top)
})

test('a drawing by itself carries its styles, and no class', () => {
  const { container } = render(
    <svg className="plot" aria-hidden="true">
      <path className="series-line" style={{ stroke: 'red' }} />
    </svg>,
  )
  const copy = standalone(container.querySelector('svg') as SVGSVGElement)
  expect(copy.querySelector('path')).toHaveAttribute('stroke', 'rgb(255, 0, 0)')
  expect(copy.querySelector('[class]')).toBeNull()
})

test('an axis of values starts at 0 and ends at a round number', () => {
  expect(valueAxis('ms', [20, 93])).toMatchObject({ kind: 'linear', min: 0, max: 100 })
  expect(valueAxis('ms', [])).toMatchObject({ min: 0 })
})

test('values that differ widely are on a logarithmic axis, unless one is 0', () => {
  expect(valueAxis('ms', [1, 500])).toMatchObject({ kind: 'log', label: 'ms (log)' })
  expect(valueAxis('ms', [0, 1, 500])).toMatchObject({ kind: 'linear', label: 'ms' })
})

test.each([
  [18, 28, [20, 25]],
  [1, 1000, [1, 3, 10, 30, 100, 300, 1000]],
  [0.01, 0.2, [0.01, 0.02, 0.03, 0.05, 0.1, 0.2]],
])('a logarithmic axis from %d to %d has few round ticks', (min, max, ticks) => {
  expect(logTicks(min, max)).toEqual(ticks)
})

test('a low axis has fewer round ticks than a high one', () => {
  const axis = { kind: 'linear' as const, label: '', min: 0, max: 12 }
  expect(makeScale(axis, 300, 0).ticks).toEqual([0, 2, 4, 6, 8, 10, 12])
  expect(makeScale(axis, 84, 0).ticks).toEqual([0, 5, 10])
})

test('ticks below an axis have room for their texts', () => {
  const text = (value: number) => `${value} minutes ago`
  const x = { kind: 'linear' as const, label: '', min: 0, max: 5, ticks: [0, 1, 2, 3, 4, 5] }
  const { container } = render(
    <Plot
      width={500}
      height={100}
      marginRight={0}
      x={{ ...x, format: text }}
      y={valueAxis('', [1])}
    >
      {() => null}
    </Plot>,
  )
  const shown = [...container.querySelectorAll('.plot-tick.is-middle')]
  expect(shown.map(({ textContent }) => textContent)).toEqual([0, 2, 4].map(text))
})

test('ticks that are too close are left out', () => {
  const scale = makeScale({ ...loadAxis('users', [1, 2, 3, 32], false) }, 0, 320)
  expect(spaced(scale, 30)).toEqual([1, 32])
  expect(tickText(12_500)).toBe('12\u202f500')
  expect(tickText(0.05)).toBe('0.05')
})

test.each([
  [330, ['0', '0.1', '0.2', '0.3']],
  [2300, ['0', '0.5', '1', '1.5', '2']],
  [7000, ['0', '2', '4', '6']],
  [90_000, ['0', '20', '40', '60', '80']],
])('an axis of %d ms has more than one tick', (end, ticks) => {
  const axis = secondsAxis(end)
  expect(axis.ticks?.map((tick) => axis.format?.(tick))).toEqual(ticks)
})

test('labels that would overlap are moved apart, within the chart', () => {
  expect(spreadLabels([50, 52, 10], 14, 0, 200)).toEqual([50, 64, 10])
  expect(spreadLabels([95, 98], 14, 0, 100)).toEqual([86, 100])
})

test('a line that ended earlier has no value at a later moment', () => {
  const points = [
    { x: 500, y: 1, text: '' },
    { x: 1500, y: 2, text: '' },
  ]
  expect(valueAt(points, 500)).toBe(1)
  expect(valueAt(points, 1900)).toBe(2)
  expect(valueAt(points, 2500)).toBeNull()
  expect(valueAt([], 0)).toBeNull()
})

test('an axis of very many values is an axis', () => {
  const values = Array.from({ length: 300_000 }, (_, index) => index)
  expect(valueAxis('ms', values).max).toBe(300_000)
})

test('a line that a failed check touches is grey', () => {
  const failed = LINES.map((line) => ({ ...line, hasFailed: line.key === 'b' }))
  const { container } = render(<LineChart label="TTFT" x={X} y={Y} lines={failed} />)
  expect(container.querySelector('.series.series-2')).toHaveClass('is-failed')
  expect(container.querySelector('.series.series-1')).not.toHaveClass('is-failed')
})

test.each([
  ['qwen3', 'qwen3'],
  ['x'.repeat(20), 'x'.repeat(20)],
  ['default of 20261129-164000-sweep', 'default of…000-sweep'],
])('beside a chart %s is %s', (name, short) => {
  expect(shortName(name)).toBe(short)
})

test('a long name is cut beside the chart, and stays whole for those who point at it', () => {
  const name = 'default of 20261129-164000-sweep'
  const { container } = render(
    <LineChart label="TTFT" x={X} y={Y} lines={LINES.map((line) => ({ ...line, name }))} />,
  )
  expect(container.querySelector('.series-name title')).toHaveTextContent(name)
  expect(container.querySelector('.series-name')).toHaveTextContent('default of…000-sweep')
})

test('a narrow chart has its names in a legend, with the shapes of their points', () => {
  const width = vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(358)
  const { container } = render(<LineChart label="TTFT" x={X} y={Y} lines={LINES} />)
  width.mockRestore()
  expect(container.querySelector('.series-name')).toBeNull()
  const legend = container.querySelectorAll('.chart-legend > span')
  expect([...legend].map(({ textContent }) => textContent?.trim())).toEqual(['a', 'b'])
  expect(container.querySelectorAll('.chart-legend .marker-shape').length).toBe(2)
})

test('a ring names a point, and its name stays within the chart', () => {
  const rings = [
    { line: 'a', x: 8, y: 25, label: 'knee: 8 users' },
    { line: 'gone', x: 8, y: 25, label: 'knee of a line that is not drawn' },
  ]
  const { container } = render(<LineChart label="TTFT" x={X} y={Y} lines={LINES} rings={rings} />)
  expect(container.querySelectorAll('.ring').length).toBe(1)
  expect(container.querySelector('.ring text')).toHaveTextContent('knee: 8 users')
  expect(container.querySelector('.ring text')).toHaveClass('is-end')
})
