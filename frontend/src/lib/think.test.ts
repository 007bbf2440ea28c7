import { expect, test } from 'vitest'
import { ThinkTags } from './think'

function read(...pieces: string[]) {
  const tags = new ThinkTags()
  const parts = [...pieces.map((piece) => tags.push(piece)), tags.end()]
  return {
    answer: parts.map((part) => part.answer).join(''),
    reasoning: parts.map((part) => part.reasoning).join(''),
  }
}

const TEXT = '\n<think>a < b</think>\n\nThe answer.'

test('the text between the tags is reasoning, wherever the stream is cut', () => {
  for (let cut = 0; cut <= TEXT.length; cut++) {
    expect(read(TEXT.slice(0, cut), TEXT.slice(cut))).toEqual({
      answer: 'The answer.',
      reasoning: 'a < b',
    })
  }
})

test('one character at a time gives the same', () => {
  expect(read(...TEXT)).toEqual({ answer: 'The answer.', reasoning: 'a < b' })
})

test('a tag later in the text belongs to the answer', () => {
  const text = 'Models write <think>…</think> first.'
  expect(read(text)).toEqual({ answer: text, reasoning: '' })
})

test('text that only begins like a tag is kept', () => {
  expect(read('<thi')).toEqual({ answer: '<thi', reasoning: '' })
  expect(read('<thin', 'g>')).toEqual({ answer: '<thing>', reasoning: '' })
})

test('a tag that is never closed leaves everything in the reasoning', () => {
  expect(read('<think>hm', ' hm</thi')).toEqual({ answer: '', reasoning: 'hm hm</thi' })
})

test('the answer is passed on as it comes', () => {
  const tags = new ThinkTags()
  expect(tags.push('One ')).toEqual({ answer: 'One ', reasoning: '' })
  expect(tags.push('two')).toEqual({ answer: 'two', reasoning: '' })
})
