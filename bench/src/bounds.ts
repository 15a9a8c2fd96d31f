import { checkPolicy, type CheckHost, noFiles } from '@tidegate/dsl'
import { largestPolicies } from '@tidegate/dsl/testing'
import { planPolicy } from '@tidegate/engine/tools'
import { toPolicy } from '@tidegate/robots-parser'

/*
 * Prints the processor time of checking and planning a policy at each bound of the language: `pnpm --filter @tidegate/bench bounds [SCALE] [NAME]`.
 * The last column is the time of a fixed loop, which shows how fast the machine is at that moment: times are comparable only between rows and runs with the same one.
 */
const [scale = '1', name = ''] = process.argv.slice(2)

function seconds(work: () => void): string {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return ((user + system) / 1e6).toFixed(2)
}

function loop(): void {
  let sum = 0
  for (let i = 0; i < 100_000_000; i++) sum = (sum * 31 + i) | 0
  if (sum === 1) console.log()
}

console.log('| Policy | Bound | Characters | check, s | plan, s | Steps | Not settled | Loop, s |')
console.log('|---|---|--:|--:|--:|--:|---|--:|')
for (const policy of largestPolicies) {
  if (!policy.name.includes(name)) continue
  const text = policy.text(Number(scale))
  const files = policy.files?.(Number(scale)) ?? {}
  const host: CheckHost = {
    ...noFiles,
    importers: { robots: (robots, options) => toPolicy(robots, options) },
    readText: (file) => ({ kind: 'text', file, text: files[file] ?? '' }),
    readList: (file) => ({ kind: 'text', file, text: files[file] ?? '' }),
  }
  let checked = checkPolicy({ file: 'warm.policy', text: 'block anyone' }, noFiles)
  const check = seconds(() => {
    checked = checkPolicy({ file: 'site.policy', text }, host)
  })
  const { model, findingSteps, unsettled } = checked
  const plan = model === undefined ? 'refused' : seconds(() => planPolicy(model))
  const open = unsettled.map(({ code }) => code).join(', ')
  console.log(
    `| ${policy.name} | \`${policy.bound}\` | ${text.length} | ${check} | ${plan} | ${findingSteps} | ${open} | ${seconds(loop)} |`,
  )
}
