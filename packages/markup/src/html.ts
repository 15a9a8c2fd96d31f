import { escapeControls } from '@tidegate/values'

/** HTML that is safe to insert into a page: only `html` creates it. */
export interface Markup {
  readonly markup: string
}

type Part = string | number | Markup | readonly Markup[] | undefined

/**
 * Returns HTML with all inserted texts escaped and control characters made visible. Markup is inserted unchanged, and nothing is inserted
 * for `undefined`.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const written = parts.map((part) => {
    if (part === undefined) return ''
    if (typeof part === 'string') return escapeHtml(escapeControls(part))
    if (typeof part === 'number') return String(part)
    return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
  })
  return { markup: strings.map((text, index) => text + (written[index] ?? '')).join('') }
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => references[character]!)
}
