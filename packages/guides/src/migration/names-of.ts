import { readFileSync } from 'node:fs'

/** Where a library declares its options: a file below `node_modules`, and what comes before each list of names. */
interface Declarations {
  readonly file: string
  readonly starts: readonly string[]
}

const declarations: Readonly<Record<string, Declarations>> = {
  'express-ipfilter.md': { file: 'express-ipfilter/index.d.ts', starts: ['interface IpFilterOptions {'] },
  'express-rate-limit.md': { file: 'express-rate-limit/dist/index.d.ts', starts: ['export type Options = {'] },
  'fastify-rate-limit.md': {
    file: '@fastify/rate-limit/types/index.d.ts',
    starts: [
      'interface CreateRateLimitOptions {',
      'interface RateLimitOptions extends CreateRateLimitOptions {',
      'interface RateLimitPluginOptions extends RateLimitOptions {',
    ],
  },
  'isbot.md': { file: 'isbot/index.d.ts', starts: ['export {'] },
  'koa-ratelimit.md': {
    file: 'koa-ratelimit/index.js',
    starts: ['Initialize ratelimit middleware with the given `opts`:'],
  },
  'rate-limiter-flexible.md': { file: 'rate-limiter-flexible/types.d.ts', starts: ['interface IRateLimiterOptions {'] },
}

/**
 * The options that the library of a page declares, or the functions that it exports. Throws an `Error` if the library does not declare them where it
 * did: then its new version has to be read.
 */
export function namesOf(page: string): readonly string[] {
  const { file, starts } = declarations[page]!
  const text = readFileSync(new URL(`../../node_modules/${file}`, import.meta.url), 'utf8')
  return starts.flatMap((start) => {
    const at = text.indexOf(start)
    if (at === -1) throw new Error(`${file} does not contain \`${start}\``)
    const list = text.slice(at + start.length)
    if (start === 'export {') return list.slice(0, list.indexOf('}')).trim().split(/, ?/)
    if (file.endsWith('.js')) return [...list.matchAll(/^ \* - `(\w+)`/gm)].map(([, name = '']) => name)
    const [, indent = ''] = /^\n([ \t]+)\S/.exec(list) ?? []
    const [body = ''] = list.split(new RegExp(`\n(?!${indent}|\n)`), 1)
    return [...body.matchAll(new RegExp(`^${indent}(\\w+)\\??:`, 'gm'))].map(([, name = '']) => name)
  })
}
