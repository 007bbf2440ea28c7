import { Kbd, Modal } from '@mantine/core'
import './styles/shortcuts.css'

const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly effect: string }[] = [
  { keys: ['/'], effect: 'write a question' },
  { keys: ['Enter'], effect: 'send it' },
  { keys: ['Shift', 'Enter'], effect: 'break the line' },
  { keys: ['Esc'], effect: 'stop the response, or close a dialog' },
  { keys: ['?'], effect: 'show this list' },
]

interface Props {
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function Shortcuts({ isOpen, onClose }: Props) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Shortcuts"
      classNames={{ title: 'dialog-title' }}
      closeButtonProps={{ 'aria-label': 'Close the list' }}
      centered
      size="sm"
    >
      <dl className="shortcuts" data-testid="shortcuts">
        {SHORTCUTS.map(({ keys, effect }) => (
          <div key={effect}>
            <dt>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{effect}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
