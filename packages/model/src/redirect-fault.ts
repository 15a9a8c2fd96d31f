/** Why a text is not the target of a redirect, and what to write instead. */
export interface RedirectFault {
  readonly reason: string
  readonly help: string
}

/** The placeholder for the id of the decision. */
const reference = '{reference}'

/** Maximum length: what all common servers and clients take as a Location field. */
const maxLength = 2_000

/** The characters of a URL (RFC 3986 §2), and complete escapes. */
const characters = /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\da-fA-F]{2})*$/

/**
 * Returns why a text is not the target of a redirect: a path on the same site, or an absolute URL with `http` or `https`, in which `{reference}` may be
 * anywhere after the host. Targets that programs read in several ways are refused: without a scheme, with backslashes, with blanks or
 * control characters, with a user. O(length).
 */
export function redirectFault(text: string): RedirectFault | undefined {
  if (text === '') return fault('it is empty', example)
  if (text.length > maxLength) return fault(`it is longer than ${maxLength} characters`, 'use a shorter URL')
  if (text.includes('\\')) return fault('it contains a backslash', 'browsers read `\\` as `/`: write `/`')
  if (text.startsWith('//')) {
    return fault('it names a host without a scheme', 'write `https:` before it, or one `/` for a path on this site')
  }
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined && !text.startsWith('/')) return fault('it is neither a path nor an absolute URL', example)
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    return fault(`its scheme is \`${scheme}\``, 'only `http` and `https` are redirected to')
  }
  const bare = text.replaceAll(reference, '')
  const placeholder = /\{[^{}]*\}/.exec(bare)?.[0]
  if (placeholder !== undefined) {
    return fault(`\`${placeholder}\` is not a placeholder`, 'the only placeholder is `{reference}`, the id in the log')
  }
  if (!characters.test(bare)) {
    return fault(
      'it contains a character that a URL cannot contain',
      'write it percent-encoded, such as `%20` for a blank',
    )
  }
  return scheme === undefined ? faultOfPath(text) : faultOfAbsolute(text)
}

const example = 'for example `/sorry`, or `https://status.example.com/`'

/** WHY: `/.//host` is `//host` to what removes `.` before it looks for a host. */
function faultOfPath(text: string): RedirectFault | undefined {
  const { pathname } = new URL(text.replaceAll(reference, '0'), 'http://site.invalid')
  return pathname.startsWith('//')
    ? fault('it begins with `//` once `.` and `..` are removed', 'write the path without `.` and `..`')
    : undefined
}

function faultOfAbsolute(text: string): RedirectFault | undefined {
  const authority = /^https?:\/\/([^/?#]*)/i.exec(text)?.[1]
  if (authority === undefined || authority === '') return fault('it has no host', example)
  if (authority.includes('{')) return fault('the placeholder is in the host', 'use it in the path or the query')
  if (authority.includes('@')) return fault('it contains a user', 'what is before `@` hides the host: leave it out')
  if (!URL.canParse(text.replaceAll(reference, '0'))) return fault('its host is not valid', example)
  return undefined
}

function fault(reason: string, help: string): RedirectFault {
  return { reason, help }
}
