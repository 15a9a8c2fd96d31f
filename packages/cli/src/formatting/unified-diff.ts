type Edit = { readonly kind: 'same' | 'removed' | 'added'; readonly line: string }

const contextLines = 3

/**
 * What changed between two texts, line by line, as `diff -u` shows it; empty for equal texts. The fewest lines that can be are removed
 * and added (Myers 1986): O((n + m) × changes).
 */
export function unifiedDiff(before: string, after: string, file: string): string {
  if (before === after) return ''
  const edits = editsBetween(linesOf(before), linesOf(after))
  const hunks = hunksOf(edits).map((hunk) => renderHunk(hunk))
  return `--- ${file}\n+++ ${file}\n${hunks.join('')}`
}

/** Lines with their breaks, so that a last line without one differs from one with it. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** The lines of both texts in order, each once, with what becomes of it. */
function editsBetween(a: readonly string[], b: readonly string[]): readonly Edit[] {
  const trace: Map<number, number>[] = []
  let furthest = new Map<number, number>([[1, 0]])
  for (let changes = 0; ; changes += 1) {
    trace.push(new Map(furthest))
    const next = new Map(furthest)
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = startOn(diagonal, changes, furthest)
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1
      next.set(diagonal, x)
      furthest = next
      if (x >= a.length && x - diagonal >= b.length) return walkBack(a, b, trace)
    }
  }
}

function startOn(diagonal: number, changes: number, furthest: ReadonlyMap<number, number>): number {
  const left = furthest.get(diagonal - 1) ?? -1
  const above = furthest.get(diagonal + 1) ?? -1
  return diagonal === -changes || (diagonal !== changes && left < above) ? above : left + 1
}

function walkBack(
  a: readonly string[],
  b: readonly string[],
  trace: readonly ReadonlyMap<number, number>[],
): readonly Edit[] {
  const edits: Edit[] = []
  let x = a.length
  let y = b.length
  for (let changes = trace.length - 1; changes >= 0; changes -= 1) {
    const furthest = trace[changes]!
    const diagonal = x - y
    const isDown =
      diagonal === -changes ||
      (diagonal !== changes && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1))
    const from = isDown ? diagonal + 1 : diagonal - 1
    const fromX = furthest.get(from) ?? 0
    const fromY = fromX - from
    while (x > Math.max(0, fromX) && y > Math.max(0, fromY)) {
      x -= 1
      y -= 1
      edits.push({ kind: 'same', line: a[x]! })
    }
    if (changes === 0) break
    if (isDown) edits.push({ kind: 'added', line: b[(y -= 1)]! })
    else edits.push({ kind: 'removed', line: a[(x -= 1)]! })
  }
  return edits.toReversed()
}

interface Hunk {
  readonly beforeLine: number
  readonly afterLine: number
  readonly edits: readonly Edit[]
}

function hunksOf(edits: readonly Edit[]): readonly Hunk[] {
  const changed = edits.flatMap(({ kind }, index) => (kind === 'same' ? [] : [index]))
  const ranges: { from: number; to: number }[] = []
  for (const index of changed) {
    const last = ranges.at(-1)
    const from = Math.max(0, index - contextLines)
    const to = Math.min(edits.length, index + contextLines + 1)
    if (last !== undefined && from <= last.to) last.to = to
    else ranges.push({ from, to })
  }
  return ranges.map(({ from, to }) => {
    const earlier = edits.slice(0, from)
    const count = (other: Edit['kind']): number => earlier.filter(({ kind }) => kind !== other).length
    return { beforeLine: count('added') + 1, afterLine: count('removed') + 1, edits: edits.slice(from, to) }
  })
}

const signs = { same: ' ', removed: '-', added: '+' } as const

function renderHunk({ beforeLine, afterLine, edits }: Hunk): string {
  const range = (line: number, without: Edit['kind']): string => {
    const length = edits.filter(({ kind }) => kind !== without).length
    return `${length === 0 ? line - 1 : line}${length === 1 ? '' : `,${length}`}`
  }
  const lines = edits.map(({ kind, line }) => {
    return line.endsWith('\n') ? `${signs[kind]}${line}` : `${signs[kind]}${line}\n\\ No newline at end of file\n`
  })
  return `@@ -${range(beforeLine, 'added')} +${range(afterLine, 'removed')} @@\n${lines.join('')}`
}
