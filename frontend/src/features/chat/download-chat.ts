import { download } from '../../lib/download'
import { useChat } from './chat-store'
import { exportChat } from './export-chat'

/** Saves the chat as a file. */
export function downloadChat(): void {
  const { order, messages } = useChat.getState()
  const now = new Date().toISOString()
  const json = exportChat(
    order.flatMap((id) => messages[id] ?? []),
    now,
  )
  download(`chat-${now.slice(0, 19).replaceAll(/[-:]/g, '')}.json`, 'application/json', json)
}
