import { readFileSync } from 'node:fs'
import { serveCalls } from '../harness/serve-calls.ts'
import { validateCedar } from '../peers/cedar-rules.ts'

serveCalls({
  check(file: string): void {
    validateCedar(readFileSync(file, 'utf8'))
  },
})
