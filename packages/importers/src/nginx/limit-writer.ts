import { allOf, anyOf, type Condition, notOf } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { refusedWith } from './error-page.ts'
import { type LimitUse, limitTexts, type LimitZone } from './limit-zones.ts'
import type { LimitWriter } from './nginx-context.ts'
import type { Directive } from './parse-nginx.ts'
import { directiveText, noteAt, type Place, remarkAt } from './place.ts'
import { replacedWithin } from './replaced-within.ts'

interface ZoneUse extends LimitUse {
  readonly name: string
  readonly place: Place
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
      for (const inner of unknown) {
        const text = directiveText(inner)
        noteAt(
          draft,
          inner,
          `${text} has its own limit in nginx; here the limit of the enclosing block applies as well`,
        )
      }
      for (const directive of own) {
        const { args } = directive
        const name = zoneOf(args)
        const zone = zones.get(name)
        if (zone === undefined) {
          noteAt(draft, directive, `limit_req ${args.join(' ')} is not imported, because its zone is not`)
          continue
        }
        if (zone.needsServerName && !inherited.hasServerName) {
          noteAt(
            draft,
            directive,
            `${directiveText(directive)} is not imported: the server has no name, so that its key is empty`,
          )
          continue
        }
        const reply = refusedWith(inherited.status, inherited.pages)
        if (reply.kind === 'elsewhere') {
          noteAt(
            draft,
            directive,
            `${directiveText(directive)} is not imported: ${reply.page.text} in line ${reply.page.place.line} replaces the refusal`,
          )
          continue
        }
        const burst = Number(/^burst=(\d+)$/.exec(args.find((each) => each.startsWith('burst=')) ?? '')?.[1] ?? 0)
        if (burst > 0 && !args.includes('nodelay'))
          noteAt(draft, directive, 'nginx delays the requests of the burst; here they pass immediately')
        if (inherited.hasList || someList(block))
          noteAt(draft, directive, 'nginx also counts requests that a list refuses; here they are not counted')
        const use: LimitUse = { burst, status: reply.status, isDry: inherited.isDry }
        if ((uses.get(name) ?? 0) > 1 && !zone.byServer)
          shared.push({ ...use, name, place: directive, region: allOf([inherited.region, notOf(where)]) })
        else if (where.kind !== 'always') for (const text of limitTexts(zone, use, notOf(where))) draft.rule(text)
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
      const same = ways.get(way)
      if (same === undefined) ways.set(way, [use])
      else same.push(use)
    }
    const { place } = sharedUses[0]!
    const lines = sharedUses.map((use) => placeText(use.place)).join(', ')
    if (ways.size === 1) remarkAt(draft, place, `zone ${name} counts the uses in lines ${lines} together`)
    else
      noteAt(
        draft,
        place,
        `nginx counts the uses of zone ${name} in lines ${lines} together; here each distinct use is counted separately, so more requests may pass`,
      )
    for (const way of ways.values()) {
      const region = anyOf(way.map((use) => use.region))
      if (region.kind === 'never') continue
      for (const text of limitTexts(zones.get(name)!, way[0]!, region)) draft.rule(text)
    }
  }
}

function placeText({ file, line }: Place): string {
  return file === undefined ? String(line) : `${file}:${line}`
}

function zonesUsed(directives: readonly Directive[]): readonly string[] {
  return directives.flatMap(({ name, args, block = [] }) => [
    ...(name === 'limit_req' ? [zoneOf(args)] : []),
    ...(name === 'if' ? [] : zonesUsed(block)),
  ])
}

/** Whether a block, or one in it that inherits its limits, has a list. */
function someList(directives: readonly Directive[]): boolean {
  return directives.some(
    ({ name, block }) =>
      name === 'allow' || name === 'deny' || (block !== undefined && !hasLimit(block, name) && someList(block)),
  )
}

function zoneOf(args: readonly string[]): string {
  return /^zone=(.+)$/.exec(args.find((each) => each.startsWith('zone=')) ?? '')?.[1] ?? ''
}

function hasLimit(block: readonly Directive[], name: string): boolean {
  // `limit_except` restricts methods only: limits of the enclosing block apply in it.
  return name !== 'limit_except' && block.some((each) => each.name === 'limit_req')
}
