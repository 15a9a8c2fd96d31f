import { byId } from './dom.ts'

/** Shows a short message, which screen readers announce. */
export function say(text: string): void {
  byId('live').textContent = text
}

/** Copies a text to the clipboard, or shows it to be copied by hand where the browser does not permit that. `name` says what it is. */
export async function copyText(text: string, name: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    say(`${name} copied`)
  } catch {
    const dialog = byId<HTMLDialogElement>('copy')
    byId<HTMLTextAreaElement>('copied').value = text
    dialog.showModal()
    byId<HTMLTextAreaElement>('copied').select()
  }
}
