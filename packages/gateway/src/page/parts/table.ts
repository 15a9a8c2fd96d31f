import { html, type Markup } from '@tidegate/markup'

/** A column: its heading, and whether it contains numbers. */
export interface Column {
  readonly label: string
  readonly kind?: 'number' | 'action'
}

/** A table; the first cell of a row names it. */
export interface Table {
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Markup[])[]
  /** What is shown if there are no rows: what that means, and what to do. */
  readonly empty: Markup
}

/** Returns a table. On a narrow screen each row becomes a card, in which every cell has its heading. */
export function table({ caption, columns, rows, empty }: Table): Markup {
  if (rows.length === 0) return html`<div class="empty">${empty}</div>`
  return html`<table>
    <caption class="unseen">
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map(({ label, kind }) => html`<th scope="col" class="${kind ?? ''}">${kind === 'action' ? html`<span class="unseen">${label}</span>` : html`${label}`}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((cell, at) => {
              const { label, kind = '' } = columns[at]!
              return at === 0
                ? html`<th scope="row" class="${kind}">${cell}</th>`
                : html`<td class="${kind}" data-label="${kind === 'action' ? '' : label}">${cell}</td>`
            })}
          </tr>`,
      )}
    </tbody>
  </table>`
}
