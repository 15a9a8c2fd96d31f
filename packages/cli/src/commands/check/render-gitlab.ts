import { createHash } from 'node:crypto'
import type { Diagnostic, Severity } from '@tidegate/model'
import { jsonText } from '../../output/json-text.ts'

const severities: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'major', advice: 'minor' }

/**
 * Returns diagnostics as a Code Quality report of GitLab (docs.gitlab.com/ci/testing/code_quality). The fingerprint does not contain the line, so that a
 * finding is the same one after an edit above it; equal findings of a file are numbered.
 */
export function renderGitlab(diagnostics: readonly Diagnostic[]): string {
  const times = new Map<string, number>()
  return jsonText(
    diagnostics.map(({ code, severity, place, message, help }) => {
      const key = JSON.stringify([place.file, code, message])
      const count = (times.get(key) ?? 0) + 1
      times.set(key, count)
      return {
        description: help === undefined ? message : `${message}; ${help}`,
        check_name: code,
        fingerprint: createHash('sha256')
          .update(JSON.stringify([key, count]))
          .digest('hex'),
        severity: severities[severity],
        location: { path: place.file, lines: { begin: place.line, end: place.endLine } },
      }
    }),
  )
}
