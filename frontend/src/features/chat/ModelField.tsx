import { TextInput } from '@mantine/core'
import { useId } from 'react'
import { SYNTHETIC, useSettings } from '../../lib/settings'
import { useModels } from './models'

interface Props {
  readonly testId: string
  /** Shown above the field; without it the field is named for screen readers only. */
  readonly label?: string
  readonly className?: string
}

/** The model: chosen from what the server lists, or typed where it lists none. */
export function ModelField({ testId, label, className }: Props) {
  const listId = useId()
  const model = useSettings((settings) => settings.model)
  const change = useSettings((settings) => settings.change)
  const { models, refresh } = useModels()
  const listed = models.kind === 'listed' ? models.names : []
  const names = [...new Set([...listed, SYNTHETIC])]
  return (
    <>
      <TextInput
        className={className}
        data-testid={testId}
        label={label}
        aria-label={label === undefined ? 'Model' : undefined}
        placeholder={models.kind === 'failed' ? 'Type a model' : 'Model: the proxy’s choice'}
        list={listId}
        autoComplete="off"
        spellCheck={false}
        value={model}
        onFocus={() => models.kind === 'failed' && refresh()}
        onChange={(event) => change({ model: event.currentTarget.value })}
      />
      <datalist id={listId}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}
