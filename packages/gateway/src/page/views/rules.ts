import { html, type Markup } from '@tidegate/markup'
import type { RuleCount } from '../../operator/operator.ts'
import { bar, trend } from '../parts/charts.ts'
import { link } from '../parts/links.ts'
import { ruleMark, toneOf } from '../parts/marks.ts'
import { section } from '../parts/section.ts'
import { table } from '../parts/table.ts'
import { ago, count } from '../parts/units.ts'
import type { Scene, View } from '../view.ts'

const shownRules = 500

/** All rules with what they refused. */
export function rulesView(scene: Scene): View {
  const site = scene.query.get('site') ?? undefined
  const rules = scene.operator.rules(site)
  return {
    title: 'Rules',
    parts: [
      section({
        id: 'rules',
        title: 'Rules',
        note: `what they refused, most first${rules.length > shownRules ? `: the first ${shownRules} of ${count(rules.length)}` : ''}`,
        content: rulesTable(rules.slice(0, shownRules), scene),
      }),
    ],
  }
}

/** A table of rules with counts and trends. */
export function rulesTable(rules: readonly RuleCount[], scene: Scene): Markup {
  const most = Math.max(1, ...rules.map(totalOf))
  return table({
    caption: 'Rules and what they refused',
    columns: [{ label: 'Rule' }, { label: 'Refused', kind: 'number' }, { label: 'Last hour' }, { label: 'Last time' }],
    rows: rules.map((row) => {
      const { site, rule, lastAtMs } = row
      const counts = scene.trends.ofRule(site, rule.id)
      const tone = toneOf(rule.kind)
      return [
        html`${ruleMark(rule, site)}${tags(row, scene)} <code>${rule.text}</code>${people(row)}`,
        html`${total(row)}${bar(totalOf(row) / most, tone)}`,
        counts === undefined ? html`<span class="quiet">quiet</span>` : trend(counts, tone),
        lastAtMs === undefined ? html`<span class="quiet">not among the newest</span>` : ago(lastAtMs, scene.nowMs),
      ]
    }),
    empty: html`<p>
      No rule has refused a request since the gateway started. If you expected refusals, ask
      <code>tidegate explain</code> about such a request, and <code>tidegate doctor --gateway</code> whether requests
      arrive here.
    </p>`,
  })
}

function totalOf({ refused, wouldRefuse }: RuleCount): number {
  return refused + wouldRefuse
}

function total({ refused, wouldRefuse, near = 0 }: RuleCount): Markup {
  const notes = [
    ...(wouldRefuse === 0 ? [] : [`would have refused ${count(wouldRefuse)}`]),
    ...(near === 0 ? [] : [`${count(near)} close to the limit`]),
  ]
  return html`<strong>${count(refused)}</strong>${notes.map((note) => html` <span class="quiet">${note}</span>`)}`
}

/** A `block` that refuses people looks as one that refuses bots, except for this. */
function people({ rule, refusedKnown }: RuleCount): Markup {
  if (rule.kind === 'limit' || refusedKnown === 0) return html``
  return html`<span class="line warning"
    >about ${count(refusedKnown)} from clients that were admitted before: people?</span
  >`
}

function tags({ shadow, tightening, site }: RuleCount, { operator }: Scene): Markup {
  const several = operator.status().sites.length > 1
  return html`${several ? html` <span class="tag">${site}</span>` : undefined}${shadow ? html` <span class="tag">shadow: only counts</span>` : undefined}${
    tightening === undefined ? undefined : html` <a class="tag" href="${link('/added-rules')}">added by an operator</a>`
  }`
}
