/** Opens what is folded while the page is printed: paper can’t be clicked. */
export function openForPrint(find: () => HTMLElement | null): () => void {
  let opened: readonly HTMLDetailsElement[] = []
  const open = () => {
    opened = [...(find()?.querySelectorAll('details') ?? [])].filter((details) => !details.open)
    for (const details of opened) {
      details.open = true
    }
  }
  const close = () => {
    for (const details of opened) {
      details.open = false
    }
    opened = []
  }
  window.addEventListener('beforeprint', open)
  window.addEventListener('afterprint', close)
  return () => {
    window.removeEventListener('beforeprint', open)
    window.removeEventListener('afterprint', close)
  }
}
