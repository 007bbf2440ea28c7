import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { formatCount } from '../../lib/format'

interface Props {
  readonly label: string
  readonly testId: string
  readonly value: number | null
  readonly min: number
  readonly max: number
  readonly step: number | 'any'
  readonly placeholder?: string
  readonly size?: 'xs' | 'sm'
  readonly onChange: (value: number | null) => void
}

/** Field of a number that may be left empty. Its text stays as typed, and only a number counts. */
export function NumberField(props: Props) {
  const { label, testId, value, min, max, step, placeholder, size, onChange } = props
  const [typed, setTyped] = useState('')
  // Another value than the typed one comes from another tab.
  const text = numberOf(typed) === value ? typed : (value?.toString() ?? '')
  const isOutside = value !== null && (value < min || value > max)
  return (
    <TextInput
      type="number"
      inputMode="decimal"
      label={label}
      size={size}
      data-testid={testId}
      placeholder={placeholder}
      min={min}
      max={max}
      step={step}
      value={text}
      error={isOutside ? `${formatCount(min)} to ${formatCount(max)}` : null}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onChange(numberOf(event.currentTarget.value))
      }}
    />
  )
}

function numberOf(text: string): number | null {
  return text.trim() === '' || !Number.isFinite(Number(text)) ? null : Number(text)
}
