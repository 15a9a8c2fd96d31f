import { escapeControls } from '@tidegate/values'
import type { Io, ProcessIo } from '../io.ts'

/** What commands write themselves: colours (`colors`), and on standard error a line of progress that replaces itself. */
// oxlint-disable-next-line no-control-regex
const own = /(\u001b\[[0-9;]*m|\r\u001b\[K|[\n\t])/

/** A word of a command to a build server, at the start of a line (GitHub) or anywhere (`##[`, `##vso[`, `##teamcity[`). */
const lineCommand = /^(\s*):(?=:(?=[\da-f]*[g-z-])[a-z][\da-z-]*(?:\s[^\n]*?)?::)/gim
const inlineCommand = /##(?=(?:vso|teamcity)?\[)/gi

/**
 * Returns the environment of commands, whose messages are safe to show, whatever names and texts they contain: control characters and invisible ones
 * are escaped, and no text is a command to a build server.
 *
 * INVARIANT: this is the last line of defence. It cannot tell a line break of a name from one between two lines, so what is rendered is escaped
 * before (`escapeTexts`).
 */
export function protectIo(io: ProcessIo): Io {
  // WHY: inherits, because reading `signal` of the environment has an effect.
  return Object.create(io, {
    out: { value: (text: string) => io.out(safe(text, io.color)) },
    err: { value: (text: string) => io.err(safe(text, io.color || io.interactive)) },
    raw: { value: io.out },
  }) as Io
}

function safe(text: string, isTerminal: boolean): string {
  const parts = text.split(own)
  const shown = parts.map((part, index) => {
    const isOwn = index % 2 === 1 && (isTerminal || part === '\n' || part === '\t')
    return isOwn ? part : escapeControls(part)
  })
  return shown.join('').replaceAll(lineCommand, '$1\\u{3a}').replaceAll(inlineCommand, '#\\u{23}')
}
