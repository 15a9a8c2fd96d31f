import type { LimitState, RuleRef } from '@tidegate/engine'
import type { Actor, OperatorResult } from '../operator/operator-result.ts'
import type { Operator, OperatorChange } from '../operator/operator.ts'
import type { SiteRefusal } from '../operator/refusal-answers.ts'
import type { Tightening } from '../operator/tightening.ts'

/** An operator's service without a gateway: everything in it has the texts that it was created with. */
export interface SampleOperator extends Operator {
  /** The changes that were asked for, with who asked. */
  readonly asked: { readonly action: string; readonly what: unknown; readonly actor: Actor }[]
  /** Says that something changed. */
  readonly emit: () => void
}

/** Creates such a service. `text` returns the text of a field that a client, a policy or an operator supplied. */
export function createSampleOperator(text: (field: string) => string, nowMs: number): SampleOperator {
  const rule: RuleRef = {
    kind: 'limit',
    id: 'a'.repeat(32),
    name: text('rule name'),
    file: text('rule file'),
    line: 3,
    text: text('rule text'),
  }
  const unnamed: RuleRef = {
    kind: 'block',
    id: 'b'.repeat(32),
    file: text('rule file'),
    line: 4,
    text: text('rule text'),
  }
  const limit: LimitState = {
    rule,
    admitted: false,
    count: 30,
    periodMs: 60_000,
    remaining: 0,
    retryAfterMs: 12_000,
    nextMs: 12_000,
    resetMs: 48_000,
    ownSubject: true,
  }
  const refusal: SiteRefusal = {
    id: text('id'),
    atMs: nowMs - 5_000,
    outcome: 'limit',
    reason: 'limit-exceeded',
    detail: text('detail'),
    status: 429,
    rule,
    limits: [limit],
    moreLimits: 2,
    enforced: false,
    method: text('method'),
    path: text('path'),
    ip: text('ip'),
    agent: text('agent'),
    host: text('host'),
    user: text('user'),
    policy: { name: text('policy'), fingerprint: text('fingerprint') },
    site: text('site'),
  }
  const { rule: _rule, user: _user, ...early } = refusal
  const key = [
    { part: 'ip', value: text('ip') },
    { part: text('key part'), value: text('key value') },
  ]
  const block = {
    site: text('site'),
    limit: rule,
    key,
    sinceMs: nowMs - 60_000,
    untilMs: nowMs + 60_000,
    by: text('by'),
  }
  const tightening: Tightening = {
    id: text('tightening id'),
    site: text('site'),
    statement: text('statement'),
    sinceMs: nowMs - 1_000,
    untilMs: nowMs + 3_600_000,
    by: text('by'),
    problem: text('problem'),
  }
  const state = { site: text('site'), limit, key, atMs: nowMs - 2_000, block, shadow: true } as const
  const change: OperatorChange = {
    atMs: nowMs - 3_000,
    by: text('by'),
    peer: text('peer'),
    via: 'page',
    action: 'tighten',
    site: text('site'),
    what: text('what'),
    before: text('before'),
    after: text('after'),
  }
  const asked: SampleOperator['asked'] = []
  const listeners = new Set<(topic: 'refusals') => void>()
  const done = <Value>(action: string, what: unknown, actor: Actor, value: Value): Promise<OperatorResult<Value>> => {
    asked.push({ action, what, actor })
    return Promise.resolve({ kind: 'done', value })
  }
  const changed = { before: [], after: [] }
  const siteOf = (site: string) => ({
    site,
    file: text('policy file'),
    hosts: [text('host')],
    fingerprint: text('fingerprint'),
    loadedAtMs: nowMs - 90_000,
    problem: { atMs: nowMs - 8_000, message: text('message') },
    mode: 'observe' as const,
    decisions: { pass: 1_000, block: 20, limit: 30 },
    reloads: 1,
    failedReloads: 1,
    counters: { subjects: 10, capacity: 100_000, bytes: 20_000, evictions: 0, overflows: 0 },
    store: { kind: 'shared' as const, up: false, sinceMs: nowMs - 4_000, message: text('message') },
  })
  return {
    asked,
    emit: () => {
      for (const listener of listeners) listener('refusals')
    },
    status: () => ({
      ready: true,
      startedAtMs: nowMs - 100_000,
      nowMs,
      sites: [siteOf(text('site')), siteOf('other')],
    }),
    rules: () => [
      {
        site: text('site'),
        rule,
        shadow: true,
        refused: 25,
        wouldRefuse: 5,
        lastAtMs: nowMs - 5_000,
        applied: 40,
        refusedKnown: 3,
        admitted: 100,
        near: 9,
        tightening: text('tightening id'),
      },
      { site: text('site'), rule: unnamed, shadow: false, refused: 20, wouldRefuse: 0, applied: 20, refusedKnown: 3 },
    ],
    refusals: () => [refusal, early],
    why: (asked) => {
      switch (asked) {
        case 'several':
          return { kind: 'several', ids: [text('id'), text('id')] }
        case 'unknown':
          return { kind: 'unknown', id: text('id'), remembered: 7, oldestAtMs: nowMs - 70_000 }
        case 'not-an-id':
          return { kind: 'not-an-id', text: text('id') }
        default:
          return {
            kind: 'found',
            refusal: {
              ...refusal,
              ruleInForce: false,
              operatorBlock: block,
              tightening,
              advice: text('advice'),
              exceptions: [
                { what: text('what'), policy: text('statement'), kind: 'add' },
                {
                  what: text('what'),
                  policy: text('statement'),
                  kind: 'replace',
                  at: { file: text('rule file'), line: 3 },
                },
              ],
            },
          }
      }
    },
    counters: {
      list: () => [state],
      show: ({ limit: name }) =>
        Promise.resolve(
          name === 'missing'
            ? { kind: 'problem', problem: { code: 'unknown-limit', message: text('message'), help: text('help') } }
            : { kind: 'done', value: [state] },
        ),
      reset: (subject, actor) => done('reset', subject, actor, changed),
      block: (subject, forMs, actor) => done('block', { subject, forMs }, actor, changed),
      unblock: (subject, actor) => done('unblock', subject, actor, changed),
      blocks: () => [block],
      export: () =>
        Promise.resolve({
          kind: 'done',
          value: { site: text('site'), file: text('file'), at: { wallMs: 0 }, parts: [] },
        }),
    },
    tightenings: {
      list: () => [tightening],
      add: (request, actor) =>
        request.statement.startsWith('limit')
          ? done('tighten', request, actor, tightening)
          : Promise.resolve<OperatorResult<Tightening>>({
              kind: 'problem',
              problem: {
                code: 'policy',
                message: text('message'),
                help: text('help'),
                text: text('diagnostics'),
                diagnostics: [
                  {
                    code: 'TG110',
                    severity: 'error',
                    message: text('message'),
                    help: text('help'),
                    span: { file: text('rule file'), start: 0, end: 1 },
                    place: { file: text('rule file'), line: 1, column: 7, endLine: 1, endColumn: 8 },
                  },
                ],
              },
            }),
      undo: (id, actor) => done('undo', id, actor, tightening),
    },
    lists: () => [
      { site: text('site'), list: text('list'), kind: 'list', entries: 12, updatedAtMs: nowMs - 86_400_000 },
      { site: text('site'), list: text('list file'), kind: 'file', updatedAtMs: nowMs - 9 * 86_400_000 },
    ],
    reloads: () =>
      (['loaded', 'replaced', 'unchanged', 'refused'] as const).map((outcome) => ({
        site: text('site'),
        atMs: nowMs - 8_000,
        outcome,
        fingerprint: text('fingerprint'),
        message: text('message'),
        limitsKept: 1,
        limitsNew: 2,
        added: [rule],
        removed: [unnamed],
      })),
    changes: () => [change],
    reload: (actor) => done('reload', undefined, actor, []),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
