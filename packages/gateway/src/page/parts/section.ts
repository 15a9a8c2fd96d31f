import { html, type Markup } from '@tidegate/markup'
import type { Part } from '../view.ts'

/** What a section of a page contains. */
export interface Section {
  readonly id: string
  readonly title: string
  /** Explains the heading, next to it. */
  readonly note?: string
  /** The page with all of it. */
  readonly more?: { readonly href: string; readonly label: string }
  readonly content: Markup
}

/** Returns a section with a heading, as a part of a page. */
export function section({ id, title, note, more, content }: Section): Part {
  return {
    id,
    markup: html`<section id="${id}" aria-labelledby="${id}-title">
      <div class="heading">
        <h2 id="${id}-title">${title}</h2>
        ${note === undefined ? undefined : html`<p class="note">${note}</p>`}
        ${more === undefined ? undefined : html`<a class="more" href="${more.href}">${more.label}</a>`}
      </div>
      ${content}
    </section>`,
  }
}
