import { Fragment, useState } from 'react'
import { copyText } from '../lib/clipboard'

/** A command for the terminal, with a button that copies it. */
export function CopyCommand({ command }: { readonly command: string }) {
  const [isCopied, setCopied] = useState(false)
  return (
    <span className="copy-command">
      <code>
        {command.split(' ').map((word, index) => (
          <Fragment key={word}>
            {index > 0 && ' '}
            <span>{word}</span>
          </Fragment>
        ))}
      </code>{' '}
      <button
        type="button"
        className="action"
        aria-label={`Copy the command ${command}`}
        onBlur={() => setCopied(false)}
        onClick={async () => setCopied(await copyText(command))}
      >
        {isCopied ? 'copied' : 'copy'}
      </button>
    </span>
  )
}
