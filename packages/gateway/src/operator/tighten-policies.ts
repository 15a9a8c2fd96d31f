import { checkTightening } from './check-tightening.ts'
import { type NamedSite, siteNamed } from './name-sites.ts'
import type { Actor, OperatorProblem, OperatorResult } from './operator-result.ts'
import type { OperatorChange } from './operator.ts'
import type { OperatorTightenings, Tightening, TightenRequest } from './tightening.ts'
import type { ChangeRecord } from './record-changes.ts'

/** The tightenings of all sites. */
export interface OwnedTightenings extends OperatorTightenings {
  /** The tightening to which a file of a rule belongs, also if it has ended. */
  readonly of: (site: string, file: string) => Tightening | undefined
  readonly close: () => void
}

/** A tightening lasts at least a second, and at most 30 days. */
const leastMs = 1_000
const mostMs = 30 * 86_400_000
/** Number of tightenings of one site at a time. */
const mostAtOnce = 20
/** Number of ended ones that are remembered, for refusals that they caused. */
const keptEnded = 200
/** WHY: a timer of Node.js fires at once if it is set for longer than 2^31 ms. */
const longestTimerMs = 86_400_000

interface Held {
  readonly site: NamedSite
  readonly tightening: Tightening
  timer: NodeJS.Timeout | undefined
  /** Whether the policy is being compiled without it. Until that is done, it is in force. */
  isEnding: boolean
}

