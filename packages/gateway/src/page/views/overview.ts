import { html, type Markup } from '@tidegate/markup'
import { bar, minuteChart } from '../parts/charts.ts'
import { link } from '../parts/links.ts'
import { section } from '../parts/section.ts'
import { type Ranked, topClients } from '../parts/top-clients.ts'
import { count } from '../parts/units.ts'
import type { Part, Scene, View } from '../view.ts'
import { changesTable } from './changes.ts'
import { edgeTable } from './limits.ts'
import { listsTable } from './lists.ts'
import { repeatedRefusalsTable } from './refusals.ts'
import { reloadsTable } from './reloads.ts'
import { rulesTable } from './rules.ts'
import { addedRulesTable } from './added-rules.ts'
import { workingCards } from './state.ts'

const consideredRefusals = 1_000

/** The start page, in the order in which operators look: is it working, who is refused by what, why, limits, lists, and what changed. */
export function overview(scene: Scene): View {
  const { operator, trends } = scene
  const refusals = operator.refusals({ max: consideredRefusals })
  const rules = operator.rules().filter(({ refused, wouldRefuse }) => refused + wouldRefuse > 0)
  const { pass, block, limit } = trends.decisions()
  const edge = operator.counters.list({ max: 5 })
  const added = operator.tightenings.list()
  return {
    title: 'Overview',
    parts: [
      section({ id: 'working', title: 'Is it working?', content: workingCards(scene) }),
      section({
        id: 'traffic',
        title: 'Traffic',
        note: 'requests per minute in the last hour',
        content: minuteChart('Requests per minute in the last hour', [
          { name: 'pass', label: 'admitted', counts: pass },
          { name: 'limit', label: 'over a limit', counts: limit },
          { name: 'block', label: 'blocked', counts: block },
        ]),
      }),
      section({
        id: 'rules',
        title: 'What refuses?',
        note: 'rules that refused most since the start',
        more: { href: link('/rules'), label: 'All rules' },
        content: rulesTable(rules.slice(0, 6), scene),
      }),
      clients(refusals.length, topClients(refusals, 5)),
      section({
        id: 'refusals',
        title: 'Newest refusals',
        note: 'the newest of each rule; choose a reference for the details',
        more: { href: link('/refusals'), label: 'All refusals' },
        content: repeatedRefusalsTable(refusals, 6, scene),
      }),
      added.length === 0
        ? { id: 'added', markup: html`` }
        : section({ id: 'added', title: 'Temporary rules', content: addedRulesTable(added, scene) }),
      section({
        id: 'limits',
        title: 'Limits nearly used up',
        note: 'clients that were refused by a limit, or had less than a fifth of it left',
        more: { href: link('/limits'), label: 'All, and unblock' },
        content: edgeTable(edge, scene),
      }),
      section({
        id: 'lists',
        title: 'Lists',
        more: { href: link('/lists'), label: 'All lists' },
        content: listsTable(
          operator
            .lists()
            .filter(({ kind }) => kind === 'list')
            .slice(0, 5),
          scene,
        ),
      }),
      section({
        id: 'reloads',
        title: 'Reloads',
        more: { href: link('/reloads'), label: 'What they changed' },
        content: reloadsTable(operator.reloads().slice(0, 3), scene),
      }),
      section({
        id: 'changes',
        title: 'Changes by operators',
        more: { href: link('/changes'), label: 'All changes' },
        content: changesTable(operator.changes().slice(0, 5), scene),
      }),
    ],
  }
}

function clients(considered: number, { addresses, networks, users, agents }: ReturnType<typeof topClients>): Part {
  return section({
    id: 'clients',
    title: 'Who is refused?',
    note: considered === 0 ? 'no refusal is remembered' : `among the newest ${count(considered)} refusals`,
    content: html`<div class="lists">
      ${ranking('Addresses', addresses, (ip) => link('/refusals', { ip }))}
      ${ranking('Networks', networks, (ip) => link('/refusals', { ip }))}
      ${ranking('Users', users, (user) => link('/refusals', { user }))}
      ${ranking('Bots and browsers', agents, undefined)}
    </div>`,
  })
}

function ranking(title: string, ranked: readonly Ranked[], hrefOf: ((value: string) => string) | undefined): Markup {
  const most = Math.max(1, ...ranked.map((each) => each.count))
  return html`<div>
    <h3>${title}</h3>
    ${
      ranked.length === 0
        ? html`<p class="quiet">none</p>`
        : html`<ol class="ranking">
            ${ranked.map(
              (each) =>
                html`<li>
                  ${bar(each.count / most, 'block')}<span class="what"
                    >${hrefOf === undefined ? each.value : html`<a href="${hrefOf(each.value)}">${each.value}</a>`}</span
                  >
                  <b>${count(each.count)}</b>
                </li>`,
            )}
          </ol>`
    }
  </div>`
}
