import type { ChainHop } from './hop-chain.ts'
import type { Examination, Finding } from './examine-headers.ts'
import type { GatewayProofs } from './prove-gateway.ts'
import type { LogExamination } from './examine-log.ts'
import type { ServerAnswer } from './ask-server.ts'
import type { Colors } from '../../terminal/colors.ts'
import { escapeControls } from '@tidegate/values'

/** Returns the text of how the client's address of one request is determined, hop by hop. */
export function renderExamination(examination: Examination, colors: Colors): string {
  const { source, chain, client, doubt, reach, present } = examination
  const where = source === 'peer' ? 'the address that connects; headers are ignored' : source
  const others = present.filter((name) => name !== source)
  const stop = chain.findIndex((hop) => hop.client || hop.address === undefined)
  const width = Math.max(0, ...chain.map(({ from }) => from.length))
  const lines = [
    `${colors.bold('uses')}     ${where}`,
    ...(others.length === 0 ? [] : [`${colors.bold('ignores')}  ${others.join(', ')}`]),
    '',
    ...chain.map((hop, index) => {
      const words = hopWords(hop, stop >= 0 && index > stop, colors)
      return `  ${hop.client ? colors.good('▶') : ' '} ${hop.from.padEnd(width)}  ${words}`
    }),
    '',
    client === undefined
      ? colors.error(
          doubt === undefined
            ? 'the client address cannot be determined: the request is refused with 503'
            : 'the client is unknown: every test of its address favours refusing',
        )
      : `${colors.bold('client')}  ${client}${reach === 'public' ? '' : ` (${reach})`}`,
  ]
  return `${lines.join('\n')}\n`
}

/** `isAfter`: the search ended before this hop. */
function hopWords({ written, address, trusted, client }: ChainHop, isAfter: boolean, colors: Colors): string {
  const shown = escapeControls(written)
  const plain =
    address === undefined ? `${shown} (not an address)` : shown === address ? address : `${shown} (${address})`
  const words = isAfter ? 'ignored' : reachedWords()
  function reachedWords(): string {
    if (address === undefined) return 'ends the chain'
    return trusted ? 'trusted' : client ? 'not trusted: the client' : 'ignored'
  }
  return `${plain}  ${colors.dim(client && trusted ? 'trusted, and the last: the client' : words)}`
}

/** Returns the text of what a log reveals about client addresses. */
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

/** Returns the text of what the answer of a server reveals. */
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

/** Returns the text of what marked requests proved. */
export function renderProofs({ url, proofs }: Pick<GatewayProofs, 'url' | 'proofs'>, colors: Colors): string {
  const lines = proofs.map(
    ({ what, proved, seen }) =>
      `${proved ? colors.good('✓') : colors.error('✗')} ${what}  ${colors.dim(escapeControls(seen))}`,
  )
  return `${[colors.bold(url), ...lines].join('\n')}\n`
}

/** Returns the text of the findings and how to fix them, or that there are none. */
export function renderFindings(findings: readonly Finding[], colors: Colors): string {
  if (findings.length === 0) return `${colors.good('good')}  no problems found\n`
  return findings
    .map(({ message, help }) => `${colors.warning('finding')}  ${escapeControls(message)}\n  help: ${help}\n`)
    .join('')
}
