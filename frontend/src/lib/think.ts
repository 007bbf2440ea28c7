const OPEN = '<think>'
const CLOSE = '</think>'

export interface Parts {
  readonly answer: string
  readonly reasoning: string
}

/**
 * Separates reasoning between `<think>` tags from the answer, however the tags are cut by the
 * stream. Only a tag at the very start of the text counts, so that an answer that mentions the tag
 * stays whole.
 */
export class ThinkTags {
  #phase: 'start' | 'inside' | 'closed' | 'after' = 'start'
  #pending = ''

  push(text: string): Parts {
    this.#pending += text
    return this.#advance()
  }

  /** Returns what was held back because it could have become a tag. */
  end(): Parts {
    const rest = this.#pending
    const isReasoning = this.#phase === 'inside'
    this.#pending = ''
    this.#phase = 'after'
    return { answer: isReasoning ? '' : rest, reasoning: isReasoning ? rest : '' }
  }

  #advance(): Parts {
    if (this.#phase === 'start') {
      const start = this.#pending.trimStart()
      if (start.startsWith(OPEN)) {
        this.#pending = start.slice(OPEN.length)
        this.#phase = 'inside'
      } else if (OPEN.startsWith(start)) {
        return { answer: '', reasoning: '' }
      } else {
        this.#phase = 'after'
      }
    }
    const reasoning = this.#phase === 'inside' ? this.#takeReasoning() : ''
    return { answer: this.#takeAnswer(), reasoning }
  }

  #takeReasoning(): string {
    const end = this.#pending.indexOf(CLOSE)
    if (end >= 0) {
      const reasoning = this.#pending.slice(0, end)
      this.#pending = this.#pending.slice(end + CLOSE.length)
      this.#phase = 'closed'
      return reasoning
    }
    const safe = this.#pending.length - lengthOfTagStart(this.#pending)
    const reasoning = this.#pending.slice(0, safe)
    this.#pending = this.#pending.slice(safe)
    return reasoning
  }

  /** Takes the answer, without the blank lines after the closing tag. */
  #takeAnswer(): string {
    if (this.#phase === 'closed') {
      this.#pending = this.#pending.trimStart()
      if (this.#pending !== '') {
        this.#phase = 'after'
      }
    }
    if (this.#phase !== 'after') {
      return ''
    }
    const answer = this.#pending
    this.#pending = ''
    return answer
  }
}

/** Length of the longest end of the text that may become the closing tag. */
function lengthOfTagStart(text: string): number {
  for (let length = Math.min(CLOSE.length - 1, text.length); length > 0; length--) {
    if (CLOSE.startsWith(text.slice(-length))) {
      return length
    }
  }
  return 0
}
