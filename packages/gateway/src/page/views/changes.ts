import { html, type Markup } from '@tidegate/markup'
import type { OperatorChange } from '../../operator/operator.ts'
import { section } from '../parts/section.ts'
import { table } from '../parts/table.ts'
import { time } from '../parts/units.ts'
import type { Scene, View } from '../view.ts'

/** The changes that operators made. */
export function changesView(scene: Scene): View {
  return {
    title: 'Changes',
    parts: [
      section({
        id: 'changes',
        title: 'Changes by operators',
        note: 'the newest; all of them are in the log',
        content: changesTable(scene.operator.changes(), scene),
      }),
    ],
  }
}

/** A table of changes. */
export function changesTable(changes: readonly OperatorChange[], { nowMs }: Scene): Markup {
  return table({
    caption: 'Changes that operators made, newest first',
    columns: [{ label: 'When' }, { label: 'Who' }, { label: 'What' }, { label: 'Before' }, { label: 'After' }],
    rows: changes.map(({ atMs, by, peer, via, action, site, what, before, after }) => [
      time(atMs, nowMs),
      html`${by}
        <span class="tag">${viaWords(via)}</span
        >${peer === undefined ? undefined : html` <span class="mono quiet">${peer}</span>`}`,
      html`<span class="tag">${actionWords(action)}</span> ${what} <span class="quiet">${site}</span>`,
      html`${before}`,
      html`${after}`,
    ]),
    empty: html`<p>
      No operator has changed anything since the gateway started. Counters that are reset, clients that are blocked and
      temporary rules appear here, and in the log.
    </p>`,
  })
}

function viaWords(via: OperatorChange['via']): string {
  switch (via) {
    case 'command':
      return 'by command'
    case 'page':
      return 'on this page'
    case 'api':
      return 'by a program'
    case 'time':
      return 'its time was over'
  }
}

function actionWords(action: OperatorChange['action']): string {
  return action.replaceAll('-', ' ')
}
