import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { refreshTranscripts } from '../../testing/transcripts.ts'

const file = new URL('../../../../../docs/replay.md', import.meta.url)
const folder = new URL('../../../../../docs/replay/', import.meta.url)

it('docs/replay.md shows what the program prints', async () => {
  const written = readFileSync(file, 'utf8')
  const fresh = await refreshTranscripts(written, folder)
  const isWriting = process.env['TIDEGATE_GOLDEN'] === 'write'
  if (isWriting && fresh !== written) writeFileSync(file, fresh)
  expect(isWriting ? fresh : written).toBe(fresh)
})
