import { decideScript, type Script } from './script/script.ts'

/**
 * Sends one command to the server and resolves to its reply, as `sendCommand` of `redis` and `call` of `ioredis` and `iovalkey` do. All commands are
 * EVALSHA or EVAL with at least one key, which is the fourth argument.
 */
export type SendCommand = (...args: string[]) => Promise<unknown>

/** Runs the script with keys and arguments. */
export type CallScript = (keys: readonly string[], args: readonly string[]) => Promise<readonly number[]>

/**
 * Creates the call of the script: by its digest, and if the server says that it does not have the script (NOSCRIPT), once more with the source, which it then
 * keeps. No other failure is tried again: after a time-out or a lost connection the first call may have counted.
 */
export function createCallScript(sendCommand: SendCommand, script: Script = decideScript): CallScript {
  return async (keys, args) => {
    const rest = [String(keys.length), ...keys, ...args]
    const reply = await sendCommand('EVALSHA', script.sha, ...rest).catch((error: unknown) => {
      if (!isNoScript(error)) throw error
      return sendCommand('EVAL', script.text, ...rest)
    })
    if (!Array.isArray(reply))
      throw new TypeError('the reply of the script is not a list: does `sendCommand` resolve to replies?')
    return reply.map(Number)
  }
}

/** The server begins the message with NOSCRIPT; valkey-glide replaces that by a name of its own. */
function isNoScript(error: unknown): boolean {
  return error instanceof Error && /^NOSCRIPT\b|\bNoScriptError\b/u.test(error.message)
}
