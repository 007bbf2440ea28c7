/** Emphasis and brackets nested deeper are shown as text. */
const MAX_NESTING = 50

/** Marks in one paragraph from which parsing it takes long: its time grows with their square. */
const MAX_MARKS = 1000

/** Runs of marks; an escaped character is none. */
const RUNS = /\\[\s\S]|\*+|_+|~+|[[\]]/g

/** A line across the page, which may have any number of stars. */
const RULE = /^[ \t]*(?:[*_-][ \t]*)+$/

/** Lines at which other text begins: blank ones, headings and items of lists. */
const BEGINS_ANEW = /^[ \t>]*(?:$|#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s)/

/**
 * Reports whether emphasis or brackets in one paragraph are nested too deep, or too many, to be
 * parsed between two frames.
 *
 * @param lines without those of code
 * @param isTable true if each line is a row, whose cells are parsed apart
 */
export function hasCostlyMarks(lines: Iterable<string>, isTable: boolean): boolean {
  let marks = new OpenMarks()
  for (const line of lines) {
    if (isTable || BEGINS_ANEW.test(line)) {
      marks = new OpenMarks()
    }
    if (!RULE.test(line) && marks.readLine(line)) {
      return true
    }
  }
  return false
}

/** Marks of one paragraph that may be closed later, each kind by itself. */
class OpenMarks {
  /** Depth of the closed marks inside each open mark of a kind. */
  readonly #open = new Map<string, number[]>()
  #count = 0
  #deepest = 0

  /** Reads a line, and reports whether a limit is exceeded. */
  readLine(line: string): boolean {
    for (const { 0: run, index } of line.matchAll(RUNS)) {
      const before = line[index - 1] ?? ' '
      const after = line[index + run.length] ?? ' '
      if (run[0] !== '\\' && this.#takeRun(run, before, after)) {
        return true
      }
    }
    return false
  }

  #takeRun(run: string, before: string, after: string): boolean {
    const kind = run[0] === ']' ? '[' : (run[0] ?? '')
    const isBracket = kind === '['
    const isWithinWord = kind === '_' && /\w/.test(before) && /\w/.test(after)
    if (isWithinWord) {
      return false
    }
    // Two characters of emphasis are one mark.
    let left = isBracket ? 1 : Math.ceil(run.length / 2)
    this.#count += left
    if (isBracket ? run === ']' : /\S/.test(before)) {
      left -= this.#close(kind, left)
    }
    if (isBracket ? run === '[' : /\S/.test(after)) {
      this.#openAll(kind, left)
    }
    return this.#count > MAX_MARKS || this.#deepest > MAX_NESTING
  }

  /** Closes up to so many marks of a kind, and returns how many there were. */
  #close(kind: string, count: number): number {
    const open = this.#open.get(kind) ?? []
    const closed = Math.min(count, open.length)
    for (let rest = closed; rest > 0; rest--) {
      const depth = (open.pop() ?? 0) + 1
      const outer = open.length - 1
      if (outer >= 0) {
        open[outer] = Math.max(open[outer] ?? 0, depth)
      }
      this.#deepest = Math.max(this.#deepest, depth)
    }
    return closed
  }

  #openAll(kind: string, count: number): void {
    const open = this.#open.get(kind) ?? []
    // Any more exceed the limit by their number.
    open.push(...new Array<number>(Math.min(count, MAX_MARKS + 1)).fill(0))
    this.#open.set(kind, open)
  }
}
