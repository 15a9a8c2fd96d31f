import { languages, LanguageStatusSeverity } from 'vscode'
import { documents } from './create-client.ts'

/** What the server does, as the status item shows it. */
export type ServerStatus =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly version: string; readonly isBundled: boolean }
  | { readonly kind: 'failed'; readonly reason: string }

/** The item among the languages' statuses at the lower right. */
export interface StatusItem {
  readonly show: (status: ServerStatus) => void
  readonly dispose: () => void
}

/** Creates the status item. */
export function createStatusItem(): StatusItem {
  const item = languages.createLanguageStatusItem('tidegate.status', documents)
  item.name = 'Tidegate'
  return {
    show: (status) => {
      item.busy = status.kind === 'starting'
      item.severity = status.kind === 'failed' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information
      item.text = textOf(status)
      item.detail = detailOf(status)
      item.command =
        status.kind === 'failed'
          ? { title: 'Restart', command: 'tidegate.restart' }
          : { title: 'Show output', command: 'tidegate.showOutput' }
    },
    dispose: () => {
      item.dispose()
    },
  }
}

/** Returns the short text of a status. */
export function textOf(status: ServerStatus): string {
  switch (status.kind) {
    case 'starting':
      return 'Tidegate is starting'
    case 'running':
      return `Tidegate ${status.version}`
    case 'failed':
      return 'Tidegate has stopped'
  }
}

/** Returns what is said next to the short text. */
export function detailOf(status: ServerStatus): string {
  switch (status.kind) {
    case 'starting':
      return ''
    case 'running':
      return status.isBundled ? 'of this extension' : 'of the setting tidegate.path'
    case 'failed':
      return status.reason
  }
}
