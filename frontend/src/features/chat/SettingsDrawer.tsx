import { Button, Drawer, SegmentedControl, Textarea } from '@mantine/core'
import type { ReactNode } from 'react'
import {
  originOf,
  problemOf,
  problemOfBaseUrl,
  type Settings,
  sendableUpstreamKey,
  useSettings,
} from '../../lib/settings'
import { ModelField } from './ModelField'
import { isSyntheticOnly, useModels } from './models'
import { NumberField } from './NumberField'
import { ServerField } from './ServerField'
import './styles/settings.css'

interface Props {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Settings of this browser. A change counts at once. */
export function SettingsDrawer({ isOpen, onClose }: Props) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="24rem"
      title="Settings"
      classNames={{ content: 'drawer-content', title: 'dialog-title' }}
      closeButtonProps={{ 'aria-label': 'Close the settings' }}
    >
      <form
        className="settings"
        data-testid="settings"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          onClose()
        }}
      >
        <ServerSettings />
        <RequestSettings />
        <ViewSettings />
        <Button type="submit" data-testid="settings-close">
          Done
        </Button>
      </form>
    </Drawer>
  )
}

function ServerSettings() {
  const settings = useSettings()
  const { models } = useModels()
  const urlProblem = problemOfBaseUrl(settings.baseUrl)
  const refusal = models.kind === 'failed' ? (models.failure?.text ?? null) : null
  const problem =
    urlProblem === null
      ? (problemOf(settings) ??
        refusal ??
        (isSyntheticOnly(models) ? problemOfUnusedServer(settings) : null))
      : null
  return (
    <fieldset>
      <legend>Model server</legend>
      <ServerField
        label="Base URL"
        description="Empty: the one that the proxy was started with"
        placeholder="https://api.example.com/v1"
        testId="setting-base-url"
        type="url"
        value={settings.baseUrl}
        error={urlProblem}
        onCommit={(baseUrl) => settings.change({ baseUrl })}
      />
      <ServerField
        type="password"
        label="Key for the model server"
        description="Sent by the proxy to this server only"
        testId="setting-upstream-key"
        value={settings.upstreamKey}
        error={problemOfUpstreamKey(settings)}
        onCommit={(upstreamKey) =>
          settings.change({
            upstreamKey,
            upstreamKeyOrigin: originOf(settings.baseUrl) ?? settings.baseUrl.trim(),
          })
        }
      />
      <ServerField
        type="password"
        label="Key of the proxy"
        description="The value of its PROXY_API_KEY, if it has one"
        testId="setting-proxy-key"
        value={settings.proxyKey}
        onCommit={(proxyKey) => settings.change({ proxyKey })}
      />
      <ModelField testId="setting-model" label="Model" />
      {problem !== null && (
        <p className="doubt" data-testid="settings-problem" role="status">
          {problem}
        </p>
      )}
      <p className="settings-note">
        Keys are stored in this browser only, and no export holds them.
      </p>
    </fieldset>
  )
}

/**
 * Says why only the synthetic model is listed, or returns null. The list does not tell whether this
 * proxy generates the responses, or another one at the base URL.
 */
function problemOfUnusedServer({ baseUrl }: Settings): string | null {
  return baseUrl.trim() === ''
    ? null
    : 'Only the synthetic model is listed. A proxy that was started with LLM_MODEL=synthetic and without a model server ignores the base URL and generates every response itself: if this is one, restart it with LLM_BASE_URL, or without LLM_MODEL.'
}

/** Says that the key is not sent because it was entered for another server, or returns null. */
function problemOfUpstreamKey(settings: Settings): string | null {
  if (settings.upstreamKey.trim() === '' || sendableUpstreamKey(settings) !== '') {
    return null
  }
  const owner = settings.upstreamKeyOrigin || 'the proxy’s own server'
  return `Not sent: this key was entered for ${owner}. Enter the key of the new server.`
}

function RequestSettings() {
  const settings = useSettings()
  return (
    <fieldset>
      <legend>Request</legend>
      <Textarea
        label="System prompt"
        rows={3}
        data-testid="setting-system-prompt"
        value={settings.systemPrompt}
        onChange={(event) => settings.change({ systemPrompt: event.currentTarget.value })}
      />
      <div className="field-row">
        <NumberField
          label="Temperature"
          testId="setting-temperature"
          placeholder="the server’s"
          min={0}
          max={2}
          step="any"
          value={settings.temperature}
          onChange={(temperature) => settings.change({ temperature })}
        />
        <NumberField
          label="Max tokens"
          testId="setting-max-tokens"
          placeholder="the server’s"
          min={1}
          max={1_000_000}
          step={1}
          value={settings.maxTokens}
          onChange={(maxTokens) => settings.change({ maxTokens })}
        />
      </div>
    </fieldset>
  )
}

function ViewSettings() {
  const { showReasoning, theme, change } = useSettings()
  return (
    <fieldset>
      <legend>View</legend>
      <Choice<Settings['showReasoning']>
        label="Show reasoning"
        testId="setting-show-reasoning"
        value={showReasoning}
        options={[
          { value: 'streaming', label: 'While streaming' },
          { value: 'always', label: 'Always' },
          { value: 'never', label: 'Never' },
        ]}
        onChange={(value) => change({ showReasoning: value })}
      />
      <Choice<Settings['theme']>
        label="Theme"
        testId="setting-theme"
        value={theme}
        options={[
          { value: 'auto', label: 'As the system' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
        onChange={(value) => change({ theme: value })}
      />
    </fieldset>
  )
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly testId: string
  readonly value: T
  readonly options: { value: T; label: string }[]
  readonly onChange: (value: T) => void
}

function Choice<T extends string>(props: ChoiceProps<T>): ReactNode {
  const { label, testId, value, options, onChange } = props
  return (
    <div className="choice">
      <span className="choice-label">{label}</span>
      <SegmentedControl<T>
        fullWidth
        size="xs"
        aria-label={label}
        data-testid={testId}
        data={options}
        value={value}
        onChange={onChange}
      />
    </div>
  )
}
