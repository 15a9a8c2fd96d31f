#!/usr/bin/env node
import { nodeFault } from './node-fault.ts'

const fault = nodeFault(process.versions.node)
if (fault === undefined) {
  const { startCompileCache } = await import('./compile-cache.ts')
  // WHY: called before anything else is loaded, so that the second run of a command finds everything compiled.
  startCompileCache()
  const [{ nodeIo }, { run }] = await Promise.all([import('./node-io.ts'), import('./run.ts')])
  process.exitCode = await run(process.argv.slice(2), nodeIo(process))
} else {
  process.stderr.write(fault)
  process.exitCode = 2
}
