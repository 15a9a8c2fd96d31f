import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { gateMetrics } from './metrics/gate-metrics.ts'
import { createDashboard } from '../scripts/dashboard/create-dashboard.ts'

const file = new URL('../dashboards/tidegate.json', import.meta.url)
const fresh = `${JSON.stringify(createDashboard(), undefined, 2)}\n`

it('is what the package publishes', () => {
  if (process.env['TIDEGATE_GOLDEN'] === 'write' || !existsSync(file)) writeFileSync(file, fresh)
  expect(readFileSync(file, 'utf8')).toBe(fresh)
})

it('asks for no metric of a gate that does not exist, and leaves few out', () => {
  const known = new Set(gateMetrics.map(({ name }) => name))
  const asked = new Set([...fresh.matchAll(/tidegate_\w+/g)].map(([name]) => name.replace(/_bucket$/, '')))
  const ofGateway = /^tidegate_(?:gateway_|site_|deduplicated_)/
  expect([...asked].filter((name) => !known.has(name) && !ofGateway.test(name))).toEqual([])
  expect([...known].filter((name) => !asked.has(name)).toSorted()).toEqual([
    'tidegate_counters_bytes',
    'tidegate_list_updated_timestamp_seconds',
  ])
})

it('has panels that do not overlap, with titles and descriptions of their own', () => {
  const { panels = [] } = createDashboard()
  const taken = new Set<string>()
  for (const { gridPos } of panels) {
    const { x = 0, y = 0, w = 0, h = 0 } = gridPos ?? {}
    for (let column = x; column < x + w; column++)
      for (let row = y; row < y + h; row++) {
        expect(taken.has(`${column},${row}`), `${column},${row}`).toBe(false)
        taken.add(`${column},${row}`)
      }
    expect(x + w).toBeLessThanOrEqual(24)
  }
  const titles = panels.map(({ title }) => title)
  expect(new Set(titles).size).toBeGreaterThan(25)
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
})
