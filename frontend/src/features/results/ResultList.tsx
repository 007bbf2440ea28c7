import { useQuery } from '@tanstack/react-query'
import { CopyCommand } from '../../charts/CopyCommand'
import { formatCount, formatUtc } from '../../lib/format'
import { fetchList, type Listed, type ResultList as Results } from '../../lib/results/fetch-results'
import { useSettings } from '../../lib/settings'
import { MAX_OPEN } from './results-store'
import { changeView, useView } from './view-store'

const COMMAND = './bench serve --results=results'

/** The results that the proxy serves, newest first. */
export function ResultList({ isFolded }: { readonly isFolded: boolean }) {
  const proxyKey = useSettings((settings) => settings.proxyKey)
  const { data } = useQuery({
    queryKey: ['results', proxyKey],
    queryFn: ({ signal }) => fetchList(proxyKey, signal),
    retry: false,
  })
  if (data === undefined) {
    return null
  }
  const list = <Found list={data} />
  return isFolded ? (
    <details className="result-list">
      <summary>Results of this proxy</summary>
      {list}
    </details>
  ) : (
    <section className="result-list">
      <h3>Results of this proxy</h3>
      {list}
    </section>
  )
}

function Found({ list }: { readonly list: Results }) {
  switch (list.kind) {
    case 'off':
      return (
        <p data-testid="results-off">
          This proxy lists no results: it was started without a folder. Open files, or start it with
          this: <CopyCommand command={COMMAND} />
        </p>
      )
    case 'failed':
      return (
        <p className="doubt" role="status">
          {list.reason}
        </p>
      )
    case 'listed':
      return list.results.length === 0 ? (
        <p>The folder has no results yet.</p>
      ) : (
        <>
          <ul className="listed" data-testid="results-list">
            {list.results.map((result) => (
              <Entry key={result.id} result={result} />
            ))}
          </ul>
          {list.total > list.results.length && (
            <p className="note">
              The newest {list.results.length} of {formatCount(list.total)} are listed.
            </p>
          )}
        </>
      )
  }
}

function Entry({ result }: { readonly result: Listed }) {
  const open = useView((view) => view.open)
  const isOpen = open.includes(result.id)
  return (
    <li>
      <label>
        <input
          type="checkbox"
          checked={isOpen}
          disabled={result.error !== null || (!isOpen && open.length >= MAX_OPEN)}
          onChange={() =>
            changeView({
              open: isOpen ? open.filter((id) => id !== result.id) : [...open, result.id],
            })
          }
        />
        <span className="listed-name">{result.id}</span>
        <span className="quiet">{describe(result)}</span>
      </label>
    </li>
  )
}

function describe(result: Listed): string {
  if (result.error !== null) {
    return result.error
  }
  const { kind, model, targets, levels, startedAt, isPartial, isValid } = result
  const names = targets.filter((target) => target !== 'default')
  return [
    kind,
    model ?? '',
    names.join(', '),
    levels === null ? '' : `${levels} ${levels === 1 ? 'level' : 'levels'}`,
    startedAt === null ? '' : formatUtc(startedAt),
    isPartial ? 'interrupted' : '',
    isValid ? '' : 'not valid',
  ]
    .filter((part) => part !== '')
    .join(' · ')
}
