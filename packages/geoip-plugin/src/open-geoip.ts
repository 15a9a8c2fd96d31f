import { definePlugin, type Plugin, type SyncFact } from '@tidegate/engine'
import { continentCodes, countryCodes } from './country-codes.ts'
import type { Database, DatabaseRecord } from './database.ts'
import { type DatabaseFile, type DatabaseFileState, openDatabaseFile } from './database-file.ts'

/** Which databases to read, and how to look after them. */
export interface GeoipOptions {
  /** Path of a database of countries, or of cities (`.mmdb`): gives `country` and `continent`. */
  readonly country?: string
  /** Path of a database of autonomous systems: gives `asn` and `as.name`. */
  readonly asn?: string
  /** Milliseconds between looks at whether a file was replaced; 0 for none. Default 10,000. */
  readonly pollMs?: number
  /** Files that are larger are not read, in bytes. Default 536,870,912. */
  readonly maxBytes?: number
  /** Told when a file that was replaced is in use. */
  readonly onReload?: (state: DatabaseFileState) => void
  /** Told when a file that was replaced cannot be used, once until it changes: the last good one stays. */
  readonly onFault?: (file: string, error: Error) => void
  /** Wall clock in milliseconds. Default `Date.now`. */
  readonly wallMs?: () => number
}

/** Databases that are open, and the plugin that answers from them. */
export interface Geoip {
  /** For `plugins`; policies say `use geoip`. */
  readonly plugin: Plugin
  /** Looks now whether a file was replaced. Never rejects. */
  reload(): Promise<void>
  /** One for each database, with its age. */
  stats(): readonly DatabaseFileState[]
  /** Looks no more; the plugin goes on with what it has. */
  close(): void
}

const defaultPollMs = 10_000
const defaultMostBytes = 512 * 1024 * 1024

/**
 * Opens databases of MaxMind's format. Rejects with an `Error` that names the file where one cannot be used, and with a `TypeError`
 * where none is given: nothing starts without the countries that its policy asks for. Facts are found in memory, at once.
 */
export async function openGeoip(options: GeoipOptions): Promise<Geoip> {
  const { country, asn, pollMs = defaultPollMs, maxBytes = defaultMostBytes } = options
  if (country === undefined && asn === undefined)
    throw new TypeError('openGeoip: give a `country` or an `asn` database')
  const openFile = (file: string, kind: 'country' | 'asn'): Promise<DatabaseFile> =>
    openDatabaseFile(file, {
      pollMs,
      maxBytes,
      wallMs: options.wallMs ?? Date.now,
      check: (database) => checkKind(database, kind),
      onReload: options.onReload ?? (() => {}),
      onFault: options.onFault ?? (() => {}),
    })
  const countries = country === undefined ? undefined : await openFile(country, 'country')
  const systems =
    asn === undefined
      ? undefined
      : await openFile(asn, 'asn').catch((error: unknown) => {
          countries?.close()
          throw error
        })
  const files = [countries, systems].filter((file) => file !== undefined)

  return {
    plugin: definePlugin({
      apiVersion: 1,
      name: 'geoip',
      facts: {
        ...(countries !== undefined && countryFacts(countries)),
        ...(systems !== undefined && asnFacts(systems)),
      },
    }),
    reload: async () => {
      await Promise.all(files.map((file) => file.reload()))
    },
    stats: () => files.map((file) => file.state()),
    close: () => {
      for (const file of files) file.close()
    },
  }
}

type Facts = Readonly<Record<string, SyncFact<string | number>>>

function countryFacts(file: DatabaseFile): Facts {
  return {
    country: {
      type: 'text',
      values: countryCodes,
      read: ({ ip, address }) => textAt(partOf(file.current().find(ip, address), 'country'), 'iso_code'),
    },
    continent: {
      type: 'text',
      values: continentCodes,
      read: ({ ip, address }) => textAt(partOf(file.current().find(ip, address), 'continent'), 'code'),
    },
  }
}

function asnFacts(file: DatabaseFile): Facts {
  return {
    asn: {
      type: 'number',
      read: ({ ip, address }) => {
        const number = valueAt(file.current().find(ip, address), 'autonomous_system_number')
        return typeof number === 'number' ? number : undefined
      },
    },
    'as.name': {
      type: 'text',
      read: ({ ip, address }) => textAt(file.current().find(ip, address), 'autonomous_system_organization'),
    },
  }
}

/** Types of databases end in what they hold: `GeoLite2-Country`, `GeoIP2-City`, `GeoLite2-ASN`, `DBIP-ASN-Lite`. */
function checkKind({ type }: Database, kind: 'country' | 'asn'): void {
  const isSystems = /ASN|ISP/i.test(type)
  if (isSystems !== (kind === 'asn')) {
    throw new Error(`it is of type ${JSON.stringify(type.slice(0, 64))}, which is not what \`${kind}\` needs`)
  }
}

function partOf(record: DatabaseRecord | undefined, name: string): DatabaseRecord | undefined {
  const part = valueAt(record, name)
  return typeof part === 'object' && part !== null ? (part as DatabaseRecord) : undefined
}

function textAt(record: DatabaseRecord | undefined, name: string): string | undefined {
  const text = valueAt(record, name)
  return typeof text === 'string' ? text : undefined
}

/** Own parts only: a record has the names that its file gives it. */
function valueAt(record: DatabaseRecord | undefined, name: string): unknown {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}
