// WHY: loaded here with the code that Node.js contains for it, which does not fit while everything is compiled at once.
import 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'

/**
 * Loads modules whose functions are all compiled at once. WHY: the compile cache contains what is compiled when a module is loaded. Without this, the 1,400
 * functions that check a policy were compiled in every run, which took a sixth of a check of a thousand rules.
 */
export async function loadCompiled<T>(load: () => Promise<T>): Promise<T> {
  setFlagsFromString('--no-lazy')
  try {
    return await load()
  } finally {
    setFlagsFromString('--lazy')
  }
}
