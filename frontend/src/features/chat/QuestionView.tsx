import { Button } from '@mantine/core'
import { memo, useState } from 'react'
import { edit, useChat } from './chat-store'
import type { Question } from './messages'
import './styles/question.css'

/** One question, which can be changed and asked again. */
export const QuestionView = memo(function QuestionView({
  question,
}: {
  readonly question: Question
}) {
  const [isEditing, setEditing] = useState(false)
  const isBusy = useChat((chat) => chat.activeId !== null)
  const removesLater = useChat((chat) => chat.order.at(-2) !== question.id)
  return (
    <article className="question" data-testid="message-user" aria-label="Question">
      {isEditing ? (
        <QuestionEditor question={question} isBusy={isBusy} onClose={() => setEditing(false)} />
      ) : (
        <>
          <p className="question-text">{question.text}</p>
          <button
            type="button"
            className="action"
            data-testid="edit"
            disabled={isBusy}
            onClick={() => setEditing(true)}
          >
            {removesLater ? 'edit and remove what follows' : 'edit'}
          </button>
        </>
      )}
    </article>
  )
})

interface EditorProps {
  readonly question: Question
  readonly isBusy: boolean
  readonly onClose: () => void
}

function QuestionEditor({ question, isBusy, onClose }: EditorProps) {
  const [text, setText] = useState(question.text)
  return (
    <form
      className="question-editor"
      onSubmit={(event) => {
        event.preventDefault()
        edit(question.id, text)
      }}
    >
      <textarea
        className="text-area"
        data-testid="edit-input"
        aria-label="Edit the question"
        rows={3}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the reader has just asked to edit
        autoFocus
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          } else if (event.key === 'Escape') {
            event.preventDefault()
            onClose()
          }
        }}
      />
      <div className="editor-actions">
        <Button size="compact-sm" variant="default" data-testid="edit-cancel" onClick={onClose}>
          Cancel
        </Button>
        <Button
          size="compact-sm"
          type="submit"
          data-testid="edit-send"
          disabled={isBusy || text.trim() === ''}
        >
          Send
        </Button>
      </div>
    </form>
  )
}
