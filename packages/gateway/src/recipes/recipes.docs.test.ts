import { readFileSync } from 'node:fs'
import { proxyNames } from '@tidegate/node'
import { describe, expect, it } from 'vitest'
import { recipeFor } from './recipe-for.ts'

const gateway = { kind: 'tcp', host: '127.0.0.1', port: 7411 } as const
const settle = { host: '127.0.0.1', port: 7413 }

describe.each(proxyNames)('the recipe for %s', (proxy) => {
  it('is the one in the documentation', () => {
    const reports = proxy !== 'traefik' && proxy !== 'envoy'
    const page = readFileSync(new URL(`../../../../docs/gateway/${proxy}.md`, import.meta.url), 'utf8')
    const blocks = [...page.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, text]) => text)
    const { files } = recipeFor(proxy, { gateway, whenAway: 'refuse', ...(reports && { settle }) })
    expect(blocks).toEqual(files.map(({ text }) => text))
    for (const { name, place } of files) expect(page).toContain(`\`${name}\`, for ${place}:`)
  })

  it('names a Unix socket, and differs if requests have to come in while the gateway is away', () => {
    const unix = { kind: 'unix', path: '/run/tidegate/tidegate.sock' } as const
    const texts = (whenAway: 'refuse' | 'admit'): string =>
      recipeFor(proxy, { gateway: unix, whenAway })
        .files.map(({ text }) => text)
        .join('\n')
    expect(texts('refuse')).toContain('/run/tidegate/tidegate.sock')
    // Traefik always refuses.
    if (proxy !== 'traefik') expect(texts('admit')).not.toBe(texts('refuse'))
  })
})
