/** Writes what the quick reader looks ahead by, `src/syntax/grammar/lookahead-table.ts`. */
import { writeFileSync } from 'node:fs'
import { lookaheadModule } from './lookahead.ts'

writeFileSync(new URL('../src/syntax/grammar/lookahead-table.ts', import.meta.url), lookaheadModule())
