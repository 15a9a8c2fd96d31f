import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleCli } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  CancellationTokenSource,
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  DefinitionRequest,
  DidCloseTextDocumentNotification,
  DocumentFormattingRequest,
  DocumentSymbolRequest,
  type ExecuteCommandParams,
  ExecuteCommandRequest,
  FoldingRangeRequest,
  HoverRequest,
  InlayHintRequest,
  ReferencesRequest,
  RenameRequest,
  SelectionRangeRequest,
  SemanticTokensRequest,
} from 'vscode-languageserver-protocol/node'
import { type Client, openClient } from './testing/open-client.ts'

const server = [process.execPath, bundleCli().main, 'lsp', '--stdio']

const files = {
  'site.policy':
    'include "lists/lists.policy"\nblock ip in office  as "closed"\nlimit 60 per minute per ip  as "visitors"\n',
  'lists/lists.policy': 'list office = 203.0.113.0/24, 2001:db8::/32\n',
  'site.test.yaml':
    'policy: site.policy\ntests:\n  - name: the office is closed\n    request: { ip: 203.0.113.9 }\n    expect: { outcome: block, rule: closed }\n  - name: wrong\n    request: { ip: 192.0.2.1 }\n    expect: 403\n',
  'access.log':
    '203.0.113.9 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "x"\n192.0.2.2 - - [18/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "x"\n',
}
const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } }

let client: Client

beforeAll(async () => {
  client = await openClient(server, files)
  const first = client.nextDiagnostics('site.policy')
  await client.open('site.policy', files['site.policy'])
  await first
})

afterAll(async () => {
  await client.close()
})

const site = (): { readonly textDocument: { readonly uri: string } } => ({
  textDocument: { uri: client.uri('site.policy') },
})
const replaceLine = (line: number, text: string): { range: typeof whole; text: string } => ({
  range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } },
  text: `${text}\n`,
})

describe('what is read', () => {
  it('is what the editor holds, also of an included file', async () => {
    await client.open('lists/lists.policy', files['lists/lists.policy'])
    const broken = client.nextDiagnostics('site.policy')
    await client.change('lists/lists.policy', [replaceLine(0, 'list offices = 203.0.113.0/24, 2001:db8::/32')])
    expect(await broken).toMatchObject([
      { code: 'TG201', codeDescription: { href: expect.stringContaining('TG201.md') } },
    ])
    const good = client.nextDiagnostics('site.policy')
    await client.change('lists/lists.policy', [replaceLine(0, files['lists/lists.policy'].trim())])
    expect((await good).map(({ code }) => code)).toEqual(['TG442'])
  })

  it('is the stored file again after the document is closed, and another file after that one is deleted', async () => {
    const { folder } = client
    writeFileSync(join(folder, 'extra.policy'), 'list extra = 192.0.2.1\n')
    const first = client.nextDiagnostics('other.policy')
    await client.open('other.policy', 'include "extra.policy"\nblock ip in extra\n')
    expect(await first).toEqual([])
    rmSync(join(folder, 'extra.policy'))
    const next = client.nextDiagnostics('other.policy')
    await client.change('other.policy', [{ text: 'include "extra.policy"\nblock ip in loopback\n' }])
    expect((await next).map(({ code }) => code)).toContain('TG220')
    const cleared = client.nextDiagnostics('other.policy')
    await client.connection.sendNotification(DidCloseTextDocumentNotification.type, {
      textDocument: { uri: client.uri('other.policy') },
    })
    expect(await cleared).toEqual([])
  })

  it('includes test files and the configuration', async () => {
    const tests = client.nextDiagnostics('bad.test.yaml')
    await client.open('bad.test.yaml', 'tests:\n  - nam: x\n')
    expect((await tests)[0]?.message).toContain('did you mean `name`?')
    const config = client.nextDiagnostics('tidegate.yaml')
    await client.open('tidegate.yaml', 'strict: true\npolicies: a\n')
    expect(await config).toMatchObject([
      { range: { start: { line: 1 } }, message: expect.stringContaining('policies') },
    ])
  })
})

