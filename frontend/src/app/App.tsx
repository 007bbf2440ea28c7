import { ActionIcon, useMantineColorScheme } from '@mantine/core'
import { useEffect, useState } from 'react'
import { ChatPage } from '../features/chat/ChatPage'
import { ModelField } from '../features/chat/ModelField'
import { SettingsDrawer } from '../features/chat/SettingsDrawer'
import { followOtherTabs, useSettings } from '../lib/settings'

export function App() {
  const [isSettingsOpen, setSettingsOpen] = useState(false)
  useTheme()
  useEffect(followOtherTabs, [])
  return (
    <div className="app">
      <header className="header">
        <h1>First Token</h1>
        <ModelField className="header-model" testId="model" />
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="Settings"
          data-testid="settings-open"
          onClick={() => setSettingsOpen(true)}
        >
          <SlidersIcon />
        </ActionIcon>
      </header>
      <ChatPage />
      <SettingsDrawer isOpen={isSettingsOpen} onClose={() => setSettingsOpen(false)} />
    </div>
  )
}

function useTheme(): void {
  const theme = useSettings((settings) => settings.theme)
  const { setColorScheme } = useMantineColorScheme()
  useEffect(() => setColorScheme(theme), [theme, setColorScheme])
}

function SlidersIcon() {
  return (
    <svg width="18" height="18" viewBox="0 0 24 24" aria-hidden="true" className="icon">
      <path d="M3 7h9M18 7h3M3 17h3M12 17h9" />
      <circle cx="15" cy="7" r="3" />
      <circle cx="9" cy="17" r="3" />
    </svg>
  )
}
