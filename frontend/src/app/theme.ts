import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorSchemeManager,
} from '@mantine/core'
import { useSettings } from '../lib/settings'

/** Shades that keep a contrast of 4.5 in both colour schemes. */
export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-code)',
  defaultRadius: 'sm',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
})

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-error': 'var(--failure-ink)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
  },
  dark: {
    '--mantine-color-error': 'var(--failure-ink)',
    '--mantine-color-body': 'var(--page)',
    '--mantine-color-default': 'var(--field)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
  },
})

/** The colour scheme is one of the settings, and is stored with them. */
export const colorScheme: MantineColorSchemeManager = {
  get: () => useSettings.getState().theme,
  set: (theme) => {
    const { theme: current, change } = useSettings.getState()
    if (theme !== current) {
      change({ theme })
    }
  },
  subscribe: () => {},
  unsubscribe: () => {},
  clear: () => useSettings.getState().change({ theme: 'auto' }),
}
