import { runRedis as run, type TestRedis } from '@tidegate/test-support'

export { redisServer, type TestRedis } from '@tidegate/test-support'

/** Starts Redis with further options, as on its command line. */
export function runRedis(options: readonly string[] = [], port?: number): Promise<TestRedis> {
  return run(options, port === undefined ? {} : { port })
}
