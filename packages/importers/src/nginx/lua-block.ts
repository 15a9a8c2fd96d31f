/**
 * Returns where a block of Lua ends: the index after the brace that closes it, or the length of the text if it is unclosed. `start` is the
 * index after its opening brace. Braces in comments and strings of Lua do not count. Linear.
 */
export function endOfLuaBlock(text: string, start: number): number {
  let depth = 1
  let at = start
  while (at < text.length) {
    const character = text[at]!
    if (character === '-' && text[at + 1] === '-') at = endOfComment(text, at + 2)
    else if (character === '"' || character === "'") at = endOfString(text, at)
    else if (character === '[') at = endOfLongBracket(text, at) ?? at + 1
    else {
      if (character === '{') depth += 1
      if (character === '}') depth -= 1
      at += 1
      if (depth === 0) return at
    }
  }
  return text.length
}

function endOfComment(text: string, at: number): number {
  const long = text[at] === '[' ? endOfLongBracket(text, at) : undefined
  if (long !== undefined) return long
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    // An unclosed string ends with its line.
    else if (text[at] === text[start] || text[at] === '\n') return at + 1
  }
  return text.length
}

/** Returns the index after `[[ … ]]` or `[=[ … ]=]`; undefined if no such bracket begins here. */
function endOfLongBracket(text: string, start: number): number | undefined {
  let at = start + 1
  while (text[at] === '=') at += 1
  if (text[at] !== '[') return undefined
  const end = text.indexOf(`]${'='.repeat(at - start - 1)}]`, at + 1)
  return end < 0 ? text.length : end + at - start + 1
}
