/**
 * The script of the page. It replaces parts of the page with what the server sends, and does nothing else: everything works without it.
 *
 * A part is left alone while a person uses it: while the focus or a selection is in it. A hidden page has no stream.
 */
export const script = `'use strict'
{
  const status = document.getElementById('live')
  const path = document.body.dataset.live
  const waiting = new Map()
  let source
  let wasLost = false
  let again

  const say = (text) => {
    if (status !== null && status.textContent !== text) status.textContent = text
  }

  const partOf = (id) => document.querySelector('[data-part="' + CSS.escape(id) + '"]')

  const isInUse = (part) => {
    if (part.contains(document.activeElement)) return true
    const selection = getSelection()
    return selection !== null && !selection.isCollapsed && part.contains(selection.anchorNode)
  }

  const show = () => {
    for (const [id, markup] of waiting) {
      const part = partOf(id)
      if (part !== null && isInUse(part)) continue
      waiting.delete(id)
      if (part === null || part.innerHTML === markup) continue
      const opened = [...part.querySelectorAll('details[open][id]')].map((each) => each.id)
      part.innerHTML = markup
      for (const each of opened) part.querySelector('#' + CSS.escape(each))?.setAttribute('open', '')
    }
  }

  const open = () => {
    clearTimeout(again)
    source = new EventSource(path)
    source.addEventListener('open', () => {
      say(wasLost ? 'The connection is back: the page is current.' : 'This page is live.')
      wasLost = false
    })
    source.addEventListener('parts', ({ data }) => {
      for (const [id, markup] of Object.entries(JSON.parse(data))) waiting.set(id, markup)
      show()
    })
    source.addEventListener('ended', ({ data }) => {
      source.close()
      say(data)
      if (document.querySelector('main input:focus, main select:focus') === null) again = setTimeout(() => location.reload(), 1000)
    })
    source.addEventListener('error', () => {
      wasLost = true
      say('No connection to the gateway: the page is as it was. Trying again.')
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, 5000)
    })
  }

  const close = () => {
    clearTimeout(again)
    source?.close()
  }

  if (path !== '' && path !== undefined) {
    document.addEventListener('focusout', () => setTimeout(show))
    document.addEventListener('selectionchange', () => setTimeout(show))
    document.addEventListener('visibilitychange', () => {
      close()
      if (!document.hidden) open()
    })
    addEventListener('pagehide', close)
    addEventListener('pageshow', ({ persisted }) => persisted && open())
    if (!document.hidden) open()
  }
}
`
