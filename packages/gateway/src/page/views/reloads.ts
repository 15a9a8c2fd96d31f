import { html, type Markup } from '@tidegate/markup'
import type { RuleRef } from '@tidegate/engine'
import type { ReloadRecord } from '../../operator/operator.ts'
import { changeButton } from '../parts/forms.ts'
import { kindWords, nameOf, toneOf } from '../parts/marks.ts'
import { section } from '../parts/section.ts'
import { table } from '../parts/table.ts'
import { ago, plural, time } from '../parts/units.ts'
import type { Scene, View } from '../view.ts'

/** The reloads of all policies with what they changed. */
export function reloadsView(scene: Scene): View {
  const reloads = scene.operator.reloads()
  return {
    title: 'Reloads',
    parts: [
      section({
        id: 'reloads',
        title: 'Reloads',
        note: 'what each one changed, newest first',
        content: html`<div class="actions">
            ${changeButton(scene, { kind: 'reload' }, 'Reload now', 'all policies')}
          </div>
          <ol class="records">
            ${reloads.map((record) => html`<li class="card">${reloadRecord(record, scene)}</li>`)}
          </ol>`,
      }),
    ],
  }
}

function reloadRecord(record: ReloadRecord, { nowMs }: Scene): Markup {
  const { site, atMs, fingerprint, message, added, removed } = record
  return html`<h3>${site}: ${outcomeWords(record)}</h3>
    <p>
      ${time(atMs, nowMs)}, policy
      <span class="mono" title="${fingerprint}">${fingerprint.slice(0, 12)}</span>${limitWords(record)}
    </p>
    ${message === undefined ? undefined : html`<pre>${message}</pre>`}
    ${rules('Added', added)}${rules('Removed', removed)}
    ${record.outcome === 'replaced' && added.length + removed.length === 0 ? html`<p class="quiet">The rules are the same; lists, names or settings changed.</p>` : undefined}`
}

function limitWords({ outcome, limitsKept, limitsNew }: ReloadRecord): string {
  return outcome === 'replaced'
    ? `; ${plural(limitsKept, 'limit')} kept the counts, ${limitsNew} started from zero`
    : ''
}

function rules(title: 'Added' | 'Removed', changed: readonly RuleRef[]): Markup {
  if (changed.length === 0) return html``
  return html`<h4>${title}</h4>
    <ul class="diff ${title === 'Added' ? 'plus' : 'minus'}">
      ${changed.map(
        (rule) =>
          html`<li>
            <span class="badge ${toneOf(rule.kind)}">${kindWords(rule.kind)}</span> ${nameOf(rule)}
            <code>${rule.text}</code>
          </li>`,
      )}
    </ul>`
}

function outcomeWords({ outcome }: ReloadRecord): Markup {
  switch (outcome) {
    case 'loaded':
      return html`first loaded`
    case 'replaced':
      return html`replaced`
    case 'unchanged':
      return html`nothing changed`
    case 'refused':
      return html`<strong class="warning">refused; the policy before it stays in force</strong>`
  }
}

/** A table of reloads without their details. */
export function reloadsTable(reloads: readonly ReloadRecord[], { nowMs }: Scene): Markup {
  return table({
    caption: 'Reloads, newest first',
    columns: [{ label: 'When' }, { label: 'Site' }, { label: 'Result' }, { label: 'Rules' }],
    rows: reloads.map((record) => [
      ago(record.atMs, nowMs),
      html`${record.site}`,
      outcomeWords(record),
      html`${record.outcome === 'replaced' ? `+${record.added.length} −${record.removed.length}` : '–'}`,
    ]),
    empty: html`<p>
      No policy was reloaded. The gateway reads policies again when their files change, and on SIGHUP.
    </p>`,
  })
}
