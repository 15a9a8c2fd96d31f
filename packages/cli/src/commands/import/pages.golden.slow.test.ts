import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { refreshTranscripts } from '../../testing/transcripts.ts'

const folder = new URL('../../../../../docs/imports/', import.meta.url)

it.each(['haproxy', 'caddy', 'fail2ban', 'cloudflare'])(
  'docs/imports/%s.md shows what the program prints',
  async (name) => {
    const file = new URL(`${name}.md`, folder)
    const written = readFileSync(file, 'utf8')
    const fresh = await refreshTranscripts(written, folder)
    const isWriting = process.env['TIDEGATE_GOLDEN'] === 'write'
    if (isWriting && fresh !== written) writeFileSync(file, fresh)
    expect(isWriting ? fresh : written).toBe(fresh)
  },
)
