import { html, type Markup } from '@tidegate/markup'
import type { ListStatus } from '../../operator/operator.ts'
import { section } from '../parts/section.ts'
import { table } from '../parts/table.ts'
import { ago, count } from '../parts/units.ts'
import type { Scene, View } from '../view.ts'

/** All lists of addresses. */
export function listsView(scene: Scene): View {
  return {
    title: 'Lists',
    parts: [
      section({
        id: 'lists',
        title: 'Lists of addresses, and files',
        note: 'when a list last changed, as this gateway has seen it, and when a file was last written',
        content: listsTable(scene.operator.lists(), scene),
      }),
    ],
  }
}

/** A table of lists with their sizes and ages. */
export function listsTable(lists: readonly ListStatus[], { nowMs, operator }: Scene): Markup {
  const several = operator.status().sites.length > 1
  return table({
    caption: 'Lists of addresses and files, with entries and age',
    columns: [{ label: 'List' }, { label: 'Entries', kind: 'number' }, { label: 'Last changed' }],
    rows: lists.map(({ site, list, kind, entries, updatedAtMs }) => [
      html`<span class="tag">${kind}</span>
        <span class="mono">${list}</span>${several ? html` <span class="tag">${site}</span>` : undefined}`,
      entriesMark(entries),
      updatedAtMs === undefined ? html`<span class="quiet">unknown</span>` : ago(updatedAtMs, nowMs),
    ]),
    empty: html`<p>
      The policies have no lists of addresses. <code>tidegate fetch ranges</code> writes those that operators of bots
      publish, and <code>list office = file "office.txt"</code> reads one from a file.
    </p>`,
  })
}

function entriesMark(entries: number | undefined): Markup {
  if (entries === undefined) return html`<span class="quiet">–</span>`
  return entries === 0 ? html`<strong class="warning">0: matches no address</strong>` : html`${count(entries)}`
}
