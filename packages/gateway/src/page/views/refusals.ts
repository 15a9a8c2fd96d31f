import { html, type Markup } from '@tidegate/markup'
import type { RefusalQuery, SiteRefusal } from '../../operator/refusal-answers.ts'
import { field, hidden, siteField } from '../parts/forms.ts'
import { link } from '../parts/links.ts'
import { addressMark, causeMark, idMark, requestMark } from '../parts/marks.ts'
import { section } from '../parts/section.ts'
import { table } from '../parts/table.ts'
import { ago, count } from '../parts/units.ts'
import type { Scene, View } from '../view.ts'

const perPage = 50

/** Refusals that match what was asked for, newest first. */
export function refusalsView(scene: Scene): View {
  const asked = queryOf(scene.query)
  const found = scene.operator.refusals({ ...asked, max: perPage + 1 })
  const shown = found.slice(0, perPage)
  const last = shown.at(-1)
  const { before: _before, max: _max, ...filters } = asked
  const isFiltered = Object.keys(filters).length > 0
  return {
    title: 'Refusals',
    parts: [
      {
        id: 'filter',
        markup: html`<form class="fields" action="${link('/refusals')}" role="search" aria-label="Refusals">
          ${field('ip', 'Address or network', scene.query.get('ip'), { hint: '203.0.113.0/24' })}
          ${field('user', 'User', scene.query.get('user'))}
          ${field('rule', 'Rule', scene.query.get('rule'), { hint: 'name, or site.policy:3' })}
          ${siteField(scene, 'all sites')}
          <button>Show</button>${isFiltered ? html` <a href="${link('/refusals')}">Show all</a>` : undefined}
        </form>`,
      },
      section({
        id: 'refusals',
        title: isFiltered ? 'Refusals that match' : 'Newest refusals',
        note:
          asked.before === undefined ? `the newest ${count(shown.length)}` : `${count(shown.length)} that are older`,
        content: html`${refusalsTable(shown, scene, isFiltered)}
        ${found.length > perPage && last !== undefined ? html`<form class="inline" action="${link('/refusals')}">${hidden({ ...filters, before: last.id })}<button>Older refusals</button></form>` : undefined}`,
      }),
    ],
  }
}

function queryOf(query: URLSearchParams): RefusalQuery {
  return Object.fromEntries(
    ['site', 'ip', 'user', 'rule', 'before'].flatMap((name) => {
      const value = query.get(name)?.trim()
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
}

/** The page with the counters of the client that was asked for. */
function countersOf(query: URLSearchParams): string {
  const ip = query.get('ip') ?? undefined
  return link('/limits', { ip: ip?.includes('/') === true ? undefined : ip, user: query.get('user') ?? undefined })
}

/** A refusal, and how many like it there are. */
interface Shown {
  readonly refusal: SiteRefusal
  readonly times: number
}

/** A table of the newest refusal by each rule, with the number of others. WHY: one rule in a burst would hide all others. */
export function repeatedRefusalsTable(refusals: readonly SiteRefusal[], max: number, scene: Scene): Markup {
  const byRule = new Map<string, { refusal: SiteRefusal; times: number }>()
  for (const refusal of refusals) {
    const key = JSON.stringify([refusal.site, refusal.rule?.id ?? refusal.reason])
    const known = byRule.get(key)
    if (known === undefined) byRule.set(key, { refusal, times: 1 })
    else known.times++
  }
  return tableOf([...byRule.values()].slice(0, max), scene, false)
}

/** A table of refusals. */
export function refusalsTable(refusals: readonly SiteRefusal[], scene: Scene, isFiltered = false): Markup {
  return tableOf(
    refusals.map((refusal) => ({ refusal, times: 1 })),
    scene,
    isFiltered,
  )
}

function tableOf(refusals: readonly Shown[], scene: Scene, isFiltered: boolean): Markup {
  const several = scene.operator.status().sites.length > 1
  return table({
    caption: 'Refusals, newest first',
    columns: [
      { label: 'When' },
      { label: 'Reference' },
      { label: 'Refused by' },
      { label: 'Client' },
      { label: 'Request' },
      { label: 'Status', kind: 'number' },
    ],
    rows: refusals.map(({ refusal, times }) => [
      ago(refusal.atMs, scene.nowMs),
      html`${idMark(refusal.id)}${times === 1 ? undefined : html` <span class="quiet">and ${count(times - 1)} more</span>`}`,
      html`${causeMark(refusal)}${refusal.enforced ? undefined : html` <span class="tag">only observed</span>`}${several ? html` <span class="tag">${refusal.site}</span>` : undefined}`,
      html`${addressMark(refusal.ip)}${refusal.user === undefined ? undefined : html` <a href="${link('/refusals', { user: refusal.user })}">${refusal.user}</a>`}${refusal.agent === undefined ? undefined : html`<span class="agent">${refusal.agent}</span>`}`,
      requestMark(refusal),
      html`${refusal.status}`,
    ]),
    empty: isFiltered
      ? html`<p>
            No remembered refusal matches. Only the newest are remembered; older ones may be in the log. Check the
            spelling, or <a href="${link('/refusals')}">show all</a>.
          </p>
          <p><a href="${countersOf(scene.query)}">Look at the counters</a> of a client that was not refused.</p>`
      : html`<p>
          No request has been refused since the gateway started. If a visitor says they were refused, ask for the
          reference on the page that they saw, and search for it above: another server may have refused them.
        </p>`,
  })
}
