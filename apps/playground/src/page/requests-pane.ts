import type { DiffWitness } from '@tidegate/analysis'
import { byId } from './dom.ts'
import { writeTyped } from './write-typed.ts'

/** The part of the page in which requests are typed or pasted. */
export interface RequestsPane {
  /** Returns all of the text, of which a long one is shown only in part. */
  readonly text: () => string
  readonly setText: (text: string) => void
  /** Adds a request to the text; replaces a text that is not typed requests. */
  readonly tryOut: (witness: DiffWitness) => void
  /** Whether the text is too long for a link. */
  readonly isLong: () => boolean
}

/** Texts longer than this are not put into the text field, which browsers lay out slowly. */
const maxShownText = 200_000
const pauseMs = 250

/** Fills the pane of the requests, and listens to it. `onChange` is called when there are other requests. */
export function createRequestsPane(onChange: () => void): RequestsPane {
  const field = byId<HTMLTextAreaElement>('requests')
  let requests = ''
  let typing: ReturnType<typeof setTimeout> | undefined

  const isLong = (): boolean => requests.length > maxShownText

  function setText(text: string): void {
    clearTimeout(typing)
    requests = text
    field.readOnly = isLong()
    const beginning = isLong() ? `${text.slice(0, text.lastIndexOf('\n', 4_000))}\n` : text
    if (field.value !== beginning) field.value = beginning
    byId('held').hidden = !isLong()
    byId('held-size').textContent =
      `Only the beginning of ${(text.length / 1e6).toFixed(1)} MB is shown; all of it is decided.`
    onChange()
  }

  const openFile = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) setText(await file.text())
  }

  field.addEventListener('input', () => {
    clearTimeout(typing)
    typing = setTimeout(() => setText(field.value), pauseMs)
  })
  field.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text.length <= maxShownText) return
    event.preventDefault()
    setText(text)
  })
  field.addEventListener('dragover', (event) => event.preventDefault())
  field.addEventListener('drop', (event) => {
    if (event.dataTransfer?.files[0] === undefined) return
    event.preventDefault()
    void openFile(event.dataTransfer.files[0])
  })
  byId<HTMLInputElement>('file').addEventListener(
    'change',
    (event) => void openFile((event.target as HTMLInputElement).files?.[0]),
  )
  byId('drop').addEventListener('click', () => setText(''))

  return {
    text: () => requests,
    setText,
    tryOut: ({ request, at }) => {
      const line = writeTyped(request, at)
      setText(isLong() || /^(?:curl|\{)/.test(requests) ? line : `${requests.trimEnd()}\n${line}\n`.trimStart())
    },
    isLong,
  }
}
