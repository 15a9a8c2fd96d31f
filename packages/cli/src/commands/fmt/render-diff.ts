import type { Colors } from '../../terminal/colors.ts'
import { escapeControls } from '@tidegate/values'

/** Returns a unified diff for a terminal, with removed and added lines in different colours. */
export function renderDiff(diff: string, colors: Colors): string {
  return diff
    .split('\n')
    .map((line) => {
      const shown = escapeControls(line.replaceAll('\t', '    '))
      if (line.startsWith('---') || line.startsWith('+++')) return colors.bold(shown)
      if (line.startsWith('@@')) return colors.dim(shown)
      return line.startsWith('-') ? colors.error(shown) : line.startsWith('+') ? colors.good(shown) : shown
    })
    .join('\n')
}
