import type { TrustProxyOption } from '@tidegate/engine/http'
import { createPastClients } from '@tidegate/engine/simulate'
import type { LogRecord } from '@tidegate/access-logs'
import type { Model } from '@tidegate/model'
import { mentions } from './mentions.ts'
import type { FoundClient } from './tally/found-client.ts'

/** Finds the client of each record by one policy. */
export interface Clients {
  /** The header field to read from the log, in lower case; undefined if the policy reads none. */
  readonly header: string | undefined
  readonly of: (record: LogRecord, isLogged: (header: string) => boolean) => FoundClient
}

/** What the address in a log is, if the policy reads the client from a header that the log does not contain. */
export type LoggedAddressKind =
  /** The peer of the server. */
  | 'peer'
  /** The client that the server has determined. */
  | 'client'

/** Creates the search for clients. Throws a `TypeError` if `trustProxy` contradicts the policy. */
export function createClients(
  model: Model,
  trustProxy: TrustProxyOption | undefined,
  address: LoggedAddressKind,
): Clients {
  const clients = createPastClients(model, trustProxy)
  const { header } = clients
  if (header === undefined || address === 'client') {
    return { header: undefined, of: () => 'as-logged' }
  }
  const matters = dependsOnClient(model)
  return {
    header,
    of: (record, isLogged) => {
      const found = clients.of(record, isLogged(header))
      if (found === undefined) return matters ? 'not-logged' : 'as-logged'
      return found.kind === 'known' && found.ip === record.ip ? 'as-logged' : found
    },
  }
}

/** Whether any decision may depend on the address of the client. */
function dependsOnClient({ rules, botSets, plugins }: Model): boolean {
  const kinds = ['ip', 'bot-impersonates'] as const
  return (
    plugins.length > 0 ||
    kinds.some((kind) => mentions(rules, kind)) ||
    (botSets.length > 0 && mentions(rules, 'bot-in'))
  )
}
