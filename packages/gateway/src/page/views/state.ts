import { basename } from 'node:path'
import { html, type Markup } from '@tidegate/markup'
import type { GatewayStatus, SiteStatus } from '../../operator/operator.ts'
import { link } from '../parts/links.ts'
import { ago, bytes, count, duration, percent, perSecond, plural } from '../parts/units.ts'
import type { Part, Scene } from '../view.ts'

/** The state of the gateway in one line, which is on every page. */
export function stateLine({ operator, trends, nowMs }: Scene): Part {
  const status = operator.status()
  const faults = faultsOf(status)
  const text =
    faults.length === 0
      ? `Working: ${plural(status.sites.length, 'site')}, ${perSecond(trends.perSecond())}, running for ${duration(nowMs - status.startedAtMs)}`
      : faults.join('; ')
  return {
    id: 'state',
    markup: html`<p id="state" class="state ${faults.length === 0 ? 'good' : 'bad'}">
      <a href="${link('')}">${text}</a>
    </p>`,
  }
}

/** What is wrong at present, most severe first. */
function faultsOf({ ready, sites }: GatewayStatus): readonly string[] {
  const several = sites.length > 1
  return [
    ...(ready ? [] : ['Not ready: no request is decided']),
    ...sites.flatMap(({ site, store, problem, mode }) => {
      const of = several ? ` of ${site}` : ''
      return [
        ...(store.up ? [] : [`The store${of} is not available`]),
        ...(problem === undefined ? [] : [`The last reload${of} failed`]),
        ...(mode === 'observe' ? [`The policy${of} only observes`] : []),
      ]
    }),
  ]
}

/** Is it working? Ready, policies, last reload, store and load. */
export function workingCards(scene: Scene): Markup {
  const status = scene.operator.status()
  const decided = status.sites.reduce(
    (sum, { decisions }) => sum + decisions.pass + decisions.block + decisions.limit,
    0,
  )
  return html`<ul class="cards">
      <li class="card ${status.ready ? 'good' : 'bad'}">
        <h3>Gateway</h3>
        <p class="big">${status.ready ? 'Ready' : 'Not ready'}</p>
        <p>Started ${ago(status.startedAtMs, scene.nowMs)}</p>
      </li>
      <li class="card">
        <h3>Load</h3>
        <p class="big">${perSecond(scene.trends.perSecond())}</p>
        <p>${count(decided)} decisions since the start</p>
      </li>
      ${refusedCard(scene)}
    </ul>
    <ul class="cards">
      ${status.sites.map((site) => siteCard(site, scene))}
    </ul>`
}

/** How much is refused now, and whether that is more than before. */
function refusedCard({ trends }: Scene): Markup {
  const { pass, block, limit } = trends.decisions()
  const refused = sumOf(block.slice(-10)) + sumOf(limit.slice(-10))
  const before = sumOf(block.slice(-20, -10)) + sumOf(limit.slice(-20, -10))
  const all = refused + sumOf(pass.slice(-10))
  return html`<li class="card">
    <h3>Refused in the last 10 minutes</h3>
    <p class="big">${count(refused)}${refused === 0 ? undefined : html` <small>${percent(refused, all)}</small>`}</p>
    <p>${count(before)} in the 10 minutes before</p>
  </li>`
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, value) => sum + value, 0)
}

function siteCard(status: SiteStatus, scene: Scene): Markup {
  const { site, file, hosts, fingerprint, loadedAtMs, problem, mode, store, counters } = status
  const { pass, block, limit } = status.decisions
  const total = pass + block + limit
  const isGood = store.up && problem === undefined && mode === 'enforce'
  return html`<li class="card wide ${isGood ? 'good' : 'bad'}">
    <h3>${site}<small>${hosts.length === 0 ? 'all hosts that no other site has' : hosts.join(', ')}</small></h3>
    <dl>
      <div>
        <dt>Policy</dt>
        <dd>
          <span title="${file}">${basename(file)}</span>
          <span class="mono quiet" title="fingerprint ${fingerprint}">${fingerprint.slice(0, 12)}</span>
        </dd>
      </div>
      <div>
        <dt>In force</dt>
        <dd>
          since
          ${ago(loadedAtMs, scene.nowMs)}${mode === 'observe' ? html`. <strong class="warning">It only observes: nothing is refused.</strong>` : undefined}
        </dd>
      </div>
      <div>
        <dt>Last reload</dt>
        <dd>${lastReload(status, scene)}</dd>
      </div>
      <div>
        <dt>Counters</dt>
        <dd>
          ${storeWords(status, scene)}, ${plural(counters.subjects, 'client')} of at most ${count(counters.capacity)},
          ${bytes(counters.bytes)}
        </dd>
      </div>
      <div>
        <dt>Refused</dt>
        <dd>
          ${count(block)} blocked (${percent(block, total)}), ${count(limit)} over a limit (${percent(limit, total)}) of
          ${count(total)}
        </dd>
      </div>
    </dl>
  </li>`
}

function lastReload({ problem, reloads, failedReloads }: SiteStatus, { nowMs }: Scene): Markup {
  if (problem !== undefined)
    return html`<strong class="warning">failed ${ago(problem.atMs, nowMs)}</strong>; the policy before it stays in
      force. <a href="${link('/reloads')}">What is wrong?</a>`
  if (reloads + failedReloads === 0) return html`none since the start`
  return html`worked; ${plural(reloads, 'reload')}, ${count(failedReloads)} failed.
    <a href="${link('/reloads')}">What changed?</a>`
}

function storeWords({ store }: SiteStatus, { nowMs }: Scene): Markup {
  const kind = store.kind === 'memory' ? 'in memory' : 'in a shared store'
  if (store.up) return html`${kind}`
  return html`<strong class="warning"
    >${kind}, not available${store.sinceMs === undefined ? '' : html` since ${ago(store.sinceMs, nowMs)}`}:
    ${store.message ?? ''}</strong
  >`
}
