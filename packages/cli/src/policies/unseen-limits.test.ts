import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shippedSchemas } from '../testing/json-schemas.ts'
import { runCommand } from '../testing/run-command.ts'

const policy = 'limit 5 per minute per ip counting only replies 401\nlimit 9 at once per ip\n'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidegate-unseen-'))
  await writeFile(join(folder, 'site.policy'), policy)
})
afterAll(() => rm(folder, { recursive: true }))

async function configured(serve: string): Promise<void> {
  await writeFile(join(folder, 'tidegate.yaml'), `policy: site.policy\n${serve}`)
}

describe('limits that the gateway of a project cannot enforce', () => {
  it('are named by check and doctor', async () => {
    await configured('serve: { behind: nginx }\n')
    const { code, out } = await runCommand(['check'], folder)
    expect(code).toBe(0)
    expect(out).toContain('the limit at site.policy:1 counts nothing behind the gateway')
    expect(out).toContain('the limit at site.policy:2 is not enforced by the gateway')
    expect(out).toContain('set `serve.settle` and `serve.requestIds`')
    const json = await runCommand(['check', '--json'], folder)
    expect(JSON.parse(json.out)).toMatchObject({
      unseen: [
        { needs: 'replies', file: 'site.policy', line: 1 },
        { needs: 'at-once', file: 'site.policy', line: 2 },
      ],
    })
    const validate = shippedSchemas().get('check')!
    expect([validate(JSON.parse(json.out)), validate.errors]).toEqual([true, null])
    const doctor = await runCommand(['doctor', '--peer', '203.0.113.9'], folder)
    expect(doctor.code).toBe(1)
    expect(doctor.out).toContain('the limit at site.policy:2 is not enforced by the gateway')
  })

  it.each([
    '',
    'serve: { to: "http://127.0.0.1:8069" }\n',
    'serve: { behind: nginx, requestIds: true, settle: "udp:127.0.0.1:7413" }\n',
  ])('do not exist with %s', async (serve) => {
    await configured(serve)
    expect((await runCommand(['check'], folder)).out).not.toContain('the limit at')
    expect((await runCommand(['doctor', '--peer', '203.0.113.9'], folder)).out).toContain('no problems found')
  })
})
