import { formatIn } from '../format'

/** A number that a check touches. */
export interface MarkedNumber {
  readonly value: number
  readonly doubt: 'warn' | 'fail'
}

/** A cell of a table: a text, a number, or null where there is no value. */
export type Cell = string | number | MarkedNumber | null

/** Marks that stand behind a number. */
export const MARKS: Readonly<Record<MarkedNumber['doubt'], string>> = { warn: '!', fail: '✕' }

export interface Column {
  readonly name: string
  /** Unit of its numbers, or empty. */
  readonly unit: string
}

/** A table that can be drawn, copied and saved. */
export interface Table {
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

/**
 * A cell for people.
 *
 * @param unit that of its column, where a long time may have its own
 */
export function cellText(cell: Cell, unit = ''): string {
  if (cell === null) {
    return '–'
  }
  if (typeof cell === 'object') {
    return `${formatIn(unit, cell.value)} ${MARKS[cell.doubt]}`
  }
  return typeof cell === 'number' ? formatIn(unit, cell) : cell
}

export function columnText({ name, unit }: Column): string {
  return unit === '' ? name : `${name}, ${unit}`
}

/** True if all cells of a column are numbers or missing, so that it is aligned to the right. */
export function isNumeric(table: Table, column: number): boolean {
  return table.rows.every((row) => typeof row[column] !== 'string')
}

/** The table as Markdown. */
export function toMarkdown(table: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |\n`
  const rule = table.columns.map((_, index) => (isNumeric(table, index) ? '---:' : '---'))
  return [
    line(table.columns.map(columnText)),
    `| ${rule.join(' | ')} |\n`,
    ...table.rows.map((row) => line(row.map((cell) => cellText(cell)))),
  ].join('')
}

/** The table as CSV, with all digits of its numbers. */
export function toCsv(table: Table): string {
  const lines = [table.columns.map(columnText), ...table.rows.map((row) => row.map(plainValue))]
  return lines.map((cells) => `${cells.map(escapeCsv).join(',')}\r\n`).join('')
}

/** A cell without its mark, so that a program can read it. */
function plainValue(cell: Cell): string | number {
  return cell === null ? '' : typeof cell === 'object' ? cell.value : cell
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\|<>[\]`*_]/g, '\\$&').replace(/\s+/g, ' ')
}

function escapeCsv(cell: string | number): string {
  if (typeof cell === 'number') {
    return String(cell)
  }
  // Programs look for the space that is on keyboards.
  const plain = cell.replace(/[\u00a0\u202f]/g, ' ')
  // A spreadsheet would run a text that begins like a formula.
  const text = /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
