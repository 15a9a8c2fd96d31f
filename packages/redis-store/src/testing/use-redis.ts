import { runRedis, type TestRedis } from '@tidegate/test-support'
import { afterAll, beforeAll } from 'vitest'
import type { SendCommand } from '../call-script.ts'
import { clients, type TestClient } from './clients.ts'

/** A server that runs during the tests of a block, and a connection of a client to it. */
export interface UsedRedis {
  readonly port: number
  readonly sendCommand: SendCommand
}

/** Starts a server before the tests of a block, and ends it after them. */
export function useRedis(client: keyof typeof clients = 'redis', program?: string): UsedRedis {
  let redis: TestRedis
  let connection: TestClient

  beforeAll(async () => {
    redis = await runRedis([], { program })
    connection = await clients[client](redis.port)
  })

  afterAll(async () => {
    connection.close()
    await redis.stop()
  })

  return {
    get port() {
      return redis.port
    },
    sendCommand: (...args) => connection.sendCommand(...args),
  }
}
