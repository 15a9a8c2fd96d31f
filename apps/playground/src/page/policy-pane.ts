import { diagnose, type EditorDiagnostic, type FileEdits, fixAll, format } from '@tidegate/language-features'
import { isFileName } from '../share-link.ts'
import { say } from './copy-text.ts'
import { byId, element } from './dom.ts'
import { createPolicyEditor } from './policy-editor.ts'
import { editText, type PolicyFiles } from './policy-files.ts'

/** The part of the page in which a policy is edited. */
export interface PolicyPane {
  /** Shows the first file of a policy that was opened. */
  readonly open: () => void
  /** Checks the policy at once, and shows what was found. */
  readonly update: () => void
  /** Shows a place in a file, if there is such a file. Line and character are from 0. */
  readonly goTo: (file: string, line: number, character: number) => void
}

/** What the pane needs of the page. */
export interface PolicyPaneHost {
  readonly files: PolicyFiles
  /** Whether the catalogue of bots is loaded. */
  readonly isWhole: () => boolean
  /** Called when the policy has been checked after a change. */
  readonly onChecked: () => void
}

const pauseMs = 200
const findingsShown = 100

/** Fills the pane of the policy, and listens to its buttons. */
export function createPolicyPane({ files, isWhole, onChecked }: PolicyPaneHost): PolicyPane {
  let shown = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  const editor = createPolicyEditor(byId('editor'), {
    onChange: (file, text) => {
      if (files.text(file) === text) return
      files.write(file, text)
      updateSoon()
    },
    analysis: files.check,
    apply,
    nowMs: () => Date.now(),
  })

  function updateSoon(): void {
    clearTimeout(timer)
    timer = setTimeout(update, pauseMs)
  }

  function update(): void {
    clearTimeout(timer)
    // A policy that uses the catalogue of bots is checked when the catalogue is there.
    if (!isWhole() && files.usesCatalog()) return
    const current = files.check()
    const found = diagnose(current)
    editor.mark(current, found)
    showTabs()
    showFindings(found)
    byId<HTMLButtonElement>('fix').hidden = found.length === 0 || fixAll(current) === undefined
    performance.mark('diagnosed')
    onChecked()
  }

  function showFindings(found: readonly EditorDiagnostic[]): void {
    byId('diagnostics').replaceChildren(
      ...found
        .slice(0, findingsShown)
        .map(({ file, range: { start }, severity, code, codeDescription, message }) =>
          element(
            'li',
            { class: severity },
            element(
              'button',
              { type: 'button', class: 'place', onclick: () => goTo(file, start.line, start.character) },
              `${file}:${start.line + 1}`,
            ),
            element('span', {}, message),
            element('a', { href: codeDescription.href, target: '_blank', rel: 'noopener noreferrer' }, code),
          ),
        ),
    )
    const errors = found.filter(({ severity }) => severity === 'error').length
    byId('checked').textContent = found.length === 0 ? 'no findings' : countsOf(errors, found.length - errors)
    byId('checked').className = errors > 0 ? 'error' : found.length > 0 ? 'warning' : 'good'
  }

  function showTabs(): void {
    byId('tabs').replaceChildren(
      ...files.names().map((name) =>
        element(
          'button',
          {
            type: 'button',
            role: 'tab',
            id: `tab-${name}`,
            'aria-selected': name === shown ? 'true' : 'false',
            'aria-controls': 'editor',
            tabindex: name === shown ? 0 : -1,
            onclick: () => show(name),
          },
          name,
        ),
      ),
    )
    byId<HTMLButtonElement>('remove').hidden = shown === files.root()
  }

  function show(name: string): void {
    shown = name
    editor.show(name, files.text(name) ?? '')
    const current = files.check()
    editor.mark(current, diagnose(current))
    showTabs()
  }

  function goTo(file: string, line: number, character: number): void {
    if (files.text(file) === undefined) return
    if (file !== shown) show(file)
    editor.goTo(line, character)
  }

  function apply(edits: FileEdits): void {
    for (const [file, changes] of Object.entries(edits)) {
      const text = files.text(file)
      if (text !== undefined) setText(file, editText(file, text, changes))
    }
  }

  function setText(file: string, text: string): void {
    if (file === shown) {
      editor.replace(text)
      return
    }
    files.write(file, text)
    updateSoon()
  }

  byId('format').addEventListener('click', () => {
    const text = files.text(shown) ?? ''
    setText(shown, editText(shown, text, format(text)))
    say('formatted')
  })
  byId('fix').addEventListener('click', () => apply(fixAll(files.check())?.edits ?? {}))
  byId('add').addEventListener('submit', (event) => {
    event.preventDefault()
    const field = byId<HTMLInputElement>('new-name')
    const name = field.value.trim()
    const exists = files.text(name) !== undefined
    if (!isFileName(name) || exists) {
      say(exists ? `${name} exists already` : 'a name such as office.txt or lists/office.txt')
      return
    }
    files.write(name, '')
    field.value = ''
    show(name)
    update()
  })
  byId('remove').addEventListener('click', () => {
    files.remove(shown)
    show(files.root())
    update()
  })
  byId('tabs').addEventListener('keydown', (event) => {
    const names = files.names()
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    show(names[(names.indexOf(shown) + by + names.length) % names.length]!)
    document.getElementById(`tab-${shown}`)?.focus()
  })

  return {
    open: () => {
      editor.forget()
      show(files.root())
    },
    update,
    goTo,
  }
}

function countsOf(errors: number, others: number): string {
  const parts = [
    errors === 0 ? '' : errors === 1 ? '1 error' : `${errors} errors`,
    others === 0 ? '' : others === 1 ? '1 finding' : `${others} findings`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}
