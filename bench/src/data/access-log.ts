import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { below, createRandom } from '../harness/random.ts'
import { botTokens, mixedAgents } from './agents.ts'

/** Writes an access log of one day in combined format; memory does not grow with `lines`. */
export async function writeAccessLog(file: string, lines: number): Promise<void> {
  const random = createRandom(3)
  const agents = mixedAgents(2_000, botTokens(150), 3)
  const out = createWriteStream(file)
  const startMs = Date.UTC(2026, 10, 17)
  for (let written = 0; written < lines;) {
    let chunk = ''
    for (const end = Math.min(lines, written + 500); written < end; written += 1) {
      chunk += line(startMs + (written * 86_400_000) / lines, random, agents)
    }
    if (!out.write(chunk)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}

function line(timeMs: number, random: () => number, agents: readonly string[]): string {
  const visitor = Math.imul(below(random, 20_000), 2_654_435_761)
  const ip = `${64 + ((visitor >>> 24) & 63)}.${(visitor >>> 16) & 255}.${(visitor >>> 8) & 255}.${visitor & 255}`
  const time = new Date(timeMs).toISOString()
  const stamp = `${time.slice(8, 10)}/Nov/${time.slice(0, 4)}:${time.slice(11, 19)} +0000`
  const target =
    random() < 0.6 ? `/web/assets/${below(random, 400).toString(36)}.js` : `/articles/${below(random, 1e6)}/index`
  const agent = agents[below(random, agents.length)]!
  return `${ip} - - [${stamp}] "GET ${target} HTTP/1.1" 200 ${below(random, 30_000)} "https://www.example.com/" "${agent}"\n`
}
