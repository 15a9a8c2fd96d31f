import { html, type Markup } from '@tidegate/markup'
import type { LimitStanding, LimitState } from '@tidegate/engine'
import type { Exception, ExplainedRefusal, WhyAnswer } from '../../operator/refusal-answers.ts'
import { bar } from '../parts/charts.ts'
import { changeButton } from '../parts/forms.ts'
import { link } from '../parts/links.ts'
import { addressMark, causeMark, idMark, keyMark, nameOf } from '../parts/marks.ts'
import { prose } from '../parts/prose.ts'
import { section } from '../parts/section.ts'
import { shellWord } from '../parts/shell-word.ts'
import { table } from '../parts/table.ts'
import { count, duration, time } from '../parts/units.ts'
import type { Part, Scene, View } from '../view.ts'
import { messageView } from './messages.ts'

/** Why one request was refused; `text` is the reference as a user pasted it. */
export function refusalView(scene: Scene, text: string): View {
  return viewOfAnswer(scene.operator.why(text), scene)
}

/** The answer to a search for a reference. */
export function viewOfAnswer(answer: WhyAnswer, scene: Scene): View {
  switch (answer.kind) {
    case 'found':
      return found(answer.refusal, scene)
    case 'several':
      return notFound(
        'Several refusals',
        html`<p>These references differ only in upper and lower case:</p>
          <ul>
            ${answer.ids.map((id) => html`<li>${idMark(id)}</li>`)}
          </ul>`,
        200,
      )
    case 'unknown':
      return notFound(
        'Not remembered',
        html`<p>
            No refusal with the reference <span class="mono">${answer.id}</span> is remembered.
            ${
              answer.oldestAtMs === undefined
                ? 'No request was refused since the gateway started.'
                : html`The oldest of the ${count(answer.remembered)} that are remembered is from
                  ${time(answer.oldestAtMs, scene.nowMs)}.`
            }
          </p>
          <ul>
            <li>An older one may be in the log: <code>tidegate why</code> can search a file of it.</li>
            <li>A gateway that was started again has forgotten those before.</li>
            <li>Another gateway, or the site itself, may have refused the request.</li>
          </ul>`,
        404,
      )
    case 'not-an-id':
      return notFound(
        'Not a reference',
        html`<p>
          <span class="mono">${answer.text}</span> is not a reference of a refusal. It has nine letters and digits, such
          as <span class="mono">k3J9x-2Qa</span>, and is on the page that the refused client saw.
        </p>`,
        404,
      )
  }
}

function notFound(title: string, content: Markup, status: number): View {
  return messageView(status, title, content)
}

function found(refusal: ExplainedRefusal, scene: Scene): View {
  return {
    title: `Refusal ${refusal.id}`,
    parts: [why(refusal, scene), limitsThen(refusal, scene), whatToDo(refusal, scene)],
  }
}

function why(refusal: ExplainedRefusal, { nowMs }: Scene): Part {
  const { atMs, status, rule, ip, user, agent, method, path, host, policy, site, enforced, ruleInForce, tightening } =
    refusal
  return section({
    id: 'why',
    title: 'Why was it refused?',
    content: html`<div class="card">
      <p class="answer">${causeMark(refusal)}</p>
      ${rule === undefined ? undefined : html`<pre>${rule.file}:${rule.line}  ${rule.text}</pre>`}
      ${enforced ? undefined : html`<p><strong class="warning">It was admitted: the policy only observes.</strong></p>`}
      ${ruleInForce === false ? html`<p>This rule is no longer in the policy.</p>` : undefined}
      ${tightening === undefined ? undefined : html`<p>${tightening.by} added this rule until ${time(tightening.untilMs, nowMs)}. <a href="${link('/added-rules')}">Undo?</a></p>`}
      <dl>
        <div>
          <dt>When</dt>
          <dd>${time(atMs, nowMs)}</dd>
        </div>
        <div>
          <dt>Client</dt>
          <dd>${addressMark(ip)}</dd>
        </div>
        <div>
          <dt>User</dt>
          <dd>
            ${user === undefined ? html`<span class="quiet">not logged in, or not known to the gateway</span>` : html`<a href="${link('/refusals', { user })}">${user}</a>`}
          </dd>
        </div>
        <div>
          <dt>Agent</dt>
          <dd>${agent ?? html`<span class="quiet">none</span>`}</dd>
        </div>
        <div>
          <dt>Request</dt>
          <dd class="mono">${method} ${path}</dd>
        </div>
        <div>
          <dt>Host</dt>
          <dd class="mono">${host ?? '–'}</dd>
        </div>
        <div>
          <dt>Reply</dt>
          <dd>status ${status}</dd>
        </div>
        <div>
          <dt>Site</dt>
          <dd>
            ${site}, policy <span class="mono" title="${policy.fingerprint}">${policy.fingerprint.slice(0, 12)}</span>
          </dd>
        </div>
      </dl>
    </div>`,
  })
}

