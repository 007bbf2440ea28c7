import { Swatch } from '../../charts/Swatch'
import { type CommonDoubt, doubtAbout } from '../../lib/results/doubts'
import { METRICS } from '../../lib/results/metrics'
import { loadKey, loadText } from '../../lib/results/report'
import { type Capacity, capacityOf, capacityText, limitText } from '../../lib/results/slo'
import { styleOf } from './chart-lines'
import { DoubtMark } from './DoubtMark'
import { availableMetrics, type Model } from './model'
import { changeView, useView } from './view-store'
import './styles/controls.css'

/** Choices of metric, limit, targets and axis, all of which the address carries. */
export function Controls({ model }: { readonly model: Model }) {
  const { metric, kind, kinds, isLog } = model
  return (
    <section className="controls" aria-label="Choices">
      <label className="control">
        <span>Metric</span>
        <select
          data-testid="metric"
          value={metric.key}
          onChange={(event) => changeView({ metric: event.currentTarget.value, limit: null })}
        >
          {availableMetrics(model.all, METRICS).map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <LoadChoice model={model} />
      {kinds.length > 1 && (
        <label className="control">
          <span>Kind of load</span>
          <select
            value={kind}
            onChange={(event) =>
              changeView({ load: event.currentTarget.value === 'rate' ? 'r=' : null })
            }
          >
            <option value="users">users</option>
            <option value="rate">requests per second</option>
          </select>
        </label>
      )}
      <label className="control is-check">
        <input
          type="checkbox"
          checked={isLog}
          onChange={(event) => changeView({ isLog: event.currentTarget.checked })}
        />
        <span>log x</span>
      </label>
      <Targets model={model} />
      <LimitSlider model={model} />
    </section>
  )
}

function LoadChoice({ model }: { readonly model: Model }) {
  const loads = new Map(
    model.shown
      .flatMap(({ levels }) => levels.map(({ load }) => load))
      .sort((a, b) => a.value - b.value)
      .map((load) => [loadKey(load), load] as const),
  )
  return (
    <label className="control">
      <span>Load</span>
      <select
        data-testid="load"
        value={model.load === null ? '' : loadKey(model.load)}
        onChange={(event) => changeView({ load: event.currentTarget.value })}
      >
        {[...loads].map(([key, load]) => (
          <option key={key} value={key}>
            {loadText(load)}
          </option>
        ))}
      </select>
    </label>
  )
}

function Targets({ model }: { readonly model: Model }) {
  const hidden = useView((view) => view.hidden)
  if (model.all.length < 2) {
    return null
  }
  return (
    <fieldset className="targets">
      <legend className="visually-hidden">Targets</legend>
      {model.all.map((subject) => (
        <label key={subject.key} className="control is-check">
          <input
            type="checkbox"
            checked={!hidden.includes(subject.key)}
            onChange={(event) =>
              changeView({
                hidden: event.currentTarget.checked
                  ? hidden.filter((key) => key !== subject.key)
                  : [...hidden, subject.key],
              })
            }
          />
          <Swatch style={styleOf(model.all, subject)} />
          <span>{subject.isFloor ? `${subject.name} (floor)` : subject.name}</span>
        </label>
      ))}
    </fieldset>
  )
}

function doubtOfCapacity({ holds, next }: Capacity, metric: string): CommonDoubt | null {
  const named = holds ?? next
  return named === null ? null : doubtAbout([{ level: named.level, metric }])
}

/** Answers for a limit which load holds it, of the loads that were measured. */
function LimitSlider({ model }: { readonly model: Model }) {
  const { metric, steps, limit, limitOwner, shown } = model
  if (limit === null || steps.length === 0) {
    return null
  }
  const place = Math.max(0, steps.indexOf(limit))
  return (
    <div className="limit">
      <label className="limit-label">
        <span>
          What load keeps {metric.name} under <b>{limitText(limit)}</b>?
          {limitOwner !== null && (
            <span className="quiet"> The limit is that of {limitOwner}.</span>
          )}
        </span>
        <input
          type="range"
          data-testid="slo"
          min={0}
          max={steps.length - 1}
          step={1}
          value={place}
          aria-label={`Limit of ${metric.name}`}
          aria-valuetext={limitText(limit)}
          onChange={(event) =>
            changeView({ limit: steps[Number(event.currentTarget.value)] ?? null })
          }
        />
      </label>
      <ul className="capacities" data-testid="capacities">
        {shown.map((subject) => {
          const capacity = capacityOf(subject, metric.key, limit)
          return (
            <li key={subject.key}>
              <span aria-live="polite">
                <b>{subject.name}</b> {capacityText(capacity)}.
              </span>{' '}
              <DoubtMark doubt={doubtOfCapacity(capacity, metric.key)} />
            </li>
          )
        })}
      </ul>
    </div>
  )
}
