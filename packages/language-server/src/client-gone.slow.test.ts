import { spawn } from 'node:child_process'
import { bundleCli } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'

describe('a client that goes away ends the server', () => {
  const message = (method: string, params: object, id?: number): string => {
    const text = JSON.stringify({ jsonrpc: '2.0', id, method, params })
    return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  }
  const textDocument = { uri: 'untitled:a.policy', languageId: 'tidegate', version: 1, text: 'block\n' }
  const initialize = message('initialize', { processId: null, rootUri: null, capabilities: {} }, 1)

  it.each([
    ['in the middle of a message', 'Content-Length: 500\r\n\r\n{"json'],
    ['while diagnostics wait', message('textDocument/didOpen', { textDocument })],
    ['after messages that are not objects', 'Content-Length: 4\r\n\r\nnullContent-Length: 2\r\n\r\n[]'],
  ])('%s', async (_when, last) => {
    const child = spawn(process.execPath, [bundleCli().main, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] })
    let err = ''
    child.stdout.resume()
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    const ended = new Promise<number | null>((settle) => child.on('close', settle))
    child.stdin.end(initialize + message('initialized', {}) + last)
    expect([await ended, err]).toEqual([0, ''])
  })
})
