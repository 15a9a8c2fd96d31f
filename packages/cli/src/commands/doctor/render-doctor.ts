import type { ChainHop } from './hop-chain.ts'
import type { Examination, Finding } from './examine-headers.ts'
import type { LogExamination } from './examine-log.ts'
import type { ServerAnswer } from './ask-server.ts'
import type { Colors } from '../../terminal/colors.ts'
import { escapeControls } from '@tidegate/values'

/** How the client's address of one request is found, hop by hop. */
export function renderExamination({ source, chain, client, reach, present }: Examination, colors: Colors): string {
  const where = source === 'peer' ? 'the address that connects; no header is believed' : source
  const others = present.filter((name) => name !== source)
  const width = Math.max(0, ...chain.map(({ from }) => from.length))
  const lines = [
    `${colors.bold('looks at')}  ${where}`,
    ...(others.length === 0 ? [] : [`${colors.bold('not at')}    ${others.join(', ')}`]),
    '',
    ...chain.map(
      (hop) => `  ${hop.client ? colors.good('▶') : ' '} ${hop.from.padEnd(width)}  ${hopWords(hop, colors)}`,
    ),
    '',
    client === undefined
      ? colors.error('no client address can be told: the request is refused with 503')
      : `${colors.bold('client')}  ${client}${reach === 'public' ? '' : ` (${reach})`}`,
  ]
  return `${lines.join('\n')}\n`
}

function hopWords({ written, address, trusted, client }: ChainHop, colors: Colors): string {
  const shown = escapeControls(written)
  const plain = address === undefined ? `${shown} (no address)` : shown === address ? address : `${shown} (${address})`
  const words =
    address === undefined ? 'ends the way' : trusted ? 'trusted' : client ? 'not trusted: the client' : 'not looked at'
  return `${plain}  ${colors.dim(client && trusted ? 'trusted, and the last' : words)}`
}

/** What a log tells of clients' addresses. */
export function renderLogExamination({ requests, reaches, clients }: LogExamination, colors: Colors): string {
  const counted = Object.entries(reaches).filter(([, count]) => count > 0)
  const lines = [
    `${colors.bold(`${requests} requests`)}: ${counted.map(([reach, count]) => `${count} from ${reach} addresses`).join(', ')}`,
    ...clients.map(
      ({ address, requests: count, reach }) =>
        `  ${address}  ${count}${reach === 'public' ? '' : colors.dim(` ${reach}`)}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

/** What a server's answer tells. */
export function renderAnswer({ url, status, signs, received }: ServerAnswer, colors: Colors): string {
  const lines = [
    `${colors.bold(url)} answers ${status}`,
    ...signs.map(({ header, value, means }) => `  ${header}: ${escapeControls(value)}  ${colors.dim(means)}`),
    received === undefined
      ? '  the answer does not show the request as the server received it: use a page that does, or --listen'
      : '  the answer shows the request as the server received it',
  ]
  return `${lines.join('\n')}\n`
}

/** What is wrong and what to do, or that all is well. */
export function renderFindings(findings: readonly Finding[], colors: Colors): string {
  if (findings.length === 0) return `${colors.good('good')}  nothing speaks against it\n`
  return findings
    .map(({ message, help }) => `${colors.warning('finding')}  ${escapeControls(message)}\n  help: ${help}\n`)
    .join('')
}
