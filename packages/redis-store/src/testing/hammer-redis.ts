import { createClient } from '@redis/client'
import type { Charge } from '@tidegate/engine'
import type { SendCommand } from '../call-script.ts'
import { createRedisStore } from '../create-redis-store.ts'
import type { Slot } from '../keys.ts'
import { hammeredLayout, hammerStore, type Sightings } from './hammer-store.ts'

/** Which clients of one process to run. */
export interface HammerRun {
  readonly port: number
  readonly slot: Slot
  readonly prefix: string
  readonly clients: number
  readonly decisions: number
  readonly seed: number
}

/** Runs some clients at the same time, over one connection. */
export async function hammerRedis(run: HammerRun): Promise<readonly Sightings[]> {
  const connection = createClient({ socket: { port: run.port } })
  await connection.connect()
  try {
    return await hammerThrough((...args) => connection.sendCommand(args), run)
  } finally {
    connection.destroy()
  }
}

/** Runs some clients at the same time, over the connection that the caller has. */
export function hammerThrough(
  sendCommand: SendCommand,
  { prefix, slot, clients, decisions, seed }: Omit<HammerRun, 'port'>,
): Promise<readonly Sightings[]> {
  return Promise.all(
    Array.from({ length: clients }, (_, at) => {
      const times = new Map<string, number>()
      const store = createRedisStore({
        prefix,
        slot,
        async sendCommand(...args) {
          const reply = await sendCommand(...args)
          const keys = args.slice(3, 3 + Number(args[2]))
          // The script returns the time at which it counted. A refund is later than what it gives back, and belongs to a refused request.
          const isDecision = args[3 + keys.length] === 'consume'
          if (isDecision) for (const key of keys) times.set(key, Number((reply as readonly unknown[])[1]))
          return reply
        },
      })
      store.layout(hammeredLayout)
      const countedAtMs = (charge: Charge): number => times.get(store.keysOf(charge)[0]!)!
      return hammerStore({ store, nowMs: () => 0, countedAtMs }, decisions, seed * 100 + at)
    }),
  )
}
