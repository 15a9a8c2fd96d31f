/** Keywords of the language where a token is allowed; as tokens they are quoted. */
const reserved: ReadonlySet<string> = new Set(
  (
    'policy include use client zone fact list bots paths texts window import block allow exempt limit shadow where when ' +
    'unless during reply costing including counting then replaces burst and or not in is except from per as log ' +
    'word set catalog mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday'
  ).split(' '),
)

/** Returns a token of a `bots` declaration as policy text: unquoted if it is a plain word, otherwise quoted. See `canBeToken`. */
export function policyWord(token: string): string {
  const plain = /^[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)*$/i.test(token)
  const dots = token.split('.').length - 1
  const days = /^(?:mon|tue|wed|thu|fri|sat|sun)-/i.test(token)
  return plain && dots < 2 && !days && !reserved.has(token.toLowerCase()) ? token : `"${token}"`
}

/** Whether a `bots` declaration can contain the token: 2 to 128 printable ASCII characters except `"` and `\`. */
export function canBeToken(token: string): boolean {
  return /^[\x20\x21\x23-\x5b\x5d-\x7e]{2,128}$/.test(token)
}