describe('requests', () => {
  it('complete, and say what can be completed', async () => {
    const found = await client.connection.sendRequest(CompletionRequest.type, {
      ...site(),
      position: { line: 1, character: 12 },
    })
    expect(JSON.stringify(found)).toContain('"label":"office"')
  })

  it('hover', async () => {
    const found = await client.connection.sendRequest(HoverRequest.type, {
      ...site(),
      position: { line: 1, character: 14 },
    })
    expect(JSON.stringify(found)).toContain('addresses in 2 networks')
  })

  it('define and refer across files', async () => {
    const position = { line: 1, character: 14 }
    const definition = await client.connection.sendRequest(DefinitionRequest.type, { ...site(), position })
    expect(definition).toMatchObject([
      { uri: client.uri('lists/lists.policy'), range: { start: { line: 0, character: 5 } } },
    ])
    const context = { includeDeclaration: false }
    const found = await client.connection.sendRequest(ReferencesRequest.type, {
      textDocument: { uri: client.uri('lists/lists.policy') },
      position: { line: 0, character: 6 },
      context,
    })
    expect(found?.map(({ uri }) => uri)).toEqual([client.uri('site.policy')])
  })

  it('rename across files and in tests, or say why not', async () => {
    const renamed = await client.connection.sendRequest(RenameRequest.type, {
      ...site(),
      position: { line: 1, character: 14 },
      newName: 'hq',
    })
    expect(Object.keys(renamed?.changes ?? {}).toSorted()).toEqual([
      client.uri('lists/lists.policy'),
      client.uri('site.policy'),
    ])
    const limit = await client.connection.sendRequest(RenameRequest.type, {
      ...site(),
      position: { line: 1, character: 26 },
      newName: 'shut',
    })
    expect(limit?.changes?.[client.uri('site.test.yaml')]).toMatchObject([
      { newText: '"shut"', range: { start: { line: 4 } } },
    ])
    await expect(
      client.connection.sendRequest(RenameRequest.type, {
        ...site(),
        position: { line: 1, character: 14 },
        newName: 'block',
      }),
    ).rejects.toThrow('is not a name')
  })

  it('format, offer fixes and fix all', async () => {
    const published = client.nextDiagnostics('draft.policy')
    await client.open('draft.policy', 'list office=192.0.2.1\nblock ip in ofice\n')
    await published
    const textDocument = { uri: client.uri('draft.policy') }
    const options = { tabSize: 2, insertSpaces: true }
    const edits = await client.connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options })
    expect(edits).toMatchObject([{ newText: 'list office = 192.0.2.1\n' }])
    const actions = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument,
      range: whole,
      context: { diagnostics: [] },
    })
    expect(actions?.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['replace `ofice` with `office`', 'apply all fixes of this policy']),
    )
  })

  it('describe the structure', async () => {
    const { connection } = client
    expect(JSON.stringify(await connection.sendRequest(DocumentSymbolRequest.type, site()))).toContain(
      '"name":"visitors"',
    )
    expect(await connection.sendRequest(FoldingRangeRequest.type, site())).toEqual([])
    const tokens = await connection.sendRequest(SemanticTokensRequest.type, site())
    expect(tokens?.data.slice(0, 5)).toEqual([0, 0, 7, 0, 0])
    const [selection] = (await connection.sendRequest(SelectionRangeRequest.type, {
      ...site(),
      positions: [{ line: 1, character: 14 }],
    }))!
    expect(selection?.range.start).toEqual({ line: 1, character: 12 })
    const hints = await connection.sendRequest(InlayHintRequest.type, {
      textDocument: { uri: client.uri('lists/lists.policy') },
      range: whole,
    })
    expect(JSON.stringify(hints)).toContain('addresses')
  })

  it('answer in any position, and for files that do not exist', async () => {
    const position = { line: 1_000_000, character: 1_000_000 }
    await client.connection.sendRequest(CompletionRequest.type, { ...site(), position })
    const textDocument = { uri: client.uri('missing%20☃.policy') }
    expect(await client.connection.sendRequest(HoverRequest.type, { textDocument, position })).toBeNull()
    expect(
      await client.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri: 'untitled:Untitled-1' },
        position,
      }),
    ).toBeNull()
  })

  it('can be cancelled', async () => {
    const source = new CancellationTokenSource()
    const hover = client.connection.sendRequest(
      HoverRequest.type,
      { ...site(), position: { line: 1, character: 14 } },
      source.token,
    )
    source.cancel()
    await hover.catch((error: unknown) => {
      expect(String(error)).toContain('cancel')
    })
  })
})

