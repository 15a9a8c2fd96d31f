import { html, type Markup } from '@tidegate/markup'

/** A sentence of a message as a sentence of the page: it starts with a capital and ends with a full stop; what is in backticks is code. */
export function prose(message: string): Markup {
  const text = /[.!?…]$/.test(message) ? message : `${message}.`
  const parts = text.split('`')
  // An unpaired backtick is part of the text.
  if (parts.length % 2 === 0) return html`${capital(text)}`
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${at === 0 ? capital(part) : part}`))}`
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
