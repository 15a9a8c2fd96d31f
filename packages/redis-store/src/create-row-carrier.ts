import type { CarriedState, CounterLayout } from '@tidegate/engine'
import { buildRowCall } from './build-row-call.ts'
import { createCallScript, runScript, type SendCommand } from './call-script.ts'
import { joinField, readRowState } from './carry-states.ts'
import { escapePart, type Slot, startOfKeys, storedKey } from './keys.ts'
import { joinScript } from './script/script.ts'
import { readScript } from './script/read.ts'
import { nameOf, stateName } from './state-name.ts'

/** What a row in Redis or Valkey has counted, in terms that do not depend on its clock. */
export interface StoredRow {
  /** An index in the subjects of the layout. */
  readonly subject: number
  /** The digest of the key, as `keyDigest` returns it. */
  readonly digest: string
  /** By the counters of the subject; undefined is blank. */
  readonly states: readonly (CarriedState | undefined)[]
  /** By the counters of the subject: for how many milliseconds an operator blocks it; 0 if none does. */
  readonly blockedMs: readonly number[]
  /** Number of states of limits that the layout does not have. */
  readonly unknown: number
}

/** Options of a carrier. */
export interface RowCarrierOptions {
  readonly sendCommand: SendCommand
  /** What all keys begin with. Default `tidegate`. */
  readonly prefix?: string
  /** Where keys are in a cluster; see `RedisStoreOptions.slot`. Only for `join`. */
  readonly slot?: Slot
  readonly layout: CounterLayout
}

/** Reads and writes whole rows, for carrying counters from one store to another. */
export interface RowCarrier {
  /**
   * All rows of the layout's tag that are not blank, and the keys of subjects that the layout does not have, counted in `strangers`. Rows that are added meanwhile may be missing, each is read at once.
   * Rejects if the server fails. A call reads at most 500 rows.
   */
  read(): AsyncGenerator<{ readonly rows: readonly StoredRow[]; readonly strangers: number }, void>
  /** Makes rows as strict as the stricter one of what they have counted and of these, each row at once. Rejects if the server fails; some rows may be joined then, and joining again has no further effect. */
  join(rows: readonly StoredRow[]): Promise<void>
}

const stepKeys = '500'

/** Creates a carrier of the rows of a layout. The program owns the connection. */
export function createRowCarrier(options: RowCarrierOptions): RowCarrier {
  const { sendCommand, prefix = 'tidegate', slot = 'one', layout } = options
  const form = { prefix, slot, tag: escapePart(layout.tag) }
  const joinCall = createCallScript(sendCommand, joinScript)
  const subjectOf = new Map(layout.subjects.map(({ identity }, index) => [escapePart(identity), index]))

  async function readKeys(keys: readonly string[]): Promise<readonly (readonly string[])[]> {
    const reply = await runScript(sendCommand, readScript, keys)
    const [time, ...rows] = reply as readonly [string, ...(readonly string[])[]]
    return rows.map((row) => [time, ...row])
  }

  function rowOf(subject: number, digest: string, fields: readonly string[]): StoredRow | undefined {
    const [time, usedText, ...list] = fields
    if (usedText === undefined) return undefined
    const usedMs = Number(usedText)
    const nowMs = Math.max(Number(time), usedMs)
    const states = new Map<string, readonly string[]>()
    for (let i = 0; i + 1 < list.length; i += 2) states.set(list[i]!, list[i + 1]!.split(' '))
    const { counters } = layout.subjects[subject]!
    const take = (name: string): readonly string[] | undefined => {
      const state = states.get(name)
      states.delete(name)
      return state
    }
    const read = counters.map((spec) => {
      const state = take(stateName(spec))
      return state === undefined ? undefined : readRowState(state, spec, { nowMs, usedMs })
    })
    const blockedMs = counters.map((spec) => Math.max(0, Number(take(`${nameOf(spec)}!`)?.[0] ?? 0) - nowMs))
    const unknown = [...states.values()].filter(([end]) => Number(end) > nowMs).length
    const isBlank = read.every((state) => state === undefined) && blockedMs.every((ms) => ms === 0) && unknown === 0
    return isBlank ? undefined : { subject, digest, states: read, blockedMs, unknown }
  }

  return {
    async *read() {
      const start = startOfKeys(form)
      const pattern = `${start.replaceAll(/[*?[\]\\]/gu, String.raw`\$&`)}[:}]*`
      // WHY a set: SCAN may return a key more than once.
      const seen = new Set<string>()
      let cursor = '0'
      do {
        const answer = (await sendCommand('SCAN', cursor, 'MATCH', pattern, 'COUNT', stepKeys)) as [string, string[]]
        cursor = String(answer[0])
        const keys: string[] = []
        const named: { readonly subject: number; readonly digest: string }[] = []
        let strangers = 0
        for (const key of answer[1]) {
          const parts = storedKey(form, key)
          if (parts === undefined || seen.has(key)) continue
          seen.add(key)
          const subject = subjectOf.get(parts.subject)
          if (subject === undefined) strangers++
          else {
            keys.push(key)
            named.push({ subject, digest: parts.digest })
          }
        }
        const read = keys.length === 0 ? [] : await readKeys(keys)
        const rows = read.flatMap((fields, i) => rowOf(named[i]!.subject, named[i]!.digest, fields) ?? [])
        if (rows.length > 0 || strangers > 0) yield { rows, strangers }
      } while (cursor !== '0')
    },
    async join(rows) {
      const calls = rows.map((row) => {
        const { counters } = layout.subjects[row.subject]!
        const further = counters.flatMap((spec, i) => [joinField(row.states[i], spec), String(row.blockedMs[i] ?? 0)])
        const { keys, args } = buildRowCall(form, layout, row, further)
        return joinCall(keys, args)
      })
      await Promise.all(calls)
    },
  }
}
