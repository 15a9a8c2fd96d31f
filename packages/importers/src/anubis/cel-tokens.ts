/** A token of an expression of Anubis (CEL). */
export interface CelToken {
  readonly kind: 'name' | 'text' | 'number' | 'sign'
  readonly text: string
}

const forms =
  /\s*(?:([A-Za-z_]\w*)|r?"((?:[^"\\]|\\.)*)"|r?'((?:[^'\\]|\\.)*)'|(\d+(?:\.\d+)?)|(&&|\|\||==|!=|<=|>=|[!()[\].,<>+\-*/%?:{}]))/gsy

/** Returns the tokens of an expression; undefined if it contains anything else. Linear. */
export function celTokens(source: string): readonly CelToken[] | undefined {
  const tokens: CelToken[] = []
  const text = source.trim()
  const scan = new RegExp(forms)
  while (scan.lastIndex < text.length) {
    const at = scan.lastIndex
    const found = scan.exec(text)
    if (found === null) return undefined
    const [whole, name, double, single, number, sign] = found
    const quoted = double ?? single
    if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else if (quoted !== undefined) {
      const isRaw = /^\s*r/.test(whole) && text[at] !== '"'
      tokens.push({ kind: 'text', text: isRaw ? quoted : unescaped(quoted) })
    } else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else tokens.push({ kind: 'sign', text: sign! })
  }
  return tokens
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, character: string) =>
    character === 'n' ? '\n' : character === 't' ? '\t' : character === 'r' ? '\r' : character,
  )
}
