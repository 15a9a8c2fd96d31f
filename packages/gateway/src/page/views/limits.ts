import { html, type Markup } from '@tidegate/markup'
import type { CounterState, OperatorBlock, Subject } from '../../operator/counter-operations.ts'
import type { OperatorResult } from '../../operator/operator-result.ts'
import { readSubject } from '../change/change.ts'
import { changeButton, field, hidden, siteField, spanField } from '../parts/forms.ts'
import { link } from '../parts/links.ts'
import { keyMark, nameOf, placeMark } from '../parts/marks.ts'
import { problemMark } from '../parts/problem.ts'
import { section } from '../parts/section.ts'
import { table } from '../parts/table.ts'
import { ago, duration, time } from '../parts/units.ts'
import type { Part, Scene, View } from '../view.ts'
import { freeAgain, leftMark } from './refusal.ts'

/** Clients close to a limit, operators' blocks, and the counters of one client. */
export async function limitsView(scene: Scene): Promise<View> {
  const { query, operator } = scene
  const subject = readSubject(query)
  const isAsked = subject.ip !== undefined || subject.user !== undefined || subject.limit !== undefined
  const shown = isAsked ? await operator.counters.show(subject) : undefined
  const edge = operator.counters.list({ max: 200 })
  return {
    title: 'Limits',
    parts: [
      lookUp(scene),
      ...(shown === undefined ? [] : [oneClient(shown, subject, scene)]),
      section({
        id: 'edge',
        title: 'Close to a limit',
        note: 'clients that were refused by a limit, or had less than a fifth of it left; newest first',
        content: edgeTable(edge, scene),
      }),
      section({ id: 'blocks', title: 'Blocked by operators', content: blocksTable(operator.counters.blocks(), scene) }),
    ],
  }
}

function lookUp(scene: Scene): Part {
  const { query } = scene
  return {
    id: 'look-up',
    markup: html`<p class="note">The counters of one client: look, unblock, or block.</p>
      <form class="fields" action="${link('/limits')}" role="search" aria-label="Counters of a client">
        ${field('ip', 'Address', query.get('ip'), { hint: '203.0.113.9' })} ${field('user', 'User', query.get('user'))}
        ${field('limit', 'Only this limit', query.get('limit'), { hint: 'name, or site.policy:3' })}
        ${siteField(scene, 'all sites')}
        <button>Show counters</button>
      </form>`,
  }
}

function oneClient(shown: OperatorResult<readonly CounterState[]>, subject: Subject, scene: Scene): Part {
  const who = subject.user ?? subject.ip ?? subject.limit ?? ''
  const content =
    shown.kind === 'problem'
      ? problemMark(shown.problem)
      : html`${statesTable(shown.value, scene)}
        ${scene.person.mayChange ? html`<div class="actions">${changeButton(scene, { kind: 'reset', subject }, 'Unblock', `${who}: set its counters to zero`)}${blockForm(subject, scene)}</div>` : undefined}`
  return section({ id: 'client', title: `Counters of ${who}`, content })
}

function blockForm(subject: Subject, scene: Scene): Markup {
  const { site, limit, ip, user } = subject
  return html`<form class="inline" action="${link('/change')}">
    ${hidden({ do: 'block', site, limit, ip, user, back: scene.here })} ${spanField(null)}
    <button class="danger">Block</button>
  </form>`
}

function statesTable(states: readonly CounterState[], scene: Scene): Markup {
  return table({
    caption: 'Counters of this client now',
    columns: [{ label: 'Limit' }, { label: 'Counted for' }, { label: 'Left', kind: 'number' }, { label: 'State' }],
    rows: states.map((state) => [
      html`${nameOf(state.limit.rule)} <code>${state.limit.rule.text}</code>`,
      keyMark(state.key),
      leftMark(state.limit),
      stateMark(state, scene),
    ]),
    empty: html`<p>No limit counts for this client alone. A limit “in total” is shown if you name it.</p>`,
  })
}

function stateMark(state: CounterState, { nowMs }: Scene): Markup {
  const { limit } = state
  const untilMs = blockedUntilMs(state)
  if (untilMs !== undefined)
    return html`<strong class="warning">blocked by ${state.block?.by ?? 'this limit'}</strong> until
      ${time(untilMs, nowMs)}`
  if (!limit.admitted) return html`<strong class="warning">refused</strong>, ${freeAgain(limit)}`
  // When requests in progress end cannot be known.
  if (limit.periodMs === undefined && limit.remaining < limit.count) return html`free when requests end`
  return html`${limit.resetMs === 0 || limit.remaining === (limit.burst ?? limit.count) ? 'all free' : `all free after ${duration(limit.resetMs)}`}`
}

