import { useEffect, useMemo, useRef } from 'react'
import { headline } from '../../lib/results/headline'
import { doubtOfHeadline } from '../../lib/results/headline-doubt'
import type { Report } from '../../lib/results/report'
import { answerOfComparisons } from '../../lib/results/verdict-headline'
import { Controls } from './Controls'
import { Distribution } from './Distribution'
import { DoubtMark } from './DoubtMark'
import { Glossary } from './Glossary'
import { LevelDetail } from './LevelDetail'
import { LevelsTable } from './LevelsTable'
import { CostChart, LoadChart, SpreadCharts } from './LoadCharts'
import { type Model, modelOf } from './model'
import { OverTime } from './OverTime'
import { openForPrint } from './print'
import { RunCards } from './RunCard'
import { ThroughputChart } from './ThroughputChart'
import { Trust } from './Trust'
import { Verdicts } from './Verdicts'
import { useView } from './view-store'
import '../../charts/styles/sheet.css'
import './styles/results.css'

/** Some results side by side: the answer, whether to believe it, and the proof. */
export function ResultsView({ reports }: { readonly reports: readonly Report[] }) {
  const view = useView()
  const model = useMemo(() => modelOf(reports, view), [reports, view])
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => openForPrint(() => root.current), [])
  return (
    <div ref={root} className="results" data-testid="results-view">
      <Answer reports={reports} model={model} />
      <Trust reports={reports} subjects={model.shown} />
      <Verdicts reports={reports} />
      <Controls model={model} />
      <div className="grid-2">
        <LoadChart model={model} />
        <ThroughputChart model={model} />
        <Distribution model={model} />
        <OverTime model={model} />
        <SpreadCharts model={model} />
        <CostChart model={model} />
      </div>
      <LevelDetail model={model} />
      <LevelsTable model={model} />
      <RunCards reports={reports} />
      <Glossary />
    </div>
  )
}

interface AnswerProps {
  readonly reports: readonly Report[]
  readonly model: Model
}

/** The sentence that opens the page: the verdicts of a comparison, or what was measured. */
function Answer({ reports, model: { shown, metric, limit, isLimitGiven } }: AnswerProps) {
  const verdict = answerOfComparisons(reports, metric.key)
  const given = isLimitGiven ? limit : null
  const measured = headline(shown, metric, given)
  const doubt = <DoubtMark doubt={doubtOfHeadline(shown, metric, given)} />
  return verdict === null ? (
    <>
      <h2 className="answer" data-testid="headline">
        {measured} {doubt}
      </h2>
      {reports.length > 1 && <NoVerdict reports={reports} />}
    </>
  ) : (
    <>
      <h2 className="answer" data-testid="headline">
        {verdict.text} <DoubtMark doubt={verdict.doubt} />
      </h2>
      <p className="seen" data-testid="seen">
        {measured} {doubt}
      </p>
    </>
  )
}

/** Says that results side by side are no comparison; the bench compares two of its own. */
function NoVerdict({ reports }: { readonly reports: readonly Report[] }) {
  const own = reports.filter(({ tool, targets }) => tool === null && targets.length < 2)
  return (
    <p className="seen" data-testid="no-verdict">
      These results were measured at different times, so there is no verdict.
      {own.length > 1 && (
        <>
          {' '}
          <code>./bench compare A B</code> gives one.
        </>
      )}
    </p>
  )
}
