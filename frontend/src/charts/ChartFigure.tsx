import { type ReactNode, useRef, useState } from 'react'
import { copyText } from '../lib/clipboard'
import { download } from '../lib/download'
import { type Table, toCsv, toMarkdown } from '../lib/results/table'
import { DataTable } from './DataTable'
import { toPng } from './png'
import './styles/figure.css'

interface Props {
  readonly title: string
  /** Mark beside the title, where a check touches what is drawn. */
  readonly mark?: ReactNode
  /** Sentences below the chart: how to read it, and what it leaves out. */
  readonly note?: string
  readonly table: Table
  readonly testId: string
  readonly children: ReactNode
}

/** A chart with its title, its note, and its numbers as a table, Markdown, CSV and PNG. */
export function ChartFigure({ title, mark, note, table, testId, children }: Props) {
  const figure = useRef<HTMLElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <figure ref={figure} className="chart" data-testid={testId}>
      <h3>
        {title} {mark}
      </h3>
      {children}
      {note !== undefined && <figcaption>{note}</figcaption>}
      <div className="chart-actions">
        <button
          type="button"
          className="action"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'hide table' : 'table'}
        </button>
        <TableActions table={table} name={testId} />
        <PngAction
          title={title}
          name={testId}
          find={() => figure.current?.querySelector<SVGSVGElement>('svg.plot')}
        />
      </div>
      {isOpen && <DataTable table={table} />}
    </figure>
  )
}

/** Buttons that copy and save a table. */
export function TableActions({ table, name }: { readonly table: Table; readonly name: string }) {
  const [isCopied, setCopied] = useState(false)
  return (
    <>
      <button
        type="button"
        className="action"
        aria-label={`Copy as Markdown: ${table.caption}`}
        onBlur={() => setCopied(false)}
        onClick={async () => setCopied(await copyText(toMarkdown(table)))}
      >
        {isCopied ? 'copied' : 'Markdown'}
      </button>
      <button
        type="button"
        className="action"
        aria-label={`Save as CSV: ${table.caption}`}
        onClick={() => download(`${name}.csv`, 'text/csv', toCsv(table))}
      >
        CSV
      </button>
    </>
  )
}

interface PngProps {
  readonly title: string
  readonly name: string
  readonly find: () => SVGSVGElement | null | undefined
}

function PngAction({ title, name, find }: PngProps) {
  const [hasFailed, setFailed] = useState(false)
  const save = async () => {
    const svg = find()
    if (svg == null) {
      setFailed(true)
      return
    }
    try {
      download(`${name}.png`, 'image/png', await toPng(svg, title))
    } catch {
      setFailed(true)
    }
  }
  return (
    <button
      type="button"
      className="action"
      aria-label={`Save as PNG: ${title}`}
      onClick={() => void save()}
    >
      {hasFailed ? 'no PNG in this browser' : 'PNG'}
    </button>
  )
}
