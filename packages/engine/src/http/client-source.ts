import type { Model } from '@tidegate/model'
import { type IpSet, unionIpSets } from '@tidegate/values'
import { forwardedForForm, forwardedForm, type HopForm } from './hop-form.ts'
import { addressAndPortForm, type SingleForm, singleForm } from './single-form.ts'
import type { TrustProxy } from './trust-proxy.ts'

/** The source of the client's address. */
export type ClientSource =
  /** The peer is the client. */
  | { readonly kind: 'peer' }
  | {
      readonly kind: 'header'
      /** Name of the header, in lower case. */
      readonly header: string
      /** The syntax of the header: a chain of hops, or one address. */
      readonly form: HopForm | SingleForm
      /** Trusted peers and hops. */
      readonly trusted: IpSet
      readonly unixPeer: boolean
      /** Number of trusted proxies; the addresses of those after the peer do not matter. */
      readonly hops?: number
    }

/**
 * The source of the client's address, from the policy's `client ip` and the option `trustProxy`. If both are given, the peers of either are trusted
 * and the policy names the header. Throws a TypeError if they contradict each other.
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
      `the policy reads the client address from \`${policy.header}\`, \`trustProxy\` from \`${trustProxy.header}\`: use only one`,
    )
  }
  if (trustProxy.hops !== undefined) {
    throw new TypeError('`trustProxy.hops` cannot be combined with `client ip` in the policy: use only one of them')
  }
  return { ...fromPolicy, trusted: unionIpSets(set, trustProxy.trusted), unixPeer: trustProxy.unixPeer }
}

function formOf(header: string): HopForm | SingleForm {
  switch (header) {
    case 'x-forwarded-for':
      return forwardedForForm
    case 'forwarded':
      return forwardedForm
    case 'cloudfront-viewer-address':
      return addressAndPortForm
  }
  return singleForm
}
