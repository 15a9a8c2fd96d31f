import { allOf, anyOf, type Condition, notOf } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { type LimitUse, limitText, type LimitZone } from './limit-zones.ts'
import type { LimitWriter } from './nginx-context.ts'
import type { Directive } from './parse-nginx.ts'
import { replacedWithin } from './replaced-within.ts'

interface ZoneUse extends LimitUse {
  readonly name: string
  readonly line: number
  readonly region: Condition
}

/** Creates the writer for a whole configuration. */
export function createLimitWriter(
  directives: readonly Directive[],
  zones: ReadonlyMap<string, LimitZone>,
  draft: PolicyDraft,
): LimitWriter {
  const uses = new Map<string, number>()
  for (const name of zonesUsed(directives)) uses.set(name, (uses.get(name) ?? 0) + 1)
  const shared: ZoneUse[] = []

  return {
    write: (block, context, inherited) => {
      const own = block.filter(({ name }) => name === 'limit_req')
      if (own.length === 0) return
      const { where, unknown } = replacedWithin(block, hasLimit, context)
      for (const inner of unknown)
        draft.note(
          inner.line,
          `${[inner.name, ...inner.args].join(' ')} has its own limit in nginx; here the limit of the enclosing block applies as well`,
        )
      for (const { args, line } of own) {
        const name = zoneOf(args)
        const zone = zones.get(name)
        if (zone === undefined) {
          draft.note(line, `limit_req ${args.join(' ')} is not imported, because its zone is not`)
          continue
        }
        const burst = Number(/^burst=(\d+)$/.exec(args.find((each) => each.startsWith('burst=')) ?? '')?.[1] ?? 0)
        if (burst > 0 && !args.includes('nodelay'))
          draft.note(line, 'nginx delays the requests of the burst; here they pass immediately')
        const use: LimitUse = { burst, status: inherited.status, isDry: inherited.isDry }
        if ((uses.get(name) ?? 0) > 1 && !zone.byServer)
          shared.push({ ...use, name, line, region: allOf([inherited.region, notOf(where)]) })
        else if (where.kind !== 'always') draft.rule(limitText(zone, use, notOf(where)))
      }
    },
    writeShared: () => {
      for (const name of new Set(shared.map((use) => use.name))) writeZone(name)
    },
  }

  function writeZone(name: string): void {
    const sharedUses = shared.filter((use) => use.name === name)
    const ways = new Map<string, ZoneUse[]>()
    for (const use of sharedUses) {
      const way = JSON.stringify([use.burst, use.status, use.isDry])
      ways.set(way, [...(ways.get(way) ?? []), use])
    }
    const lines = sharedUses.map(({ line }) => line).join(', ')
    if (ways.size === 1) draft.remark(sharedUses[0]!.line, `zone ${name} counts the uses in lines ${lines} together`)
    else
      draft.note(
        sharedUses[0]!.line,
        `nginx counts the uses of zone ${name} in lines ${lines} together; here each distinct use is counted separately, so more requests may pass`,
      )
    for (const way of ways.values()) {
      const region = anyOf(way.map((use) => use.region))
      if (region.kind !== 'never') draft.rule(limitText(zones.get(name)!, way[0]!, region))
    }
  }
}

function zonesUsed(directives: readonly Directive[]): readonly string[] {
  return directives.flatMap(({ name, args, block = [] }) => [
    ...(name === 'limit_req' ? [zoneOf(args)] : []),
    ...(name === 'if' ? [] : zonesUsed(block)),
  ])
}

function zoneOf(args: readonly string[]): string {
  return /^zone=(.+)$/.exec(args.find((each) => each.startsWith('zone=')) ?? '')?.[1] ?? ''
}

function hasLimit(block: readonly Directive[], name: string): boolean {
  // `limit_except` restricts methods only: limits of the enclosing block apply in it.
  return name !== 'limit_except' && block.some((each) => each.name === 'limit_req')
}
