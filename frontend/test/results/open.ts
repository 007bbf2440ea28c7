import { screen } from '@testing-library/react'
import type { UserEvent } from '@testing-library/user-event'
import { useResults } from '../../src/features/results/results-store'
import { useView } from '../../src/features/results/view-store'
import { START } from '../../src/lib/results/view'
import { openPage } from '../page'

/** Closes all results, as at a first visit. */
export function closeAll(): void {
  useResults.setState({ open: [], refusals: [], loading: 0 })
  useView.setState(START)
  location.hash = ''
}

/** A file as a reader drops it: its text, or what its JSON is of. */
export function file(name: string, json: unknown): File {
  return new File([typeof json === 'string' ? json : JSON.stringify(json)], name)
}

/** Opens files on the results page. */
export async function openResults(...files: readonly File[]): Promise<UserEvent> {
  const user = openPage({}, '#results')
  await user.upload(await screen.findByTestId('open-files'), [...files])
  return user
}
