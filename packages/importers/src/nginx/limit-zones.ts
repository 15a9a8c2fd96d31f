import { allOf, type Condition, conditionText } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { zoneKeys, type ZoneKeys } from './limit-key.ts'
import type { Directive } from './parse-nginx.ts'
import { noteAt } from './place.ts'
import type { Variables } from './variable.ts'

/** A zone of `limit_req_zone`, as limits of the language. */
export interface LimitZone extends ZoneKeys {
  readonly count: number
  readonly period: 'second' | 'minute'
}

/** Returns every `limit_req_zone` by name; zones that cannot be imported are noted. */
export function readZones(
  directives: readonly Directive[],
  variables: Variables,
  draft: PolicyDraft,
): ReadonlyMap<string, LimitZone> {
  const zones = new Map<string, LimitZone>()
  for (const directive of directives) {
    const [key = '', ...options] = directive.args
    const name = /^zone=([^:]+)/.exec(options.find((option) => option.startsWith('zone=')) ?? '')?.[1]
    const rate = /^rate=(\d+)r\/([sm])$/.exec(options.find((option) => option.startsWith('rate=')) ?? '')
    const read = zoneKeys(key, variables)
    if (name === undefined || rate === null || Number(rate[1]) === 0)
      noteAt(draft, directive, 'limit_req_zone without a name or a rate is not imported')
    else if (read === undefined)
      noteAt(draft, directive, `limit_req_zone ${name} is not imported: the key ${key} has no equivalent`)
    else zones.set(name, { ...read, count: Number(rate[1]), period: rate[2] === 's' ? 'second' : 'minute' })
  }
  return zones
}

/** One use of a zone. */
export interface LimitUse {
  readonly burst: number
  readonly status: number
  /** Whether `limit_req_dry_run` is on. */
  readonly isDry: boolean
}

/**
 * Returns a `limit_req` as rules under a condition, one for each key of its zone. nginx lets `burst` requests come early (or wait); the
 * language has a bucket that is larger by one.
 */
export function limitTexts({ keys, count, period }: LimitZone, use: LimitUse, region: Condition): readonly string[] {
  const reply = use.status === 429 ? '' : `  reply ${use.status}`
  return keys.flatMap(({ key, condition }) => {
    const all = allOf([region, condition])
    if (all.kind === 'never') return []
    const when = all.kind === 'always' ? '' : `  when ${conditionText(all)}`
    return [`${use.isDry ? 'shadow ' : ''}limit ${count} per ${period} ${key}${when}  burst ${use.burst + 1}${reply}`]
  })
}