describe('tests, explain and replay', () => {
  it('list and run tests, and report those that failed where they are written', async () => {
    const opened = client.nextDiagnostics('site.test.yaml')
    await client.open('site.test.yaml', files['site.test.yaml'])
    expect(await opened).toEqual([])
    const uri = client.uri('site.test.yaml')
    const outline = await client.connection.sendRequest<{ tests: { name: string }[] }>('tidegate/tests', { uri })
    expect(outline.tests.map(({ name }) => name)).toEqual(['the office is closed', 'wrong'])
    const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } })
    expect(lenses?.map(({ command }) => command?.title)).toEqual(['run test', 'run test'])
    const failures = client.nextDiagnostics('site.test.yaml')
    const report = await client.connection.sendRequest('tidegate/runTests', { uri })
    expect(report).toMatchObject({ passed: 1, failed: 1 })
    expect(await failures).toMatchObject([{ source: 'tidegate test', range: { start: { line: 7 } } }])
  })

  it('lists the tests of a file that is not open, and none of one that does not exist', async () => {
    writeFileSync(join(client.folder, 'closed.test.yaml'), files['site.test.yaml'])
    const list = (file: string): Promise<{ tests: { name: string }[] }> =>
      client.connection.sendRequest('tidegate/tests', { uri: client.uri(file) })
    expect((await list('closed.test.yaml')).tests.map(({ name }) => name)).toEqual(['the office is closed', 'wrong'])
    expect((await list('missing.test.yaml')).tests).toEqual([])
  })

  it('explain a request and count what a log would have been refused', async () => {
    const uri = client.uri('site.policy')
    const explained = await client.connection.sendRequest(ExecuteCommandRequest.type, {
      command: 'tidegate.explain',
      arguments: [uri, 2, ['--ip', '203.0.113.9']],
    })
    expect(explained).toContain('closed')
    await client.connection.sendRequest(ExecuteCommandRequest.type, {
      command: 'tidegate.replay',
      arguments: [uri, 'access.log'],
    })
    const lenses = await client.connection.sendRequest(CodeLensRequest.type, site())
    expect(lenses?.map(({ command }) => command?.title)).toContain('refused 1 of 2 in access.log')
  })
})

describe('what a client should not send', () => {
  it.each([null, {}, 'x', [null], [[]]])('arguments %j of a command are answered with what it needs', async (given) => {
    const params = { command: 'tidegate.explain', arguments: given } as ExecuteCommandParams
    const answer = client.connection.sendRequest(ExecuteCommandRequest.type, params)
    await expect(answer).rejects.toThrow('`tidegate.explain` needs the URI of a file')
  })

  it('a text that is too long for a policy is said to be that, and no feature reads it', async () => {
    const found = client.nextDiagnostics('long.policy')
    await client.open('long.policy', 'block path in /a/**\n'.repeat(50_001))
    expect((await found).map(({ code }) => code)).toEqual(['TG350'])
    const textDocument = { uri: client.uri('long.policy') }
    const position = { line: 3, character: 2 }
    const { connection } = client
    expect(await connection.sendRequest(SemanticTokensRequest.type, { textDocument })).toEqual({ data: [] })
    expect(await connection.sendRequest(FoldingRangeRequest.type, { textDocument })).toEqual([])
    expect(await connection.sendRequest(HoverRequest.type, { textDocument, position })).toBeNull()
    expect(await connection.sendRequest(CompletionRequest.type, { textDocument, position })).toEqual([])
    const options = { tabSize: 2, insertSpaces: true }
    expect(await connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options })).toEqual([])
  })
})

it('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string
  }
  expect(client.initialized.serverInfo).toEqual({ name: 'tidegate', version })
  expect((await import('./version.ts')).version).toBe(version)
})

it('the program of this package serves without the command line, and ends with the session', async () => {
  const own = await openClient(
    [process.execPath, '--conditions=@tidegate/source', fileURLToPath(new URL('main.ts', import.meta.url)), '--stdio'],
    {},
  )
  const found = own.nextDiagnostics('a.policy')
  await own.open('a.policy', 'block ip in offce')
  expect((await found).map(({ code }) => code)).toEqual(['TG201'])
  const tests = own.nextDiagnostics('a.test.yaml')
  await own.open('a.test.yaml', 'tests: [')
  expect((await tests)[0]?.message).toContain('not valid YAML')
  expect(await own.close()).toBe(0)
})
