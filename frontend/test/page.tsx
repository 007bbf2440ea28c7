import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { App } from '../src/app/App'
import { clear, draft } from '../src/features/chat/chat-store'
import { DEFAULTS, type Settings, useSettings } from '../src/lib/settings'

/** Opens the page as at a first visit, with these settings changed. */
export function openPage(settings: Partial<Settings> = {}, hash = ''): UserEvent {
  clear()
  draft('')
  location.hash = hash
  useSettings.setState({ ...DEFAULTS, ...settings })
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <App />
      </QueryClientProvider>
    </MantineProvider>,
  )
  return userEvent.setup()
}
