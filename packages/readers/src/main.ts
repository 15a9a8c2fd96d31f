/**
 * Compares readers with the gate: `pnpm fuzz:readers [reader] [count]`. The first argument selects the readers whose name contains it or that read
 * this part (`path`, `query`, `cookie`, `headers`, `host`), the second is the number of requests for each, 1,000,000 by default. Exits with 1 if there is a difference.
 */
import { seed } from '@tidegate/test-support'
import { allReaders } from './all-readers.ts'
import { compareReader } from './compare-reader.ts'

const [name = '', count = '1000000'] = process.argv.slice(2)
const columns = [46, 10, 9, 9, 9, 9, 10] as const
const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, at) => (at === 0 ? String(cell).padEnd(columns[0]) : String(cell).padStart(columns[at]!))).join('')

console.log(`TIDEGATE_SEED=${seed}`)
console.log(row(['reader', 'inputs', 'refused', 'listed', 'unread', 'equal', 'different']))
for (const reader of allReaders.filter((each) => each.part === name || each.name.includes(name))) {
  const { inputs, refused, listed, unread, equal, different, differences } = await compareReader(
    reader,
    Number(count),
    seed,
  )
  console.log(row([reader.name, inputs, refused, listed, unread, equal, different]))
  for (const { request, detail } of differences) {
    console.log(
      `  ${detail}\n    ${request.method} ${JSON.stringify(request.target)} ${JSON.stringify(request.headers)}`,
    )
  }
  if (different > 0) process.exitCode = 1
}
