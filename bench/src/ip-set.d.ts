declare module 'ip-set' {
  /** A mutable set of addresses and prefixes, as a balanced tree of intervals. */
  export default class IPSet {
    constructor(entries?: readonly string[])
    contains(address: string): boolean
  }
}
