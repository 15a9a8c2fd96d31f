import {
  type CancellationToken,
  CancellationTokenSource,
  Location,
  Position,
  Range,
  type TestController,
  type TestItem,
  TestMessage,
  type TestRun,
  TestRunProfileKind,
  TestRunRequest,
  tests,
  Uri,
  workspace,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { type ListedRange, type ListedTests, reportedName, resultOf, type TestReport } from './test-results.ts'
import { requireTrust } from './trust.ts'

const testFiles = '**/*.test.{yaml,yml}'

/** The test explorer's tests of policies. */
export interface TestExplorer {
  /** Runs a test, or all tests of a file. */
  readonly run: (uri: string, name?: string) => Promise<void>
  /** Lists the tests of all files again. */
  readonly refresh: () => Promise<void>
  readonly dispose: () => void
}

/** Creates the tests of the explorer. `client` returns the client once it runs, and rejects if it cannot run. */
export function createTestExplorer(client: () => Promise<LanguageClient>): TestExplorer {
  const controller = tests.createTestController('tidegate', 'Tidegate')
  const profile = controller.createRunProfile(
    'Run',
    TestRunProfileKind.Run,
    (request, token) => runAll(request, token),
    true,
  )
  const watcher = workspace.createFileSystemWatcher(testFiles)
  const subscriptions = [
    controller,
    profile,
    watcher,
    watcher.onDidCreate(listIfRunning),
    watcher.onDidChange(listIfRunning),
    watcher.onDidDelete((uri) => {
      controller.items.delete(uri.toString())
    }),
    workspace.onDidChangeTextDocument(({ document: { uri } }) => (isTestFile(uri) ? listIfRunning(uri) : undefined)),
    workspace.onDidOpenTextDocument(({ uri }) => (isTestFile(uri) ? listIfRunning(uri) : undefined)),
  ]
  controller.refreshHandler = refresh

  async function refresh(): Promise<void> {
    const found = await workspace.findFiles(testFiles, '**/node_modules/**')
    const present = new Set(found.map(String))
    for (const [id] of controller.items) if (!present.has(id)) controller.items.delete(id)
    await Promise.all(found.map(list))
  }

  /** Lists the tests of a file. Files of other programs with such a name have no tests of ours, and are not shown. */
  async function list(uri: Uri): Promise<void> {
    const running = await client()
    const listed = await running.sendRequest<ListedTests>('tidegate/tests', { uri: uri.toString() })
    if (listed.tests.length === 0) {
      controller.items.delete(uri.toString())
      return
    }
    const file = controller.createTestItem(uri.toString(), workspace.asRelativePath(uri), uri)
    file.description = listed.policy ?? ''
    for (const test of listed.tests) {
      const item = itemOf(controller, uri, test.name, test.range)
      for (const each of test.children) item.children.add(itemOf(controller, uri, each.name, each.range, test.name))
      file.children.add(item)
    }
    controller.items.add(file)
  }

  /** As `list`. That there is no server is said where it could not start. */
  async function listIfRunning(uri: Uri): Promise<void> {
    await client().then(
      () => list(uri),
      () => {},
    )
  }

  async function runAll(request: TestRunRequest, token: CancellationToken): Promise<void> {
    if (!(await requireTrust('Tests run'))) return
    const run = controller.createTestRun(request)
    try {
      const chosen = request.include ?? [...controller.items].map(([, item]) => item)
      for (const item of chosen)
        if (!token.isCancellationRequested) await runItem(run, item, request.exclude ?? [], token)
    } finally {
      run.end()
    }
  }

  async function runItem(
    run: TestRun,
    item: TestItem,
    exclude: readonly TestItem[],
    token: CancellationToken,
  ): Promise<void> {
    const leaves = leavesOf(item).filter((leaf) => !exclude.some((each) => each === leaf || each === leaf.parent))
    for (const leaf of leaves) run.started(leaf)
    const uri = item.uri!
    // The command line reads what is stored.
    await saveAll()
    try {
      const running = await client()
      // Of a whole file all tests run, whose names need no filter.
      const name = item.parent === undefined ? undefined : nameOf(item)
      const params = { uri: uri.toString(), ...(name !== undefined && { name }) }
      const report = await running.sendRequest<TestReport>('tidegate/runTests', params, token)
      for (const leaf of leaves) settle(run, leaf, report)
    } catch (error) {
      const message = new TestMessage(error instanceof Error ? error.message : String(error))
      for (const leaf of leaves) run.errored(leaf, message)
    }
  }

  return {
    run: async (uri, name) => {
      const file = controller.items.get(uri) ?? (await list(Uri.parse(uri)), controller.items.get(uri))
      const item = name === undefined ? file : file?.children.get(name)
      if (item === undefined) return
      const source = new CancellationTokenSource()
      await runAll(new TestRunRequest([item], undefined, profile), source.token)
      source.dispose()
    },
    refresh,
    dispose: () => {
      for (const each of subscriptions) each.dispose()
    },
  }
}

function itemOf(controller: TestController, uri: Uri, name: string, range: ListedRange, ofTest?: string): TestItem {
  const item = controller.createTestItem(reportedName(name, ofTest), name, uri)
  const { start, end } = range
  item.range = new Range(start.line, start.character, end.line, end.character)
  return item
}

/** The name of a test in reports is the id of its item. */
function nameOf({ id }: TestItem): string {
  return id
}

function leavesOf(item: TestItem): readonly TestItem[] {
  const children = [...item.children].map(([, child]) => child)
  return children.length === 0 ? [item] : children.flatMap(leavesOf)
}

function settle(run: TestRun, leaf: TestItem, report: TestReport): void {
  const result = resultOf(report, nameOf(leaf))
  switch (result.kind) {
    case 'passed':
      run.passed(leaf)
      return
    case 'missing':
      run.skipped(leaf)
      return
    case 'failed': {
      const { failure } = result.outcome
      const message = new TestMessage(failure?.message ?? 'failed')
      // Terminals need both characters at the end of a line.
      run.appendOutput(`${nameOf(leaf)}: ${message.message as string}`.replaceAll(/\r?\n|$/g, '\r\n'), undefined, leaf)
      const [mismatch] = failure?.mismatches ?? []
      if (mismatch !== undefined) {
        message.expectedOutput = `${mismatch.what}: ${mismatch.expected}`
        message.actualOutput = `${mismatch.what}: ${mismatch.got}`
      }
      if (failure !== undefined) message.location = new Location(leaf.uri!, new Position(failure.line - 1, 0))
      run.failed(leaf, message)
    }
  }
}

async function saveAll(): Promise<void> {
  const ours = workspace.textDocuments.filter(({ isDirty, uri, languageId }) => {
    return isDirty && uri.scheme === 'file' && (languageId === 'tidegate' || isTestFile(uri))
  })
  for (const document of ours) await document.save()
}

function isTestFile(uri: Uri): boolean {
  return uri.scheme === 'file' && /\.test\.ya?ml$/iu.test(uri.path)
}
