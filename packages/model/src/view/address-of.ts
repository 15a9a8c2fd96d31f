import type { IpAddress, IpSet } from '@tidegate/values'
import type { IpsFact } from '../facts.ts'
import type { AddressSubject } from '../subjects.ts'
import type { RequestView } from './request-view.ts'

/** The address that a subject has in a request. */
export function addressOf(subject: AddressSubject, view: Pick<RequestView, 'facts'>): IpAddress | undefined {
  switch (subject.kind) {
    case 'ip':
      return view.facts.ip
    case 'peer':
      return view.facts.peer
    case 'fact': {
      const value = view.facts.values[subject.fact]
      return isAddress(value) ? value : undefined
    }
  }
}

/** Whether a fact's value is an address. */
export function isAddress(value: unknown): value is IpAddress {
  return typeof value === 'object' && value !== null && 'family' in value
}

/** Whether a fact's value is a set of prefixes. */
export function isIps(value: unknown): value is IpsFact & { readonly set: IpSet } {
  return typeof value === 'object' && value !== null && 'set' in value
}
