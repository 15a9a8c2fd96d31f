import { escapeControls } from '@tidegate/values'

/** A piece of HTML that is safe to put into a page: only `html` makes it. */
export interface Markup {
  readonly markup: string
}

type Part = string | number | Markup | readonly Markup[] | undefined

/** HTML with everything that is put in escaped, controls made visible; markup goes in as it is, `undefined` as nothing. */
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
