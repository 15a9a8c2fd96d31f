declare module 'koa-ratelimit/limiter/memory.js' {
  /** The counter of one key in a Map. */
  export default class MemoryLimiter {
    constructor(options: {
      readonly id: string
      readonly db: Map<unknown, unknown>
      readonly max: number
      readonly duration: number
    })
    get(): Promise<{ readonly remaining: number }>
  }
}
