import { createInterface } from 'node:readline/promises'
import type { Io } from '../../io.ts'

/**
 * Asks a question on the terminal. Returns the default, which the question shows in brackets, for an empty answer and at the end of the
 * input.
 */
export type Ask = (question: string, byDefault: string) => Promise<string>

/** Runs work that asks questions. They go to standard error, so that standard output contains only the result of the command. */
export async function withQuestions<T>(io: Io, work: (ask: Ask) => Promise<T>): Promise<T> {
  const { Readable, Writable } = await import('node:stream')
  const input = Readable.from(io.stdin())
  const output = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      io.err(Buffer.from(chunk).toString())
      done()
    },
  })
  const lines = createInterface({ input, output, terminal: false })
  const answers = lines[Symbol.asyncIterator]()
  try {
    return await work(async (question, byDefault) => {
      io.err(`${question} [${byDefault === '' ? 'none' : byDefault}] `)
      const { value = '', done } = await answers.next()
      const answer = done === true ? '' : value.trim()
      return answer === '' ? byDefault : answer === 'none' ? '' : answer
    })
  } finally {
    lines.close()
    input.destroy()
  }
}
