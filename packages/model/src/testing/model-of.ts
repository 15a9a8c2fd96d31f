import type { Condition } from '../condition.ts'
import type { AllowOnlyRule, BlockRule, ExemptRule, Guard, LimitRule, Model, Rule } from '../model.ts'
import type { Place } from '../source.ts'

/** A location for rules of hand-made models. */
export function placeAt(line: number): Place {
  return { file: 'site.policy', line, column: 1, endLine: line, endColumn: 2 }
}

/** Returns a hand-made model: everything that is not given is empty. */
export function modelOf(parts: Partial<Model>): Model {
  return {
    version: 2,
    pathsMatchExactly: false,
    facts: [],
    addressSets: [],
    botSets: [],
    pathSets: [],
    windows: [],
    plugins: [],
    files: [{ file: 'site.policy', role: 'policy' }],
    fingerprint: 'feedfacecafebeef',
    ...parts,
    rules: (parts.rules ?? []).map((rule, index) => ({ ...rule, id: `${index}`, place: placeAt(index + 1) })),
  }
}

/** A guard. */
export function guardOf(source: Guard['source'], condition: Condition, text: string = '…'): Guard {
  return { source, condition, text, place: placeAt(1) }
}

const common = { id: '', shadow: false, guards: [], place: placeAt(1) }

/** A rule that blocks. */
export function block(condition: Condition, more: Partial<BlockRule> = {}): Rule {
  return { ...common, kind: 'block', text: 'block …', condition, ...more }
}

/** A rule that refuses all other requests. */
export function allowOnly(condition: Condition, more: Partial<AllowOnlyRule> = {}): Rule {
  return { ...common, kind: 'allow-only', text: 'allow only …', condition, ...more }
}

/** A rule that lifts limits. */
export function exempt(condition: Condition, lifts: readonly number[], more: Partial<ExemptRule> = {}): Rule {
  return { ...common, kind: 'exempt', text: 'exempt …', condition, lifts, ...more }
}

/** A limit per address and minute. */
export function limit(count: number, more: Partial<LimitRule> = {}): Rule {
  return {
    ...common,
    kind: 'limit',
    text: `limit ${count} per minute per ip`,
    count,
    period: { kind: 'sliding', periodMs: 60_000 },
    key: [{ kind: 'ip', v4: 32, v6: 64 }],
    includingRefused: false,
    identity: `limit ${count}`,
    ...more,
  }
}

/** The condition that is true for every request. */
export const anyone: Condition = { kind: 'true' }
