import type { Script } from './script/name-script.ts'
import { decideScript } from './script/script.ts'

/**
 * Sends one command to the server and resolves to its reply, as `sendCommand` of `redis` and `call` of `ioredis` and `iovalkey` do. All commands are
 * EVALSHA or EVAL with at least one key, which is the fourth argument.
 */
export type SendCommand = (...args: string[]) => Promise<unknown>

/** Runs the script with keys and arguments. */
export type CallScript = (keys: readonly string[], args: readonly string[]) => Promise<readonly number[]>

/**
 * Runs a script: by its digest, and if the server says that it does not have the script (NOSCRIPT), once more with the source, which it then
 * keeps. No other failure is tried again: after a time-out or a lost connection the first call may have counted.
 */
export function runScript(
  sendCommand: SendCommand,
  { sha, text }: Script,
  keys: readonly string[],
  args: readonly string[] = [],
): Promise<unknown> {
  const rest = [String(keys.length), ...keys, ...args]
  return sendCommand('EVALSHA', sha, ...rest).catch((error: unknown) => {
    if (!isNoScript(error)) throw error
    return sendCommand('EVAL', text, ...rest)
  })
}

/** Creates the call of a script that returns numbers. */
export function createCallScript(sendCommand: SendCommand, script: Script = decideScript): CallScript {
  return async (keys, args) => {
    const reply = await runScript(sendCommand, script, keys, args)
    if (!Array.isArray(reply))
      throw new TypeError('the reply of the script is not a list: does `sendCommand` resolve to replies?')
    return reply.map(Number)
  }
}

/** The server begins the message with NOSCRIPT; valkey-glide replaces that by a name of its own. */
function isNoScript(error: unknown): boolean {
  return error instanceof Error && /^NOSCRIPT\b|\bNoScriptError\b/u.test(error.message)
}