/** When a block ends, of an operator or of the limit itself (`then block for`); undefined if there is none, or it has ended. */
function blockedUntilMs({ limit, block, atMs }: CounterState): number | undefined {
  return block?.untilMs ?? (limit.blocked === true ? atMs + limit.retryAfterMs : undefined)
}

/** Whether a state is so old that all of the quota is free again, unless the client has sent further requests. */
function isFreeAgain({ limit, block, atMs }: CounterState, { nowMs }: Scene): boolean {
  return block === undefined && limit.periodMs !== undefined && atMs + limit.resetMs <= nowMs
}

function blockTag(state: CounterState, { nowMs }: Scene): Markup | undefined {
  const untilMs = blockedUntilMs(state)
  return untilMs === undefined || untilMs <= nowMs
    ? undefined
    : html` <span class="tag">blocked by ${state.block?.by ?? 'this limit'} until ${time(untilMs, nowMs)}</span>`
}

/** A table of clients close to limits. */
export function edgeTable(states: readonly CounterState[], scene: Scene): Markup {
  const several = scene.operator.status().sites.length > 1
  return table({
    caption: 'Clients close to a limit',
    columns: [
      { label: 'Client' },
      { label: 'Limit' },
      { label: 'Left', kind: 'number' },
      { label: 'Seen' },
      { label: 'Action', kind: 'action' },
    ],
    rows: states.map((state) => {
      const subject = subjectOf(state)
      const about = state.key.map(({ value }) => value).join(', ') || nameOf(state.limit.rule)
      return [
        html`<a href="${link('/limits', { site: state.site, ip: subject.ip, user: subject.user })}"
          >${keyMark(state.key)}</a
        >`,
        html`${nameOf(state.limit.rule)}
        ${placeMark(state.limit.rule)}${state.shadow === true ? html` <span class="tag">shadow: only counts</span>` : undefined}${blockTag(state, scene)}${several ? html` <span class="tag">${state.site}</span>` : undefined}`,
        isFreeAgain(state, scene) ? html`<span class="quiet">all free again</span>` : leftMark(state.limit),
        ago(state.atMs, scene.nowMs),
        state.block === undefined
          ? changeButton(scene, { kind: 'reset', subject }, 'Unblock', about)
          : changeButton(scene, { kind: 'unblock', subject }, 'End block', about),
      ]
    }),
    empty: html`<p>
      No client is close to a limit. Limits count clients as soon as they send requests;
      <code>tidegate plan</code> lists the limits of a policy.
    </p>`,
  })
}

function blocksTable(blocks: readonly OperatorBlock[], scene: Scene): Markup {
  return table({
    caption: 'Clients that operators blocked',
    columns: [{ label: 'Client' }, { label: 'By' }, { label: 'Until' }, { label: 'Action', kind: 'action' }],
    rows: blocks.map((block) => [
      html`${keyMark(block.key)} <span class="where">${nameOf(block.limit)}</span>`,
      html`${block.by}`,
      time(block.untilMs, scene.nowMs),
      changeButton(
        scene,
        { kind: 'unblock', subject: subjectOf({ site: block.site, key: block.key, limit: { rule: block.limit } }) },
        'End block',
        block.key.map(({ value }) => value).join(', '),
      ),
    ]),
    empty: html`<p>No client is blocked by an operator. To block one, show its counters first.</p>`,
  })
}

/** Whose counter a state is of, as a change names it. */
function subjectOf({
  site,
  key,
  limit,
}: {
  readonly site: string
  readonly key: CounterState['key']
  readonly limit: Pick<CounterState['limit'], 'rule'>
}): Subject {
  const { rule } = limit
  const isAddress = (part: string): boolean => part.startsWith('ip') || part.startsWith('network(')
  const ip = key.find(({ part }) => isAddress(part))?.value
  const user = key.find(({ part }) => part === 'user')?.value
  const others = key
    .filter(({ part }) => !isAddress(part) && part !== 'user')
    .map(({ part, value }) => [part, value] as const)
  return {
    site,
    limit: rule.name ?? `${rule.file}:${rule.line}`,
    ...(ip !== undefined && { ip }),
    ...(user !== undefined && { user }),
    ...(others.length > 0 && { key: Object.fromEntries(others) }),
  }
}
