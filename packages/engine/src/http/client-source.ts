import type { Model } from '@tidegate/model'
import { type IpSet, unionIpSets } from '@tidegate/values'
import { forwardedForForm, forwardedForm, type HopForm } from './hop-form.ts'
import type { TrustProxy } from './trust-proxy.ts'

/** Where the client's address is found. */
export type ClientSource =
  /** The peer is the client. */
  | { readonly kind: 'peer' }
  | {
      readonly kind: 'header'
      /** Lower case. */
      readonly header: string
      /** `single`: the header holds one address, and is believed only if it is there once. */
      readonly form: HopForm | 'single'
      /** Peers and hops that are believed. */
      readonly trusted: IpSet
      readonly unixPeer: boolean
      /** So many proxies are believed, whatever the addresses of those behind the peer. */
      readonly hops?: number
    }

/**
 * Where the client's address is found, by the policy's `client ip` and the option `trustProxy`. Where both speak, peers of
 * either are believed and the policy names the header; throws a TypeError where they contradict each other.
 */
export function clientSource(
  model: Pick<Model, 'clientIp' | 'addressSets'>,
  trustProxy: TrustProxy | undefined,
): ClientSource {
  const policy = model.clientIp
  if (policy === undefined) {
    if (trustProxy === undefined) return { kind: 'peer' }
    const header = trustProxy.header ?? 'x-forwarded-for'
    return { kind: 'header', ...trustProxy, header, form: formOf(header) }
  }
  const { set } = model.addressSets[policy.trusting]!
  const fromPolicy = { kind: 'header', header: policy.header, form: formOf(policy.header) } as const
  if (trustProxy === undefined) return { ...fromPolicy, trusted: set, unixPeer: false }
  if (trustProxy.header !== undefined && trustProxy.header !== policy.header) {
    throw new TypeError(
      `the policy finds the client address in \`${policy.header}\`, \`trustProxy\` in \`${trustProxy.header}\`: name one`,
    )
  }
  if (trustProxy.hops !== undefined) {
    throw new TypeError('the policy says by `client ip` whom it trusts: `trustProxy` cannot count hops as well')
  }
  return { ...fromPolicy, trusted: unionIpSets(set, trustProxy.trusted), unixPeer: trustProxy.unixPeer }
}

function formOf(header: string): HopForm | 'single' {
  if (header === 'x-forwarded-for') return forwardedForForm
  return header === 'forwarded' ? forwardedForm : 'single'
}
