import type { RequestSpec } from '../request-spec.ts'
import { typedHost, typedRequest } from '../typed-text.ts'
import { curlHeaders } from './curl-headers.ts'
import { readCurlLine, type CurlLine } from './curl-line.ts'
import { bodyOptions, curlPlace } from './curl-place.ts'
import { firstCommand } from './first-command.ts'
import { splitShell } from './split-shell.ts'

/** The request that a curl command line would send, or why the command line is invalid. */
export type CurlRequest =
  | {
      readonly kind: 'request'
      readonly request: RequestSpec
      /** Sentences about parts that are ignored, such as variables of the shell and files that are not read. */
      readonly notes: readonly string[]
    }
  | { readonly kind: 'fault'; readonly message: string; readonly help?: string }

/**
 * Reads a `curl` command line, as people type it and browsers copy it (for POSIX shells, cmd and PowerShell): method, URL, headers, agent,
 * cookies, referer, user and what `-d`, `-F`, `-G`, `-I`, `-T`, `-r`, `--json` and `--compressed` imply. Options that do not change what a
 * policy sees are ignored. Nothing is run and no file is read, since bodies do not matter. Only the first URL counts.
 */
export function parseCurl(pasted: string): CurlRequest {
  const command = firstCommand(pasted)
  if (command.kind === 'fault') return command
  const split = splitShell(command.text)
  if (split.kind === 'fault') return { kind: 'fault', message: `invalid command line: ${split.message}` }
  const words = commandOf(split.words)
  if (!/(^|[/\\])curl(\.exe)?$/i.test(words[0] ?? '')) {
    return {
      kind: 'fault',
      message: 'not a curl command line',
      help: "begin it with curl, as in --curl 'curl https://example.com/'",
    }
  }
  const line = readCurlLine(words.slice(1))
  const [url] = line.urls
  if (url === undefined) return { kind: 'fault', message: 'the curl command line contains no URL' }
  const written = curlPlace(url, line)
  if (written === undefined) return { kind: 'fault', message: `\`${url}\` is not an HTTP URL` }
  const place = { ...written, host: typedHost(written.host) }
  return {
    kind: 'request',
    request: typedRequest({ method: methodOf(line), path: place.path, headers: curlHeaders(line, place) }),
    notes: [
      ...command.unexpanded.map(
        (text) => `\`${text}\` is used literally: the value that a shell would insert is not known`,
      ),
      ...unreadFiles(line),
    ],
  }
}

/** Removes variables that are set for a command, and `sudo`, `time` and similar. */
function commandOf(words: readonly string[]): readonly string[] {
  const isBefore = (word: string): boolean => /^(?:[A-Za-z_]\w*=.*|sudo|time|env|exec|command)$/s.test(word)
  const first = words.findIndex((word) => !isBefore(word))
  return first < 0 ? [] : words.slice(first)
}

function methodOf({ has, last, all }: CurlLine): string {
  const written = last('request')
  if (written !== undefined) return written
  if (has('head')) return 'HEAD'
  if (has('upload-file')) return 'PUT'
  return all(bodyOptions).length > 0 && !has('get') ? 'POST' : 'GET'
}

function unreadFiles({ has, all }: CurlLine): readonly string[] {
  const fields = all(['header']).filter(({ value }) => value.startsWith('@'))
  const queries = has('get')
    ? all(['data', 'data-ascii', 'data-binary']).filter(({ value }) => value.startsWith('@'))
    : []
  const encoded = has('get') ? all(['data-urlencode']).filter(({ value }) => /^[^=]*@/.test(value)) : []
  const configs = all(['config'])
  const cookies = all(['cookie']).filter(({ value }) => value !== '' && !value.includes('='))
  return [...fields, ...queries, ...encoded, ...configs, ...cookies].map(
    ({ name, value }) => `\`--${name} ${value}\` is ignored: files are not read`,
  )
}
