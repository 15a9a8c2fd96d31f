import { createClient } from '@redis/client'
import { GlideClient, Logger } from '@valkey/valkey-glide'
import { Redis } from 'ioredis'
import { Redis as Valkey } from 'iovalkey'
import type { SendCommand } from '../call-script.ts'

// It would write every error of a server, also those that are expected.
Logger.init('off')

/** A connection of one of the clients. */
export interface TestClient {
  readonly sendCommand: SendCommand
  close(): void
}

/** How each client connects to a server on loopback. */
export const clients: Readonly<
  Record<'redis' | 'ioredis' | 'iovalkey' | 'valkey-glide', (port: number) => Promise<TestClient>>
> = {
  redis: async (port) => {
    const client = createClient({ socket: { port }, disableOfflineQueue: true })
    await client.connect()
    return { sendCommand: (...args) => client.sendCommand(args), close: () => client.destroy() }
  },
  ioredis: async (port) => {
    const client = new Redis(port, { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 0 })
    await client.connect()
    return { sendCommand: (command, ...args) => client.call(command!, ...args), close: () => client.disconnect() }
  },
  iovalkey: async (port) => {
    const client = new Valkey(port, { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 0 })
    await client.connect()
    return { sendCommand: (command, ...args) => client.call(command!, ...args), close: () => client.disconnect() }
  },
  'valkey-glide': async (port) => {
    const client = await GlideClient.createClient({ addresses: [{ host: '127.0.0.1', port }] })
    return { sendCommand: (...args) => client.customCommand(args), close: () => client.close() }
  },
}
