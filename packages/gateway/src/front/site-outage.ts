import type { LogFields } from '@tidegate/engine'
import type { RareWarnings } from '../listeners/rare-warnings.ts'

/** Reports what fails between the gateway and the site, and that the site answers again. */
export interface SiteOutage {
  readonly failed: (error: NodeJS.ErrnoException) => void
  readonly answered: () => void
}

/** What the reports about a site need. */
export interface SiteOutageContext {
  /** The address of the site, for the log. */
  readonly shown: string
  readonly warnSometimes: RareWarnings['warn']
  readonly warn: (fields: LogFields, message: string) => void
  readonly nowMs: () => number
}

/**
 * Creates the reports about a site. Each kind of failure is written at most once a minute; an outage of which a failure was written has a line at its end,
 * with the number of failures.
 */
export function createSiteOutage({ shown, warnSometimes, warn, nowMs }: SiteOutageContext): SiteOutage {
  let sinceMs: number | undefined
  let failures = 0
  let isWritten = false
  return {
    failed(error) {
      sinceMs ??= nowMs()
      failures++
      const message = `the site behind the gateway, ${shown}: ${error.message}`
      if (warnSometimes(`site ${error.code ?? error.name}`, { problem: 'site' }, message)) isWritten = true
    },
    answered() {
      if (sinceMs === undefined) return
      const awayMs = Math.round(nowMs() - sinceMs)
      if (isWritten) warn({ problem: 'site', failures, awayMs }, `the site behind the gateway, ${shown}, answers again`)
      sinceMs = undefined
      failures = 0
      isWritten = false
    },
  }
}
