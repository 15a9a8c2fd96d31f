import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findProgram } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const promtool = findProgram('promtool')
const folder = fileURLToPath(new URL('../alerts', import.meta.url))

const read = (name: string): unknown => parse(readFileSync(`${folder}/${name}`, 'utf8'))

describe('the alert rules', () => {
  it('have a test for each alert, with a moment at which it fires', () => {
    const rules = read('tidegate.rules.yaml') as { groups: { rules: { alert: string }[] }[] }
    const tests = read('tidegate.test.yaml') as {
      tests: { alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[] }[]
    }
    const firing = tests.tests
      .flatMap(({ alert_rule_test }) => alert_rule_test)
      .filter(({ exp_alerts }) => exp_alerts !== undefined)
    const alerts = rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert))
    expect([...new Set(firing.map(({ alertname }) => alertname))].toSorted()).toEqual(alerts.toSorted())
  })

  it.skipIf(promtool === undefined).each([
    ['check', 'tidegate.rules.yaml'],
    ['test', 'tidegate.test.yaml'],
  ])('pass promtool: %s rules %s', (verb, file) => {
    const { status, stdout, stderr } = spawnSync(promtool!, [verb, 'rules', file], { cwd: folder, encoding: 'utf8' })
    expect({ status, output: `${stdout}${stderr}` }).toEqual({ status: 0, output: expect.stringContaining('SUCCESS') })
  })
})