function limitsThen({ limits, moreLimits = 0, operatorBlock }: ExplainedRefusal, { nowMs }: Scene): Part {
  return section({
    id: 'then',
    title: 'The limits at that moment',
    content: html`${
      operatorBlock === undefined
        ? undefined
        : html`<p class="card">
            ${operatorBlock.by} had blocked this client until ${time(operatorBlock.untilMs, nowMs)}:
            ${keyMark(operatorBlock.key)}.
          </p>`
    }
    ${limitsTable(limits, 'The state of the limits when the request was refused')}
    ${moreLimits === 0 ? undefined : html`<p class="quiet">and ${count(moreLimits)} more with more left</p>`}`,
  })
}

function limitsTable(limits: readonly LimitState[], caption: string): Markup {
  return table({
    caption,
    columns: [
      { label: 'Limit' },
      { label: 'Left', kind: 'number' },
      { label: 'Free again after' },
      { label: 'Full after' },
    ],
    rows: limits.map((limit) => [
      html`<span class="badge limit"
          >${limit.admitted ? 'admitted' : limit.blocked === true ? 'blocked' : 'refused'}</span
        >
        ${nameOf(limit.rule)} <code>${limit.rule.text}</code>`,
      leftMark(limit),
      html`${limit.retryAfterMs === 0 ? 'now' : waitOf(limit, limit.retryAfterMs)}`,
      html`${limit.resetMs === 0 ? 'now' : waitOf(limit, limit.resetMs)}`,
    ]),
    empty: html`<p>No limit was asked: the request was refused before any of them.</p>`,
  })
}

/** How long one waits for a limit. WHY words for requests at once: when they end cannot be known. */
function waitOf({ periodMs, blocked }: LimitState, ms: number): string {
  return periodMs === undefined && blocked !== true ? 'when a request ends' : duration(ms)
}

/** When a limit that refuses has something free again. */
export function freeAgain({ periodMs, retryAfterMs }: LimitState): string {
  return periodMs === undefined ? 'free when a request ends' : `free again after ${duration(retryAfterMs)}`
}

/** What a limit has left. */
export function leftMark({ remaining, count: perPeriod, burst: all = perPeriod }: LimitStanding): Markup {
  return html`<strong>${count(remaining)}</strong> of
    ${count(all)}${bar((all - remaining) / Math.max(1, all), remaining === 0 ? 'block' : 'limit')}`
}

function whatToDo(refusal: ExplainedRefusal, scene: Scene): Part {
  const { advice, exceptions, ip, user, reason, site } = refusal
  const who = user === undefined ? ip : user
  const subject = { site, ...(user === undefined ? ip !== undefined && { ip } : { user }) }
  return section({
    id: 'do',
    title: 'What can be done?',
    content: html`<div class="card">
      <p>${prose(advice)}</p>
      ${
        reason === 'limit-exceeded' && who !== undefined
          ? html`<div class="actions">
              ${changeButton(scene, { kind: 'reset', subject }, 'Unblock', `${who}: set its counters to zero`)}
            </div>`
          : undefined
      }
      ${
        exceptions.length === 0
          ? undefined
          : html`<h3>To except this client for good</h3>
              ${exceptions.map((each) => exception(each))}`
      }
      <h3>To see what the policy does now</h3>
      <pre>${explainCommand(refusal, scene)}</pre>
      <p><a href="${link('/refusals', { site, ip })}">Other refusals of this address</a></p>
    </div>`,
  })
}

/** The command that asks the policy about this request again. */
function explainCommand({ site, ip, method, path, host, user, agent }: ExplainedRefusal, { operator }: Scene): string {
  const file = operator.status().sites.find((each) => each.site === site)?.file ?? 'site.policy'
  const flags = Object.entries({ ip, method, path, host, user, agent }).flatMap(([name, value]) =>
    // WHY not a truncated value: it would be another request.
    value === undefined || value.endsWith('…') ? [] : [`--${name}=${shellWord(value)}`],
  )
  return ['tidegate explain', shellWord(file), ...flags].join(' ')
}

function exception({ what, policy, kind, at }: Exception): Markup {
  const where =
    kind === 'add' ? 'add this line to the policy' : `write line ${at === undefined ? '' : `${at.file}:${at.line}`} so`
  return html`<p>To ${what}, ${where}:</p>
    <pre>${policy}</pre>`
}
