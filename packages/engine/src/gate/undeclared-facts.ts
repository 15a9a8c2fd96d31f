import { didYouMean } from '@tidegate/values'
import type { GateEvents } from '../events/gate-events.ts'
import { escapeText } from '../logging/escape-text.ts'
import type { Plan } from '../plan/plan.ts'

/** Looks for facts that the host supplies under names that the policy in force does not declare. */
export type FindUndeclared = (supplied: Readonly<Record<string, unknown>>, plan: Plan) => void

/** How many names are reported at most. WHY: a host might pass on what clients send. */
const maxNames = 100

/**
 * Creates a check that warns once per name. Without it, a misspelt name would go unnoticed: the declared fact is absent, and a rule about it never
 * applies. Linear in the number of supplied facts; it reads names only.
 */
export function createFindUndeclared(warn: (warning: GateEvents['warning']) => void): FindUndeclared {
  const known = new Set<string>()
  let declared: ReadonlySet<string> = new Set()
  let ofPlan: Plan | undefined

  function report(name: string): void {
    known.add(name)
    const shown = `\`${escapeText(name, 64)}\``
    const similar = didYouMean(name, declared)
    const help = similar === undefined ? 'declare it with `fact`, or stop supplying it' : `did you mean \`${similar}\`?`
    warn({
      code: 'fact-undeclared',
      about: name,
      message: `the host supplies a fact ${shown} that the policy does not declare, so it has no effect: ${help}`,
    })
  }

  return (supplied, plan) => {
    if (known.size >= maxNames) return
    if (plan !== ofPlan) {
      ofPlan = plan
      declared = new Set(plan.model.facts.map(({ name }) => name))
    }
    for (const name in supplied) {
      if (declared.has(name) || known.has(name) || known.size >= maxNames) continue
      if (Object.hasOwn(supplied, name) && !holdsDeclared(name)) report(name)
    }
  }

  /** Whether a declared fact `NAME.…` has this prefix: a warning about it says how to supply such facts. */
  function holdsDeclared(name: string): boolean {
    for (const each of declared) if (each.startsWith(`${name}.`)) return true
    return false
  }
}
