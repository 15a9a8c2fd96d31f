/** What an ACL tests: a sample of the request, and converters that change it. */
export interface Fetch {
  readonly name: string
  readonly args: readonly string[]
  readonly converters: readonly { readonly name: string; readonly args: readonly string[] }[]
  /** The way of matching that the name implies, such as `beg` of `path_beg`. */
  readonly match: string | undefined
}

/** Reads `hdr_sub(user-agent),lower`; undefined if its parentheses do not match. */
export function readFetch(text: string): Fetch | undefined {
  const parts: { name: string; args: readonly string[] }[] = []
  let rest = text
  for (;;) {
    const [whole, name, args] = /^([\w.]+)(?:\(((?:[^()]|\([^()]*\))*)\))?(?:,|$)/.exec(rest) ?? []
    if (whole === undefined || name === undefined) return undefined
    parts.push({
      name,
      args: args === undefined || args.trim() === '' ? [] : args.split(',').map((each) => each.trim()),
    })
    rest = rest.slice(whole.length)
    if (rest === '') break
  }
  const [first, ...converters] = parts
  const [, base, match] = /^(.*?)_(beg|dir|dom|end|len|reg|sub)$/.exec(first!.name) ?? []
  const hasMatch = base !== undefined && matchable.has(base)
  return {
    name: plainNames[hasMatch ? base : first!.name] ?? (hasMatch ? base : first!.name),
    args: first!.args,
    converters,
    match: hasMatch ? match : undefined,
  }
}

const matchable: ReadonlySet<string> = new Set(
  'path url base hdr req.hdr req.fhdr cook req.cook urlp url_param hdr_cnt shdr scook'.split(' '),
)

/** Other names of the same sample. */
const plainNames: Readonly<Record<string, string>> = {
  'req.hdr': 'hdr',
  'req.hdr_ip': 'hdr_ip',
  'req.hdr_cnt': 'hdr_cnt',
  'req.fhdr_cnt': 'fhdr_cnt',
  'req.fhdr': 'fhdr',
  'req.cook': 'cook',
  'req.cook_cnt': 'cook_cnt',
  urlp: 'url_param',
  'req.ssl_sni': 'req_ssl_sni',
}
