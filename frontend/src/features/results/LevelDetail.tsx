import { scaleLinear } from 'd3-scale'
import { Fragment, useId, useState } from 'react'
import { formatCount, formatMillis, formatNumber, withUnit } from '../../lib/format'
import {
  countsText,
  countVerdicts,
  type Doubt,
  doubtOf,
  summarizeChecks,
} from '../../lib/results/doubts'
import { type Level, loadKey, loadText, type SlowRequest } from '../../lib/results/report'
import type { Subject } from '../../lib/results/subjects'
import { warningsOf } from '../../lib/results/warnings'
import { Doubted } from './Doubted'
import type { Model } from './model'
import { ReasonsBelow } from './Reasons'
import './styles/level.css'

/** One load of each target by itself: counts, endings, costs and its slowest requests. */
export function LevelDetail({ model }: { readonly model: Model }) {
  const { load, shown } = model
  if (load === null) {
    return null
  }
  const key = loadKey(load)
  const places = shown.flatMap((subject) => {
    const level = subject.levels.find((one) => loadKey(one.load) === key)
    return level === undefined ? [] : [{ subject, level }]
  })
  return (
    <section className="level-detail" data-testid="level-detail">
      <h3>What happened at {loadText(load)}?</h3>
      {places.map(({ subject, level }) => (
        <LevelFacts key={subject.key} subject={subject} level={level} />
      ))}
    </section>
  )
}

function LevelFacts({ subject, level }: { readonly subject: Subject; readonly level: Level }) {
  const reasonId = useId()
  const [reasons, setReasons] = useState<readonly string[]>([])
  const facts = factsOf(level)
  return (
    <details className="level">
      <summary>
        <b>{subject.name}</b> {summaryText(level)}
      </summary>
      <p className="level-facts">
        {facts.map(({ key, text, doubt }, index) => (
          <Fragment key={key}>
            {index > 0 && ' · '}
            {doubt === null ? (
              text
            ) : (
              <Doubted
                doubt={doubt.verdict}
                sentences={doubt.sentences}
                reasonId={reasonId}
                onReason={setReasons}
              >
                {text}
              </Doubted>
            )}
          </Fragment>
        ))}
      </p>
      {facts.some(({ doubt }) => doubt !== null) && (
        <ReasonsBelow id={reasonId} sentences={reasons} />
      )}
      {level.failures.length > 0 && (
        <ul className="remarks">
          {level.failures.map(({ outcome, count, example }) => (
            <li key={outcome}>
              {formatCount(count)} × {outcome}
              {example !== null && `: ${example}`}
            </li>
          ))}
        </ul>
      )}
      <Slowest requests={level.slowest} />
    </details>
  )
}

function summaryText(level: Level): string {
  const { values } = level
  const count = (name: string) => values.get(name) ?? 0
  const sent = count('sent')
  const ok = count('ok')
  const others = [
    count('failed') > 0 ? `${formatCount(count('failed'))} failed` : '',
    count('aborted') > 0 ? `${formatCount(count('aborted'))} aborted` : '',
  ].filter((part) => part !== '')
  const checks = summarizeChecks(
    [level],
    warningsOf([{ name: '', warnings: level.warnings ?? [] }]),
  )
  const open = countsText(countVerdicts(checks))
  const doubts = open === '' ? '' : `; of ${checks.length} checks ${open}`
  const total = sent === 0 ? '' : ` of ${formatCount(sent)}`
  const all = sent + ok === 0 ? '' : `${formatCount(ok)}${total} requests succeeded`
  return [all, ...others].filter((part) => part !== '').join(', ') + doubts
}

interface LevelFact {
  readonly key: string
  readonly text: string
  readonly doubt: Doubt | null
}

function factsOf(level: Level): readonly LevelFact[] {
  const { values, finishReasons, tokensFrom } = level
  const fact = (name: string, text: (value: number) => string): readonly LevelFact[] => {
    const value = values.get(name)
    return value === undefined
      ? []
      : [{ key: name, text: text(value), doubt: doubtOf(level, name) }]
  }
  const plain = (text: string): LevelFact => ({ key: text, text, doubt: null })
  return [
    ...fact('wall', (value) => `took ${formatMillis(value)}`),
    ...fact('tokens', (value) => `${formatCount(value)} output tokens`),
    ...(tokensFrom === null ? [] : [plain(`counted by ${tokensFrom}`)]),
    ...fact('input_tps', (value) => `${formatNumber(value)} prompt tokens/s`),
    ...fact('ttft_min', (value) => `TTFT from ${formatMillis(value)}`),
    ...fact('ttft_max', (value) => `to ${formatMillis(value)}`),
    ...fact('ttft_mean', (value) => `mean ${formatMillis(value)}`),
    ...fact('ttft_stddev', (value) => `standard deviation ${formatMillis(value)}`),
    ...fact('ttfb_min', (value) => `TTFB from ${formatMillis(value)}`),
    ...fact('ttfb_max', (value) => `to ${formatMillis(value)}`),
    ...fact('ttfb_mean', (value) => `mean ${formatMillis(value)}`),
    ...fact('cpu_per_100k_requests', (value) => `${formatMillis(value)} CPU for 100,000 requests`),
    ...fact('cpu_per_100k_frames', (value) => `${formatMillis(value)} CPU for 100,000 frames`),
    ...fact(
      'peak_rss_bytes',
      (value) => `${withUnit(formatCount(value / 1024 / 1024), 'MiB')} resident`,
    ),
    ...finishReasons.map(([reason, count]) => plain(`${formatCount(count)} × finish ${reason}`)),
  ]
}

const BAR_WIDTH = 600
const BAR_HEIGHT = 16

/** The slowest requests, each as a line of its content events on one axis of time. */
function Slowest({ requests }: { readonly requests: readonly SlowRequest[] }) {
  if (requests.length === 0) {
    return null
  }
  const x = scaleLinear([0, Math.max(...requests.map(({ duration }) => duration))], [0, BAR_WIDTH])
  return (
    <>
      <h4>The slowest requests, and when their content came</h4>
      <ol className="slowest">
        {requests.map((request) => (
          <li key={`${request.atMs} ${request.duration}`}>
            <span className="slowest-text">{slowText(request)}</span>
            <svg
              className="slowest-line"
              viewBox={`0 0 ${BAR_WIDTH} ${BAR_HEIGHT}`}
              preserveAspectRatio="none"
              aria-hidden="true"
            >
              <line className="plot-axis" x1={0} x2={x(request.duration)} y1={8} y2={8} />
              {request.offsets.map((offset) => (
                <line
                  key={offset}
                  className="slowest-event"
                  x1={x(offset)}
                  x2={x(offset)}
                  y1={2}
                  y2={14}
                />
              ))}
            </svg>
          </li>
        ))}
      </ol>
    </>
  )
}

function slowText(request: SlowRequest): string {
  const { duration, ttft, tokens, finishReason, longestGap, longestGapAt } = request
  return [
    `E2E ${formatMillis(duration)}`,
    ttft === null ? '' : `TTFT ${formatMillis(ttft)}`,
    tokens === null ? '' : `${formatCount(tokens)} tokens`,
    longestGap === null || longestGapAt === null
      ? ''
      : `longest gap ${formatMillis(longestGap)} at ${formatMillis(longestGapAt)}`,
    finishReason ?? '',
  ]
    .filter((part) => part !== '')
    .join(' · ')
}
