import type { PageType } from '@tidegate/model'

/** What the placeholders of a page stand for. */
export interface PageValues {
  readonly reference: string
  readonly status: string
  readonly 'retry-after': string
}

/**
 * The text of a page with `{reference}`, `{status}` and `{retry-after}` replaced, each escaped as the media type requires. Nothing else is
 * interpreted, and what is inserted is not searched again. Linear.
 */
export function fillPage(text: string, type: PageType, values: PageValues): string {
  const escape = escapes[type]
  return text.replaceAll(/\{(reference|status|retry-after)\}/g, (_, name: keyof PageValues) => escape(values[name]))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}

const escapes: Readonly<Record<PageType, (text: string) => string>> = {
  'text/html': escapeMarkup,
  'image/svg+xml': escapeMarkup,
  'text/plain': (text) => text,
  'application/json': (text) => JSON.stringify(text).slice(1, -1),
}

/**
 * The Content-Security-Policy of pages: styles and images in them and from the same site, and nothing that runs, is embedded or embeds. A page can
 * therefore do no harm in the name of the site.
 */
const contentSecurityPolicy =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The header fields of a page in addition to those of every refusal. */
export function pageFields(type: PageType): Readonly<Record<string, string>> {
  switch (type) {
    case 'text/html':
    case 'image/svg+xml':
      return { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': contentSecurityPolicy }
    case 'text/plain':
      return { 'content-type': 'text/plain; charset=utf-8' }
    case 'application/json':
      return { 'content-type': type }
  }
}
