import { readFileSync, writeFileSync } from 'node:fs'
import { faults } from './faults.ts'
import { faultTable } from './fault-table.ts'
import { type FaultFigures, measureFault } from './measure-fault.ts'

/*
 * Measures what gates do while a real server of counters fails: `pnpm --filter @tidegate/redis-store faults [FAULT…]`. Writes one line of JSON per measurement, and
 * the table into docs/stores.md if all faults were measured.
 */
const wanted = process.argv.slice(2)
const page = new URL('../../../../../docs/stores.md', import.meta.url)
const times = { beforeMs: 1000, faultMs: 3000, afterMs: 5000, everyMs: 5 }
const figures: FaultFigures[] = []
for (const fault of faults) {
  if (wanted.length > 0 && !wanted.includes(fault.name)) continue
  const missing = fault.missing()
  if (missing !== undefined) {
    console.error(`${fault.name}: not measured, because ${missing}`)
    continue
  }
  for (const onStoreError of ['deny', 'local', 'allow'] as const) {
    const measured = await measureFault(fault, onStoreError, times)
    figures.push(measured)
    console.log(JSON.stringify(measured))
  }
}
if (wanted.length === 0) {
  const [begin, end] = ['<!-- faults: begin -->', '<!-- faults: end -->']
  const text = readFileSync(page, 'utf8')
  const [head, rest] = text.split(begin)
  const [, tail] = rest!.split(end)
  writeFileSync(page, `${head}${begin}\n\n${faultTable(figures)}\n\n${end}${tail}`)
}
