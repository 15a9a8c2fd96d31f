import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
  snippet,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { EditorState, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import {
  type Analysis,
  codeActions,
  complete,
  type CompletionKind,
  type EditorDiagnostic,
  type FileEdits,
  hover,
  indexText,
  offsetAt,
  positionAt,
  tokens,
} from '@tidegate/language-features'
import { markdown } from './dom.ts'

/** The editor of a policy's files, one of which is shown. */
export interface PolicyEditor {
  /** Shows a file; the others keep their history. */
  readonly show: (file: string, text: string) => void
  /** Shows what is known about the shown file. */
  readonly mark: (analysis: Analysis, diagnostics: readonly EditorDiagnostic[]) => void
  /** Replaces the text of the shown file, as one change that can be undone. */
  readonly replace: (text: string) => void
  readonly goTo: (line: number, character: number) => void
  readonly forget: () => void
}

/** What the editor needs of the page. */
export interface EditorHost {
  readonly onChange: (file: string, text: string) => void
  /** Returns the analysis of the present texts. */
  readonly analysis: () => Analysis
  /** Applies edits of several files. */
  readonly apply: (edits: FileEdits) => void
  readonly nowMs: () => number
}

const setTokens = StateEffect.define<DecorationSet>()

const tokenField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (shown, transaction) => {
    const given = transaction.effects.find((effect) => effect.is(setTokens))
    return given === undefined ? shown.map(transaction.changes) : (given.value as DecorationSet)
  },
  provide: (field) => EditorView.decorations.from(field),
})

const typeOfKind: Readonly<Record<CompletionKind, string>> = {
  keyword: 'keyword',
  name: 'variable',
  fact: 'property',
  value: 'constant',
  file: 'text',
  snippet: 'text',
  limit: 'function',
}

/** Creates the editor in an element. */
export function createPolicyEditor(parent: HTMLElement, host: EditorHost): PolicyEditor {
  const states = new Map<string, EditorState>()
  let file = ''

  function completions({ state, pos, explicit }: CompletionContext): CompletionResult | null {
    const text = indexText(file, state.doc.toString())
    const words = complete(host.analysis(), file, positionAt(text, pos))
    if (words.length === 0) return null
    const from = Math.min(...words.map(({ range }) => offsetAt(text, range.start)))
    if (from === pos && !explicit) return null
    return {
      from,
      options: words.map(({ label, kind, detail, newText, isSnippet, rank }) => ({
        label,
        type: typeOfKind[kind],
        ...(detail !== undefined && { detail }),
        boost: -rank,
        apply: isSnippet ? snippet(newText) : newText,
      })),
    }
  }

  const extensions = [
    lineNumbers(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    closeBrackets(),
    autocompletion({ override: [completions], icons: false }),
    lintGutter(),
    tokenField,
    hoverTooltip((view, pos) => {
      const text = indexText(file, view.state.doc.toString())
      const found = hover(host.analysis(), file, positionAt(text, pos), host.nowMs())
      if (found === undefined) return null
      return {
        pos: offsetAt(text, found.range.start),
        end: offsetAt(text, found.range.end),
        create: () => {
          const dom = document.createElement('div')
          dom.className = 'hover'
          dom.append(markdown(found.contents))
          return { dom }
        },
      }
    }),
    // WHY no binding for Tab in general: it must lead out of the editor, for people without a mouse.
    keymap.of([
      { key: 'Tab', run: acceptCompletion },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...lintKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    EditorView.contentAttributes.of({ 'aria-label': 'Policy', spellcheck: 'false', autocapitalize: 'off' }),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) host.onChange(file, state.doc.toString())
    }),
  ]
  const view = new EditorView({ parent })

  return {
    show: (next, text) => {
      if (file !== '' && next !== file) states.set(file, view.state)
      file = next
      const known = states.get(next)
      view.setState(known?.doc.toString() === text ? known : EditorState.create({ doc: text, extensions }))
    },
    mark: (analysis, all) => {
      const indexed = indexText(file, view.state.doc.toString())
      const builder = new RangeSetBuilder<Decoration>()
      for (const { range, kind } of tokens(analysis, file)) {
        const [from, to] = [offsetAt(indexed, range.start), offsetAt(indexed, range.end)]
        if (from < to) builder.add(from, to, Decoration.mark({ class: `tok-${kind}` }))
      }
      const shown = all
        .filter((each) => each.file === file)
        .map(({ range, severity, message, code, isUnnecessary }): Diagnostic => ({
          from: offsetAt(indexed, range.start),
          to: offsetAt(indexed, range.end),
          severity: severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'info',
          message,
          source: code,
          ...(isUnnecessary && { markClass: 'unnecessary' }),
          actions: codeActions(analysis, file, range)
            .filter((action) => action.diagnostic?.code === code)
            .map(({ title, edits }) => ({ name: title, apply: () => host.apply(edits) })),
        }))
      view.dispatch({ effects: setTokens.of(builder.finish()) })
      view.dispatch(setDiagnostics(view.state, shown))
    },
    replace: (text) => {
      if (text !== view.state.doc.toString())
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
    },
    goTo: (line, character) => {
      const at = offsetAt(indexText(file, view.state.doc.toString()), { line, character })
      view.dispatch({ selection: { anchor: at }, scrollIntoView: true })
      view.focus()
    },
    forget: () => {
      states.clear()
      file = ''
    },
  }
}
