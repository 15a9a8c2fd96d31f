import { readFragment, type SharedState, writeFragment } from '../share-link.ts'
import { firstExample } from '../first-example.ts'
import { copyText, say } from './copy-text.ts'
import { byId } from './dom.ts'

/** What the page's links read and write. */
export interface LinksHost {
  readonly open: (state: SharedState) => void
  /** Returns what is on the page; without the requests if they are too long for a link. */
  readonly state: () => SharedState
}

/** Opens what the address names, now and when it changes, and listens to the buttons that make links. */
export function followLinks({ open, state }: LinksHost): void {
  const openFragment = async (): Promise<void> => {
    const fragment = location.hash.slice(1)
    if (fragment === '') {
      open(firstExample)
      return
    }
    const read = await readFragment(fragment)
    if (read.kind === 'state') open(read.state)
    else {
      open(firstExample)
      byId('notice').textContent =
        `${read.message[0]!.toUpperCase()}${read.message.slice(1)}. This is the first example instead.`
    }
    byId('notice').hidden = read.kind === 'state'
  }

  const share = async (): Promise<void> => {
    const shared = state()
    if (shared.requests === undefined) say('the log is too large for a link: only the policy is in it')
    history.replaceState(null, '', `#${await writeFragment(shared)}`)
    await copyText(location.href, 'link')
  }

  byId('share').addEventListener('click', () => void share())
  addEventListener('hashchange', () => void openFragment())
  if (new URLSearchParams(location.search).has('embed')) {
    document.documentElement.classList.add('embed')
    byId('whole').addEventListener('click', () => {
      void writeFragment(state()).then((fragment) =>
        window.open(`${location.href.split(/[?#]/)[0]}#${fragment}`, '_blank', 'noopener'),
      )
    })
  }
  void openFragment()
}
