#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// WHY: before anything else is loaded, so that the second run of a command does not compile it again.
enableCompileCache()
const [{ nodeIo }, { run }] = await Promise.all([import('./node-io.ts'), import('./run.ts')])

process.exitCode = await run(process.argv.slice(2), nodeIo(process))
