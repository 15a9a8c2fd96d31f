import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }

const script = new URL('check-node.mjs', import.meta.url).href

function runAs(version: string): { readonly status: number | null; readonly stderr: string } {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '${version}' })`
  const args = ['--import', pretend, '--import', script, '--eval', '0']
  return spawnSync(process.execPath, args, { cwd: fileURLToPath(new URL('.', import.meta.url)), encoding: 'utf8' })
}

it.each(['18.20.8', '20.20.2', '22.17.1'])('Node.js %s gets one sentence about what is missing', (version) => {
  const { status, stderr } = runAs(version)
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(`^this is Node\\.js ${version}, expected 22\\.18 or later: .*\\n$`),
  ])
})

it.each(['22.18.0', '24.0.0'])('Node.js %s runs the script', (version) => {
  expect(runAs(version)).toMatchObject({ status: 0, stderr: '' })
})

it('comes before every script of package.json that runs TypeScript', () => {
  const direct = Object.values(manifest.scripts).filter((each) => each.startsWith('node '))
  expect(direct.length).toBeGreaterThan(5)
  for (const each of direct) expect(each).toMatch(/^node --import \.\/scripts\/check-node\.mjs /)
})
