import { setTimeout as wait } from 'node:timers/promises'
import { runRedis } from '@tidegate/test-support'
import { commandServer } from '../command-server.ts'
import type { Fault } from './fault.ts'
import { openFailover } from './failover.ts'
import { missingNamespaces, openNamespace } from './network-namespace.ts'
import { startSilentProxy } from './silent-proxy.ts'

/** WHY: every write is on the disk before it is answered, so that a server that is killed forgets nothing. */
const durable = ['--appendonly', 'yes', '--appendfsync', 'always']

/** All faults, in the order of the table. */
export const faults: readonly Fault[] = [
  {
    name: 'killed',
    what: 'SIGKILL, started again afterwards with its file (`appendfsync always`)',
    missing: () => undefined,
    async open() {
      const redis = await runRedis(durable)
      return {
        endpoint: { kind: 'server', host: '127.0.0.1', port: redis.port },
        begin: () => redis.kill(),
        end: () => redis.start(),
        stop: () => redis.stop(),
      }
    },
  },
  {
    name: 'paused',
    what: 'SIGSTOP, then SIGCONT',
    missing: () => undefined,
    async open() {
      const redis = await runRedis()
      return {
        endpoint: { kind: 'server', host: '127.0.0.1', port: redis.port },
        begin: async () => void redis.server.process.kill('SIGSTOP'),
        end: async () => void redis.server.process.kill('SIGCONT'),
        async stop() {
          redis.server.process.kill('SIGCONT')
          await redis.stop()
        },
      }
    },
  },
  {
    name: 'slowed',
    what: '`CLIENT PAUSE` for a second, again and again',
    missing: () => undefined,
    async open() {
      const redis = await runRedis()
      let isSlow = false
      let pausing: Promise<void> = Promise.resolve()
      const slowDown = async (): Promise<void> => {
        while (isSlow) {
          await commandServer(redis.port, ['CLIENT', 'PAUSE', '1000', 'ALL'])
          await wait(1100)
        }
      }
      const end = async (): Promise<void> => {
        isSlow = false
        await pausing
      }
      return {
        endpoint: { kind: 'server', host: '127.0.0.1', port: redis.port },
        async begin() {
          isSlow = true
          pausing = slowDown()
        },
        end,
        async stop() {
          await end()
          await redis.stop()
        },
      }
    },
  },
  {
    name: 'restarted',
    what: 'SIGTERM, started again with its file, without scripts',
    missing: () => undefined,
    async open() {
      const redis = await runRedis(durable)
      return {
        endpoint: { kind: 'server', host: '127.0.0.1', port: redis.port },
        begin: () => redis.server.stop(),
        async end() {
          await redis.start()
          await commandServer(redis.port, ['SCRIPT', 'FLUSH'])
        },
        stop: () => redis.stop(),
      }
    },
  },
  {
    name: 'failed over',
    what: 'SIGKILL of the primary; Sentinel promotes the replica (`down-after-milliseconds 300`)',
    endsByItself: true,
    missing: () => undefined,
    open: openFailover,
  },
  {
    name: 'connection silent',
    what: 'a proxy forwards nothing, and closes nothing',
    missing: () => undefined,
    async open() {
      const redis = await runRedis()
      const proxy = await startSilentProxy(redis.port)
      return {
        endpoint: { kind: 'server', host: '127.0.0.1', port: proxy.port },
        begin: async () => proxy.setSilent(true),
        end: async () => proxy.setSilent(false),
        async stop() {
          await proxy.close()
          await redis.stop()
        },
      }
    },
  },
  {
    name: 'network cut',
    what: 'the interface of the network namespace of the server is down',
    missing: missingNamespaces,
    open: openNamespace,
  },
]
