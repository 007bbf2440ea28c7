// Sets the theme of the settings before the first paint. The app starts later, and a page in the
// system's theme would flash first.
try {
  const { state } = JSON.parse(localStorage.getItem('first-token.settings'))
  if (state.theme === 'light' || state.theme === 'dark') {
    document.documentElement.dataset.mantineColorScheme = state.theme
    document.querySelector('meta[name="color-scheme"]').content = state.theme
  }
} catch {
  // Nothing is stored, or this browser stores nothing: the system's theme stays.
}
