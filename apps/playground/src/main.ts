import type { Token } from '@tidegate/values'
import type { Answer } from './decide/messages.ts'
import { copyText } from './page/copy-text.ts'
import { createDecisionsPane } from './page/decisions-pane.ts'
import { byId, element } from './page/dom.ts'
import { followLinks } from './page/links.ts'
import { createPolicyFiles } from './page/policy-files.ts'
import { createPolicyPane } from './page/policy-pane.ts'
import { createRequestsPane } from './page/requests-pane.ts'
import { showDiff } from './page/show-diff.ts'
import { startWorker, type WorkerClient } from './page/worker-client.ts'
import type { SharedState } from './share-link.ts'

/** The examples as they are in the page. */
interface Examples {
  readonly offered: readonly (SharedState & { readonly title: string })[]
  readonly omitted: readonly { readonly title: string; readonly reason: string }[]
}

/** Undefined until the whole page is loaded. */
let worker: WorkerClient | undefined
/** Compares policies while the other one decides. */
let diffWorker: WorkerClient | undefined
let runId = 0

const files = createPolicyFiles()
const policy = createPolicyPane({
  files,
  isWhole: () => worker !== undefined,
  onChecked: () => {
    decide()
    compare()
  },
})
const decisions = createDecisionsPane({ ask: (question) => worker?.ask(question), goTo: policy.goTo })
const requests = createRequestsPane(() => {
  decisions.reset()
  decide()
})

function decide(): void {
  const { model } = files.check().checked
  if (worker === undefined) return
  if (model === undefined) decisions.outdate('The policy has errors: fix them to decide requests.')
  else runId = worker.ask({ kind: 'run', model, text: requests.text() })
}

function compare(): void {
  const { model } = files.check().checked
  const isSame = files.isUnchanged()
  byId('changes').hidden = isSame
  if (isSame || model === undefined || worker === undefined) return
  const before = files.opened().model
  if (before === undefined) {
    byId('diff').replaceChildren(
      element('p', {}, 'The version that was opened has errors, so that there is nothing to compare with.'),
    )
    return
  }
  diffWorker ??= startWorker(onAnswer)
  diffWorker.ask({ kind: 'diff', before, after: model, nowMs: Date.now() })
}

function onAnswer(answer: Answer): void {
  switch (answer.kind) {
    case 'ready':
      return
    case 'progress':
      if (answer.id >= runId) decisions.showProgress(answer.share)
      return
    case 'decided':
      if (answer.id === runId) decisions.show(answer)
      return
    case 'explained':
      decisions.explain(answer)
      return
    case 'rows':
      decisions.showRows(answer.rows)
      return
    case 'test':
      void copyText(answer.text, `${files.root().replace(/\.policy$/, '')}.test.yaml`)
      return
    case 'diff':
      byId('diff').replaceChildren(showDiff(answer.diff, requests.tryOut))
      return
    case 'failed':
      decisions.fail(answer.message)
      return
  }
}

/** Opens a state: it is what later edits are compared with. */
function open(state: SharedState): void {
  files.open(state.files, state.root)
  policy.open()
  requests.setText(state.requests ?? '')
  policy.update()
}

/** Shows what comes after the script in the page: the examples, and the worker, which is loaded while the policy can already be edited. */
function complete(): void {
  worker = startWorker(onAnswer)
  files.provideCatalog(JSON.parse(byId('catalog').textContent) as Readonly<Record<string, readonly Token[]>>)
  const { offered, omitted } = JSON.parse(byId('examples').textContent) as Examples
  const select = byId<HTMLSelectElement>('example')
  select.append(
    ...offered.map(({ title }, index) => element('option', { value: index }, title)),
    element(
      'optgroup',
      { label: 'Only in a checkout, not in this page' },
      ...omitted.map(({ title, reason }) => element('option', { disabled: true }, `${title} (${reason})`)),
    ),
  )
  select.addEventListener('change', () => {
    const example = offered[Number(select.value)]
    if (select.value === '' || example === undefined) return
    history.replaceState(null, '', location.pathname + location.search)
    open(example)
  })
  if (files.usesCatalog()) {
    policy.update()
    return
  }
  decide()
  compare()
}

byId('test').addEventListener('click', () => worker?.ask({ kind: 'test', policy: files.root() }))
byId('close').addEventListener('click', () => byId<HTMLDialogElement>('copy').close())
followLinks({
  open,
  state: () => ({
    files: files.texts(),
    root: files.root(),
    ...(!requests.isLong() && { requests: requests.text() }),
  }),
})
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', complete)
else complete()
