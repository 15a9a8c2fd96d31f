import { allOf, anyOf, type Condition, notOf } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { type LimitUse, limitText, type LimitZone } from './limit-zones.ts'
import type { LimitWriter } from './nginx-context.ts'
import type { Directive } from './parse-nginx.ts'
import { replacedWithin } from './replaced-within.ts'

interface Place extends LimitUse {
  readonly name: string
  readonly line: number
  readonly region: Condition
}

/** A writer for a whole configuration. */
export function createLimitWriter(
  directives: readonly Directive[],
  zones: ReadonlyMap<string, LimitZone>,
  draft: PolicyDraft,
): LimitWriter {
  const uses = new Map<string, number>()
  for (const name of zonesUsed(directives)) uses.set(name, (uses.get(name) ?? 0) + 1)
  const shared: Place[] = []

  return {
    write: (block, context, inherited) => {
      const own = block.filter(({ name }) => name === 'limit_req')
      if (own.length === 0) return
      const { where, unknown } = replacedWithin(block, hasLimit, context)
      for (const inner of unknown)
        draft.note(
          inner.line,
          `${[inner.name, ...inner.args].join(' ')} has a limit of its own in nginx; here the limit around it holds there too`,
        )
      for (const { args, line } of own) {
        const name = zoneOf(args)
        const zone = zones.get(name)
        if (zone === undefined) {
          draft.note(line, `limit_req ${args.join(' ')} is not carried over: its zone is not`)
          continue
        }
        const burst = Number(/^burst=(\d+)$/.exec(args.find((each) => each.startsWith('burst=')) ?? '')?.[1] ?? 0)
        if (burst > 0 && !args.includes('nodelay'))
          draft.note(line, 'nginx makes requests of the burst wait; here they pass at once')
        const use: LimitUse = { burst, status: inherited.status, isDry: inherited.isDry }
        if ((uses.get(name) ?? 0) > 1 && !zone.byServer)
          shared.push({ ...use, name, line, region: allOf([inherited.region, notOf(where)]) })
        else if (where.kind !== 'always') draft.rule(limitText(zone, use, notOf(where)))
      }
    },
    writeShared: () => {
      for (const name of new Set(shared.map((place) => place.name))) writeZone(name)
    },
  }

  function writeZone(name: string): void {
    const places = shared.filter((place) => place.name === name)
    const ways = new Map<string, Place[]>()
    for (const place of places) {
      const way = JSON.stringify([place.burst, place.status, place.isDry])
      ways.set(way, [...(ways.get(way) ?? []), place])
    }
    const lines = places.map(({ line }) => line).join(', ')
    if (ways.size === 1) draft.remark(places[0]!.line, `zone ${name} counts the places in lines ${lines} together`)
    else
      draft.note(
        places[0]!.line,
        `zone ${name} counts the places in lines ${lines} together in nginx; here each way to use it counts for itself, so that more may pass`,
      )
    for (const way of ways.values()) {
      const region = anyOf(way.map((place) => place.region))
      if (region.kind !== 'never') draft.rule(limitText(zones.get(name)!, way[0]!, region))
    }
  }
}

function zonesUsed(directives: readonly Directive[]): readonly string[] {
  return directives.flatMap(({ name, args, block = [] }) => [
    ...(name === 'limit_req' ? [zoneOf(args)] : []),
    ...zonesUsed(block),
  ])
}

function zoneOf(args: readonly string[]): string {
  return /^zone=(.+)$/.exec(args.find((each) => each.startsWith('zone=')) ?? '')?.[1] ?? ''
}

function hasLimit(block: readonly Directive[], name: string): boolean {
  // `limit_except` is about methods alone: limits hold in it.
  return name !== 'limit_except' && block.some((each) => each.name === 'limit_req')
}
