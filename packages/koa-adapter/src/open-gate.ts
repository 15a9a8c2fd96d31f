import { checkOptions, type Gate } from '@tidegate/engine'
import { replyOptionNames } from '@tidegate/engine/http'
import { openPolicy, openPolicyOptionNames } from '@tidegate/engine/node'
import { koaOptionNames, type KoaOptions } from './koa-options.ts'

/** The gate that the options name or open, and how to close what was opened. Throws a `TypeError` for options that cannot be meant. */
export function openGate(options: KoaOptions): { readonly ready: Promise<Gate>; readonly close: () => Promise<void> } {
  checkOptions('tidegate', options, [...koaOptionNames, ...replyOptionNames, ...openPolicyOptionNames])
  const { policy, gate } = options
  if (gate !== undefined) {
    if (policy !== undefined) throw new TypeError('tidegate: give `policy` or `gate`, not both')
    return { ready: Promise.resolve(gate), close: () => Promise.resolve() }
  }
  if (policy === undefined) {
    throw new TypeError("tidegate: say which policy to enforce: `policy: 'site.policy'`, or a `gate` that you opened")
  }
  const ready = openPolicy(policy, withoutOwn(options))
  return { ready, close: async () => (await ready).close() }
}

function withoutOwn(options: KoaOptions): Omit<KoaOptions, (typeof koaOptionNames)[number]> {
  const { policy: _policy, gate: _gate, user: _user, facts: _facts, skip: _skip, ...rest } = options
  const { handler: _handler, rewriteTarget: _rewriteTarget, ...forEngine } = rest
  const engineNames: readonly string[] = openPolicyOptionNames
  return Object.fromEntries(Object.entries(forEngine).filter(([name]) => engineNames.includes(name)))
}
