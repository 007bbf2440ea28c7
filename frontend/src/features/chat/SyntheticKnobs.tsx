import { type SyntheticKnobs as Knobs, SYNTHETIC, useSettings } from '../../lib/settings'
import { NumberField } from './NumberField'

const FIELDS: readonly {
  readonly name: keyof Knobs
  readonly label: string
  readonly testId: string
  readonly min: number
  readonly max: number
}[] = [
  { name: 'ttftMs', label: 'TTFT, ms', testId: 'knob-ttft-ms', min: 0, max: 600_000 },
  { name: 'delayMs', label: 'Delay, ms', testId: 'knob-delay-ms', min: 0, max: 60_000 },
  { name: 'frames', label: 'Frames', testId: 'knob-frames', min: 0, max: 100_000 },
  {
    name: 'reasoningFrames',
    label: 'Reasoning',
    testId: 'knob-reasoning-frames',
    min: 0,
    max: 100_000,
  },
  { name: 'bytesPerFrame', label: 'Bytes each', testId: 'knob-bytes', min: 1, max: 65_536 },
]

/** Shape of the synthetic stream. An empty field leaves it to the proxy. */
export function SyntheticKnobs() {
  const knobs = useSettings((settings) => settings.synthetic)
  const change = useSettings((settings) => settings.change)
  return (
    <fieldset className="knobs" aria-label="Shape of the synthetic stream">
      {FIELDS.map(({ name, ...field }) => (
        <NumberField
          key={name}
          {...field}
          size="xs"
          step={1}
          value={knobs[name]}
          onChange={(value) => change({ synthetic: { ...knobs, [name]: value } })}
        />
      ))}
    </fieldset>
  )
}

/** Turns the synthetic model on, or returns to the model before it. */
export function toggleSynthetic(): void {
  const { model, otherModel, change } = useSettings.getState()
  change(
    model.trim() === SYNTHETIC ? { model: otherModel } : { model: SYNTHETIC, otherModel: model },
  )
}
