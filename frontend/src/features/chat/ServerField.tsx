import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'

interface Props extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly testId: string
  readonly value: string
  readonly onCommit: (value: string) => void
}

/**
 * Field whose text counts when it is left or Enter is pressed. Half an address or key must not
 * reach a server. Esc returns to the value before.
 */
export function ServerField({ testId, value, onCommit, ...input }: Props) {
  const [draft, setDraft] = useState<string | null>(null)
  const commit = () => {
    if (draft !== null && draft !== value) {
      onCommit(draft)
    }
    setDraft(null)
  }
  return (
    <TextInput
      {...input}
      data-testid={testId}
      autoComplete="off"
      spellCheck={false}
      value={draft ?? value}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          commit()
        } else if (event.key === 'Escape') {
          setDraft(null)
        }
      }}
    />
  )
}
