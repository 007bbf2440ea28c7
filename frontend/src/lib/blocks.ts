import { hasCostlyMarks } from './inline-marks'

const FENCE = /^\s*(`{3,}(?=[^`]*$)|~{3,})(.*)$/
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:\s*\S/m

/** Rows from which an open table is too costly to draw for each change. */
const MAX_OPEN_TABLE_ROWS = 200

/** Quotes and lists nested deeper are shown as text: parsing them costs seconds, or the stack. */
const MAX_NESTING = 50

/** Marks of quotes and lists at the start of a line. */
const MARKS = /^(?:[ \t]*(?:>|[-*+](?=\s)|\d{1,9}[.)](?=\s)))+/gm
const MARK = />|[-*+]|\d+[.)]/g

/**
 * Splits growing Markdown into blocks that can be parsed apart: at blank lines outside code fences,
 * where the next line is not indented (an indented line continues a list). All blocks but the last
 * are final.
 */
export class BlockSplitter {
  #text = ''
  #final: string[] = []
  /** Start of the last block. */
  #start = 0
  /** Start of the first line that was not looked at. */
  #position = 0
  #fence: string | null = null
  #isAfterBlank = false

  split(text: string): readonly string[] {
    if (!text.startsWith(this.#text)) {
      this.#reset()
    }
    this.#text = text
    for (let end = this.#lineEnd(); end >= 0; end = this.#lineEnd()) {
      this.#takeLine(text.slice(this.#position, end))
      this.#position = end + 1
    }
    this.#closeBefore(text.slice(this.#position))
    return this.#start < text.length ? [...this.#final, text.slice(this.#start)] : this.#final
  }

  #lineEnd(): number {
    return this.#text.indexOf('\n', this.#position)
  }

  #takeLine(line: string): void {
    this.#closeBefore(line)
    const fence = FENCE.exec(line)
    if (this.#fence === null) {
      this.#fence = fence?.[1] ?? null
      this.#isAfterBlank = this.#fence === null && line.trim() === ''
    } else if (fence?.[1]?.startsWith(this.#fence) && fence[2]?.trim() === '') {
      this.#fence = null
      this.#isAfterBlank = false
    }
  }

  /** Closes the last block if the line, which may be incomplete, starts a new one. */
  #closeBefore(line: string): void {
    if (this.#isAfterBlank && /^\S/.test(line)) {
      if (this.#position > this.#start) {
        this.#final = [...this.#final, this.#text.slice(this.#start, this.#position)]
      }
      this.#start = this.#position
      this.#isAfterBlank = false
    }
  }

  #reset(): void {
    this.#final = []
    this.#start = 0
    this.#position = 0
    this.#fence = null
    this.#isAfterBlank = false
  }
}

/** Reports whether links or footnotes of one block may be defined in another. */
export function hasDefinitions(markdown: string): boolean {
  return DEFINITION.test(markdown)
}

/** Reports whether the block is a table with so many rows that it is shown as text while open. */
export function isHugeTable(block: string): boolean {
  const lines = block.split('\n', MAX_OPEN_TABLE_ROWS + 10)
  const delimiter = lines.findIndex(isDelimiter)
  return delimiter > 0 && lines.length - delimiter - 1 > MAX_OPEN_TABLE_ROWS
}

/** Reports whether parts are nested so deep, or marks are so many, that the block is shown as text. */
export function isTooDeep(block: string): boolean {
  return (
    (block.match(MARKS) ?? []).some((marks) => depthOf(marks) > MAX_NESTING) ||
    hasCostlyMarks(linesOutsideCode(block), block.split('\n', 3).some(isDelimiter))
  )
}

/** The lines of a block without fenced code, whose marks mean nothing. */
function* linesOutsideCode(block: string): Generator<string> {
  let open: string | null = null
  for (const line of block.split('\n')) {
    const fence = FENCE.exec(line)
    if (open === null) {
      open = fence?.[1] ?? null
      if (open === null) {
        yield line
      }
    } else if (fence?.[1]?.startsWith(open) && fence[2]?.trim() === '') {
      open = null
    }
  }
}

/** Each mark is a level, and so are two columns of indentation before the first one. */
function depthOf(marks: string): number {
  const indentation = marks.length - marks.trimStart().length
  return Math.floor(indentation / 2) + (marks.match(MARK)?.length ?? 0)
}

/** A table without a last row that has no text yet: a stream was cut in it. */
export function withoutEmptyRow(block: string): string {
  const end = block.trimEnd().lastIndexOf('\n')
  const isEmptyRow = /^[\s|]*$/.test(block.slice(end + 1))
  return end > 0 && isEmptyRow && block.slice(0, end).split('\n').some(isDelimiter)
    ? block.slice(0, end + 1)
    : block
}

function isDelimiter(line: string): boolean {
  return line.includes('|') && line.includes('-') && /^[\s|:-]+$/.test(line)
}
