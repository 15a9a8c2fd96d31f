import type { OpenedGate, SiteConfig } from '@tidegate/node'
import { createPassHeaders, type PassHeaders, type ReplyOptions } from '@tidegate/engine/http'
import { readHost } from '@tidegate/values'

/** A site: the hosts that it answers for, and the gate that decides for them. */
export interface Site {
  /** The file of its policy, as configured. */
  readonly policy: string
  /** The hosts for which it decides, as configured; empty: for all others. */
  readonly hosts: readonly string[]
  readonly gate: OpenedGate
  readonly passHeaders: PassHeaders
}

/** The sites by host. */
export interface Sites {
  readonly all: readonly Site[]
  /** The site for the value of a Host field; undefined if there is none for it. A malformed host belongs to the site for all other hosts. */
  readonly of: (host: string | undefined) => Site | undefined
}

/** Creates the table of sites. `open` opens the gate of one policy; each policy is opened once, also if several sites use it. */
export async function openSites(
  configs: readonly SiteConfig[],
  open: (policy: string) => Promise<OpenedGate>,
  replies: ReplyOptions,
): Promise<Sites> {
  const opened = new Map<string, Site>()
  const exact = new Map<string, Site>()
  const below = new Map<string, Site>()
  let others: Site | undefined
  for (const { policy, hosts } of configs) {
    let site = opened.get(policy)
    if (site === undefined) {
      const all = configs.filter((config) => config.policy === policy)
      const named = all.some((config) => config.hosts === undefined) ? [] : all.flatMap((config) => config.hosts ?? [])
      site = { policy, hosts: named, gate: await openOrClose(policy), passHeaders: createPassHeaders(replies) }
      opened.set(policy, site)
    }
    if (hosts === undefined) others = site
    for (const host of hosts ?? []) {
      if (host.startsWith('*.')) below.set(host.slice(2), site)
      else exact.set(host, site)
    }
  }
  async function openOrClose(policy: string): Promise<OpenedGate> {
    try {
      return await open(policy)
    } catch (error) {
      await Promise.all([...opened.values()].map(({ gate }) => gate.close()))
      throw error
    }
  }
  return {
    all: [...opened.values()],
    of: (field) => {
      if (exact.size === 0 && below.size === 0) return others
      const reading = readHost(field ?? '')
      if (reading.kind !== 'host') return others
      return exact.get(reading.host) ?? siteAbove(below, reading.host) ?? others
    },
  }
}

/** The site of the longest name of which `host` is a subdomain. */
function siteAbove(below: ReadonlyMap<string, Site>, host: string): Site | undefined {
  if (below.size === 0) return undefined
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    const site = below.get(host.slice(dot + 1))
    if (site !== undefined) return site
  }
  return undefined
}
