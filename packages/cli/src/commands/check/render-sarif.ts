import { type AcceptedFinding, codes } from '@tidegate/dsl'
import type { Diagnostic, Place, Severity, Source, Span } from '@tidegate/model'
import { jsonText } from '../../output/json-text.ts'
import ruleHelp from './rule-help.json' with { type: 'json' }

const levels = { error: 'error', warning: 'warning', advice: 'note' } as const satisfies Record<Severity, string>

/** Returns diagnostics, and those that comments accept as suppressed ones, as a SARIF 2.1.0 log (OASIS) for code scanning: one run, whose rules are the codes that were found. */
export function renderSarif(
  diagnostics: readonly Diagnostic[],
  accepted: readonly AcceptedFinding[],
  sources: readonly Source[],
  version: string,
): string {
  const all = [...diagnostics, ...accepted.map(({ diagnostic }) => diagnostic)]
  const found = [...new Set(all.map(({ code }) => code))].toSorted()
  const texts = new Map(sources.map(({ file, text }) => [file, text]))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'tidegate',
            version,
            semanticVersion: version,
            informationUri: repository,
            rules: found.map((code) => ({
              id: code,
              shortDescription: { text: plainText(titleOf(code)) },
              fullDescription: { text: plainText(helpOf(code)) },
              help: {
                text: `${plainText(helpOf(code))}\n\n${pageOf(code)}`,
                markdown: `${helpOf(code)}\n\n[How to fix it](${pageOf(code)})`,
              },
              helpUri: pageOf(code),
              defaultConfiguration: { level: levelOf(code, all) },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          ...diagnostics.map((diagnostic) => resultOf(diagnostic, found.indexOf(diagnostic.code), texts)),
          ...accepted.map(({ diagnostic, reason, place }) => ({
            ...resultOf(diagnostic, found.indexOf(diagnostic.code), texts),
            suppressions: [
              { kind: 'inSource', justification: reason, location: { physicalLocation: locationOf(place) } },
            ],
          })),
        ],
      },
    ],
  }
  return jsonText(log)
}

function resultOf(diagnostic: Diagnostic, ruleIndex: number, texts: ReadonlyMap<string, string>): object {
  const { code, severity, place, message, help, related, fix } = diagnostic
  const isWritten = fix?.edits.every(({ span }) => texts.has(span.file)) === true
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: help === undefined ? message : `${message}\n${help}` },
    locations: [{ physicalLocation: locationOf(place) }],
    ...(related !== undefined && {
      relatedLocations: related.map((other, index) => ({
        id: index + 1,
        physicalLocation: locationOf(other.place),
        message: { text: other.message },
      })),
    }),
    ...(fix !== undefined &&
      isWritten && {
        fixes: [
          {
            description: { text: fix.title },
            artifactChanges: [...new Set(fix.edits.map(({ span }) => span.file))].map((file) => ({
              artifactLocation: artifactOf(file),
              replacements: fix.edits
                .filter(({ span }) => span.file === file)
                .map(({ span, text }) => ({ deletedRegion: regionOf(span), insertedContent: { text } })),
            })),
          },
        ],
      }),
  }
}

function locationOf(place: Place): object {
  const { line, column, endLine, endColumn } = place
  return {
    artifactLocation: artifactOf(place.file),
    region: { startLine: line, startColumn: column, endLine, endColumn },
  }
}

function artifactOf(file: string): object {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' }
}

function regionOf({ start, end }: Span): object {
  return { charOffset: start, charLength: end - start }
}

const repository = 'https://github.com/tidegate/tidegate'

/** Returns the address of the page about a code. */
function pageOf(code: string): string {
  return `${repository}/blob/main/docs/diagnostics/${code}.md`
}

/** Returns what a code means, in Markdown: the first words of its page. */
function helpOf(code: string): string {
  return Object.hasOwn(ruleHelp, code) ? ruleHelp[code as keyof typeof ruleHelp] : titleOf(code)
}

/** Returns text without the backticks and links of Markdown. */
function plainText(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1').replaceAll('`', '')
}

function titleOf(code: string): string {
  return Object.hasOwn(codes, code) ? codes[code as keyof typeof codes].title : code
}

function levelOf(code: string, diagnostics: readonly Diagnostic[]): string {
  return levels[diagnostics.find((diagnostic) => diagnostic.code === code)!.severity]
}
