import { useEffect, useMemo, useRef } from 'react'
import { headline } from '../../lib/results/headline'
import { doubtOfHeadline } from '../../lib/results/headline-doubt'
import type { Report } from '../../lib/results/report'
import { Controls } from './Controls'
import { Distribution } from './Distribution'
import { DoubtMark } from './DoubtMark'
import { Glossary } from './Glossary'
import { LevelDetail } from './LevelDetail'
import { LevelsTable } from './LevelsTable'
import { CostChart, LoadChart, SpreadCharts } from './LoadCharts'
import { modelOf } from './model'
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
  const limit = model.isLimitGiven ? model.limit : null
  useEffect(() => openForPrint(() => root.current), [])
  return (
    <div ref={root} className="results" data-testid="results-view">
      <h2 className="answer" data-testid="headline">
        {headline(model.shown, model.metric, limit)}{' '}
        <DoubtMark doubt={doubtOfHeadline(model.shown, model.metric, limit)} />
      </h2>
      <Trust reports={reports} subjects={model.shown} />
      <Controls model={model} />
      <div className="grid-2">
        <LoadChart model={model} />
        <ThroughputChart model={model} />
        <Distribution model={model} />
        <OverTime model={model} keys={['ttft_p95']} />
      </div>
      <Verdicts reports={reports} />
      <div className="grid-2">
        <OverTime model={model} keys={['tps', 'in_flight', 'rps']} />
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