/** Creates the tightenings of these sites, at first those of `kept`, which their gates were opened with. */
export function tightenPolicies(
  sites: readonly NamedSite[],
  changes: ChangeRecord,
  wallMs: () => number,
  random: () => number,
  kept: readonly Tightening[] = [],
): OwnedTightenings {
  const held = new Map<string, Held>()
  let ended: readonly Tightening[] = []
  let isClosed = false

  function sourcesOf(site: NamedSite): readonly { readonly file: string; readonly text: string }[] {
    return [...held.values()]
      .filter((each) => each.site === site && !each.isEnding)
      .map(({ tightening: { id, statement } }) => ({ file: tighteningFile(id), text: statement }))
  }

  // WHY: one whose time was over while the policy had errors ends as soon as the policy can be compiled again.
  const ends = sites.map((site) =>
    site.gate.on('reload', () => {
      for (const own of held.values())
        if (own.site === site && own.tightening.untilMs <= wallMs()) void end(own, byTime, 'tightening-ended')
    }),
  )

  async function add(request: TightenRequest, actor: Actor): Promise<OperatorResult<Tightening>> {
    const { forMs } = request
    if (!(forMs >= leastMs && forMs <= mostMs))
      return problem('invalid', 'a tightening lasts from 1 second to 30 days', 'write a time such as 10m, 1h or 2d')
    const checked = checkTightening(request.statement)
    if (checked.kind === 'problem') return checked
    const site = siteNamed(sites, request.site)
    if ('code' in site) return { kind: 'problem', problem: site }
    const before = sourcesOf(site)
    if (before.length >= mostAtOnce)
      return problem('full', `a site has at most ${mostAtOnce} tightenings at a time`, 'undo one, or change the policy')
    const id = newId(held, random)
    const { statement } = checked
    const report = await site.gate.amend([...before, { file: tighteningFile(id), text: statement }])
    if (report.kind === 'fault') {
      const { message, help, diagnostics, text } = report.fault
      return {
        kind: 'problem',
        problem: { code: 'policy', message, ...(help !== undefined && { help }), diagnostics, text },
      }
    }
    if (report.kind === 'refused') return policyProblem(report.message)
    const sinceMs = wallMs()
    const untilMs = sinceMs + forMs
    const tightening: Tightening = { id, site: site.site, statement, sinceMs, untilMs, by: actor.name }
    const own: Held = { site, tightening, timer: undefined, isEnding: false }
    held.set(id, own)
    wait(own)
    changes.add(actor, {
      action: 'tighten',
      site: site.site,
      what: statement,
      before: '',
      after: `${id}, until ${new Date(untilMs).toISOString()}`,
    })
    return { kind: 'done', value: tightening }
  }

  function wait(own: Held): void {
    if (isClosed) return
    const leftMs = own.tightening.untilMs - wallMs()
    own.timer = setTimeout(
      () => {
        if (own.tightening.untilMs > wallMs()) wait(own)
        else void end(own, byTime, 'tightening-ended')
      },
      Math.min(Math.max(0, leftMs), longestTimerMs),
    ).unref()
  }

  /** Takes a tightening out of the policy. If the policy cannot be compiled now, the time is tried again; an operator learns why. */
  async function end(
    own: Held,
    actor: Actor,
    action: Extract<OperatorChange['action'], 'undo-tightening' | 'tightening-ended'>,
  ): Promise<OperatorResult<Tightening>> {
    const { site, tightening } = own
    clearTimeout(own.timer)
    if (held.get(tightening.id) !== own || own.isEnding) return unknown(tightening.id)
    own.isEnding = true
    const report = await site.gate.amend(sourcesOf(site))
    if (report.kind !== 'amended') {
      own.isEnding = false
      if (isClosed) return unknown(tightening.id)
      own.timer = setTimeout(() => void end(own, byTime, 'tightening-ended'), retryMs(own)).unref()
      return policyProblem(report.kind === 'refused' ? report.message : report.fault.message)
    }
    held.delete(tightening.id)
    ended = [{ ...tightening, untilMs: Math.min(wallMs(), tightening.untilMs) }, ...ended].slice(0, keptEnded)
    changes.add(actor, { action, site: site.site, what: tightening.statement, before: tightening.id, after: '' })
    return { kind: 'done', value: tightening }
  }

  for (const tightening of kept) {
    const site = sites.find((each) => each.site === tightening.site)
    if (site === undefined) continue
    const own: Held = { site, tightening, timer: undefined, isEnding: false }
    held.set(tightening.id, own)
    wait(own)
  }

  function retryMs({ tightening }: Held): number {
    return Math.min(Math.max(againMs, tightening.untilMs - wallMs()), longestTimerMs)
  }

  function shown({ site, tightening, isEnding }: Held): Tightening {
    // It is in force until the policy has been compiled without it.
    if (isEnding) return tightening
    if (tightening.untilMs <= wallMs()) return { ...tightening, problem: overdue }
    const fault = site.gate.additions().find(({ file }) => file === tighteningFile(tightening.id))?.fault
    return fault === undefined ? tightening : { ...tightening, problem: fault.message }
  }

  return {
    list: () => [...held.values()].map(shown).toSorted((a, b) => a.untilMs - b.untilMs),
    add,
    undo: async (id, actor) => {
      const own = held.get(id)
      return own === undefined ? unknown(id) : end(own, actor, 'undo-tightening')
    },
    of: (site, file) => {
      const present = [...held.values()].find(
        (each) => each.site.site === site && tighteningFile(each.tightening.id) === file,
      )
      return present === undefined
        ? ended.find((each) => each.site === site && tighteningFile(each.id) === file)
        : shown(present)
    },
    close: () => {
      isClosed = true
      for (const stop of ends) stop()
      for (const { timer } of held.values()) clearTimeout(timer)
    },
  }
}

const overdue = 'its time is over, and it stays in force until the policy can be compiled again'

const byTime: Actor = { name: 'time', via: 'time' }

/** After this time, removing a tightening is tried again if it failed because the policy had errors. */
const againMs = 10_000

/** The name under which decisions refer to the statement of a tightening, in place of a file. */
export function tighteningFile(id: string): string {
  return `(tightening ${id})`
}

/** WHY short: operators type it. */
function newId(held: ReadonlyMap<string, unknown>, random: () => number): string {
  for (;;) {
    const id = `t${Math.floor(random() * 2 ** 24)
      .toString(16)
      .padStart(6, '0')}`
    if (!held.has(id)) return id
  }
}

function unknown(id: string): OperatorResult<never> {
  return problem('not-found', `there is no tightening \`${id}\``, 'see tidegate tighten --list')
}

function policyProblem(message: string): OperatorResult<never> {
  return problem('policy', `the policy cannot be compiled now: ${message}`, 'fix its files, and try again')
}

function problem(
  code: OperatorProblem['code'],
  message: string,
  help: string,
): { readonly kind: 'problem'; readonly problem: OperatorProblem } {
  return { kind: 'problem', problem: { code, message, help } }
}
