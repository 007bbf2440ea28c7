import { Button } from '@mantine/core'
import { useState } from 'react'
import { copyText } from '../../lib/clipboard'
import { problemOf, SYNTHETIC, useSettings } from '../../lib/settings'
import { hasModelServer, type Models } from './models'
import { toggleSynthetic } from './SyntheticKnobs'
import './styles/empty-state.css'

const SERVERS: readonly { readonly name: string; readonly command: string }[] = [
  { name: 'LM Studio', command: 'LLM_BASE_URL=http://localhost:1234/v1 ./bench serve' },
  { name: 'vLLM', command: 'LLM_BASE_URL=http://localhost:8000/v1 ./bench serve' },
  // Its default port is the proxy's too.
  { name: 'llama.cpp', command: 'LLM_BASE_URL=http://localhost:8080/v1 ./bench serve --port=8090' },
]

interface Props {
  readonly models: Models
  readonly onRetry: () => void
}

/** Start page: the models that were found, and how to get some. */
export function EmptyState({ models, onRetry }: Props) {
  const isSynthetic = useSettings((settings) => settings.model.trim() === SYNTHETIC)
  const problem = useSettings(problemOf)
  const hasBaseUrl = useSettings((settings) => settings.baseUrl.trim() !== '')
  // No offers before the list is known: they would flash.
  const needsServer = models.kind !== 'loading' && !hasModelServer(models)
  return (
    <section className="empty-state" data-testid="empty-state" aria-label="Start">
      <h2>Where do the milliseconds before the first token go?</h2>
      <p>
        Ask something. Each response shows its time to first token, split into network, proxy, model
        server and paint, and the latency of every chunk after it.
      </p>
      <p className="models-status" data-testid="models-status">
        {problem ?? statusOf(models, isSynthetic, hasBaseUrl)}
      </p>
      {needsServer && (
        <div className="offers">
          {!isSynthetic && (
            <Button size="compact-md" data-testid="try-synthetic" onClick={toggleSynthetic}>
              Try the synthetic model
            </Button>
          )}
          {models.kind === 'failed' && (
            <Button
              size="compact-md"
              variant="default"
              data-testid="models-retry"
              onClick={onRetry}
            >
              Try again
            </Button>
          )}
        </div>
      )}
      {needsServer && (
        <>
          <h3>Point the proxy at a model server</h3>
          <ul className="commands">
            {SERVERS.map((server) => (
              <Command key={server.name} {...server} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function statusOf(models: Models, isSynthetic: boolean, hasBaseUrl: boolean): string {
  if (isSynthetic) {
    return 'The synthetic model is on: the proxy generates responses on the schedule below, without a model server.'
  }
  switch (models.kind) {
    case 'loading':
      return 'Looking for the model server…'
    case 'failed':
      return models.failure?.text ?? 'The models can’t be listed. Type the name of one.'
    case 'listed':
      return hasModelServer(models)
        ? `The model server lists ${listText(models.names)}`
        : `Only the synthetic model is listed: its responses are generated, without a model server.${hasBaseUrl ? ' The settings say why the base URL may be ignored.' : ''}`
  }
}

function listText(names: readonly string[]): string {
  switch (names.length) {
    case 0:
      return 'no models. Type the name of one.'
    case 1:
      return `one model, ${names[0]}.`
    default:
      return `${names.length} models.`
  }
}

function Command({ name, command }: { readonly name: string; readonly command: string }) {
  const [isCopied, setCopied] = useState(false)
  return (
    <li>
      <span>{name}</span>
      <code>{command}</code>
      <button
        type="button"
        className="action"
        aria-label={`Copy the command for ${name}`}
        onBlur={() => setCopied(false)}
        onClick={async () => setCopied(await copyText(command))}
      >
        {isCopied ? 'copied' : 'copy'}
      </button>
    </li>
  )
}
