import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GatewayFlags, gatewayFiles } from './gateway-files.ts'

const analyse = findProgram('systemd-analyze')

describe.skipIf(analyse === undefined)('the unit for systemd', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-unit-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** What systemd says about the unit for these flags. */
  function verify(flags: GatewayFlags, change: (text: string) => string = (text) => text): string {
    const { text } = gatewayFiles(flags)!.files.find(({ name }) => name === 'tidegate.service')!
    const file = join(folder, 'tidegate.service')
    writeFileSync(file, change(text))
    const { stdout, stderr, status } = spawnSync(analyse!, ['verify', '--man=no', file], { encoding: 'utf8' })
    return `${stdout}${stderr}${status}`
  }

  it.each<GatewayFlags>([
    { behind: 'nginx' },
    { behind: 'nginx', listen: 'unix:/run/tidegate/tidegate.sock' },
    { to: 'http://127.0.0.1:8069' },
  ])('is accepted without a warning: %j', (flags) => {
    expect(verify(flags)).toBe('0')
  })

  it('would not be with an error', () => {
    expect(
      verify({ behind: 'nginx' }, (text) => text.replace('ProtectSystem=strict', 'ProtectSystem=strct')),
    ).toContain('strct')
  })

  it('protects the rest of the machine from the gateway', () => {
    verify({ behind: 'nginx' })
    const args = ['security', '--offline=true', '--no-pager', join(folder, 'tidegate.service')]
    const level = /Overall exposure level for .*: ([\d.]+)/.exec(
      execFileSync(analyse!, args, { encoding: 'utf8' }),
    )?.[1]
    expect(Number(level)).toBeLessThan(5)
  })
})
