import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCommand } from '../../testing/run-command.ts'

const written = ['tidegate-http.conf', 'tidegate-server.conf', 'tidegate.service']

it.each(['odoo-behind-nginx', 'panel-behind-nginx'])('the example %s contains what `init` writes', async (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-init-'))
  expect(await runCommand(['init', '--behind', 'nginx'], folder)).toMatchObject({ code: 0, err: '' })
  const example = new URL(`../../../../../examples/${name}/`, import.meta.url)
  for (const file of written)
    expect([file, readFileSync(new URL(file, example), 'utf8')]).toEqual([
      file,
      readFileSync(join(folder, file), 'utf8'),
    ])
  rmSync(folder, { recursive: true })
})
