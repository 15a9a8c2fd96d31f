/** What a log shows of scanners: clients that ask for pages which no link of the site leads to. */
export interface ScanFindings {
  /** The pages that only scanners asked for, with the number of requests; none of them was answered with 2xx. */
  readonly paths: readonly { readonly source: string; readonly requests: number }[]
  readonly requests: number
  /** Number of addresses that asked for them; at most 10,000 are counted. */
  readonly clients: number
  /** The most replies 400, 403 and 404 that one of these addresses got in ten minutes, and that another address got. */
  readonly failedMost: number
  readonly othersMost: number
}

/** Finds scanners in requests in order of time. */
export interface ScanSigns {
  readonly add: (client: string, path: string, status: number, timeMs: number) => void
  /** Undefined if there are none. */
  readonly findings: () => ScanFindings | undefined
}

/** Files of other software, of version control and of secrets: what lists of scanners consist of. Compared in lower case, at the end of a path. */
const scanned =
  /(?:^|\/)(?:wp-login\.php|xmlrpc\.php|wp-config\.php[^/]*|\.env(?:\.[\w-]+)?|\.git\/(?:config|head)|\.aws\/credentials|\.ds_store|\.htpasswd|phpinfo\.php|phpmyadmin(?:\/index\.php)?\/?|pma\/?|eval-stdin\.php|adminer\.php|cgi-bin\/luci|hnap1\/?|boaform\/admin\/formlogin|actuator\/(?:env|health|gateway\/routes)|server-status|owa\/auth\/logon\.aspx|_ignition\/execute-solution|solr\/admin\/info\/system|telescope\/requests|shell\.php|alfa\.php|id_rsa|dump\.sql|backup\.(?:sql|zip|tar\.gz))$/

/** Whether only scanners ask for a path, unless the site has the software that it belongs to. */
export function isScanned(path: string): boolean {
  return path.length <= 200 && scanned.test(path.toLowerCase())
}

const periodMs = 600_000
const maxPaths = 1_000
const maxClients = 10_000
const maxKeys = 200_000

/** Creates an empty search. Memory is bounded. */
export function createScanSigns(): ScanSigns {
  const paths = new Map<string, { requests: number; answered: boolean }>()
  const clients = new Set<string>()
  let current = new Map<string, number>()
  let period = -1
  let failedMost = 0
  let othersMost = 0

  function flush(): void {
    for (const [client, failed] of current) {
      if (clients.has(client)) failedMost = Math.max(failedMost, failed)
      else othersMost = Math.max(othersMost, failed)
    }
    current = new Map()
  }

  function add(client: string, path: string, status: number, timeMs: number): void {
    const at = Math.floor(timeMs / periodMs)
    if (at !== period) {
      flush()
      period = at
    }
    if (status === 400 || status === 403 || status === 404) {
      const before = current.get(client)
      if (before !== undefined || current.size < maxKeys) current.set(client, (before ?? 0) + 1)
    }
    if (!isScanned(path)) return
    let own = paths.get(path)
    if (own === undefined && paths.size < maxPaths) paths.set(path, (own = { requests: 0, answered: false }))
    if (own === undefined) return
    own.requests++
    if (status >= 200 && status < 300) own.answered = true
    else if (clients.size < maxClients) clients.add(client)
  }

  function findings(): ScanFindings | undefined {
    flush()
    const found = [...paths]
      .filter(([, { answered }]) => !answered)
      .map(([source, { requests }]) => ({ source, requests }))
      .toSorted((x, y) => y.requests - x.requests)
    const requests = found.reduce((sum, each) => sum + each.requests, 0)
    return requests === 0
      ? undefined
      : { paths: found.slice(0, 20), requests, clients: clients.size, failedMost, othersMost }
  }

  return { add, findings }
}

const health = /^\/(?:healthz?|health[-_]?check|livez|liveness|readyz|readiness|ping|up|-\/(?:healthy|ready))\/?$/i

/** Whether a path is one that balancers, orchestrators and monitors ask for. */
export function isHealthCheck(path: string): boolean {
  return health.test(path)
}
