import { stripVTControlCharacters } from 'node:util'

/** A format without something that a replay needs, and what a line of it looks like. */
export interface UnusableFormat {
  readonly title: string
  readonly lacks: string
  readonly line: RegExp
  readonly documentation: string
}

/** Formats that cannot be replayed. */
export const unusableFormats: readonly UnusableFormat[] = [
  {
    title: 'AWS Network Load Balancer',
    lacks: 'it contains connections, and no requests',
    line: /^tls \d\.\d \d{4}-\d\d-\d\dT\S+ net\//,
    documentation: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html',
  },
  {
    title: 'HAProxy with `option tcplog`',
    lacks: 'it contains connections, and no requests',
    line: /\S+:\d+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:[^\]]+\] \S+ [^\s/]+\/\S+ [-\d]+\/[-\d]+\/[-+\d]+ \d+ \S\S \d+\/\d+\/\d+\/\d+\/\d+ \d+\/\d+$/,
    documentation: 'https://docs.haproxy.org/2.6/configuration.html#8.2.2',
  },
  {
    title: 'morgan `dev` and `tiny`',
    lacks: 'it contains neither the address of the client nor the time; log with `combined`',
    line: /^[A-Z]+ \/\S* \d{3} (?:(?:-|\d+) - )?[\d.-]+ ms(?: - (?:-|\d+))?$/,
    documentation: 'https://github.com/expressjs/morgan#predefined-formats',
  },
  {
    title: 'morgan `short`',
    lacks: 'it contains no time; log with `combined`',
    line: /^\S+ \S+ [A-Z]+ \S+ HTTP\/[\d.]+ \d{3} \S+ - [\d.]+ ms$/,
    documentation: 'https://github.com/expressjs/morgan#predefined-formats',
  },
  {
    title: 'Django’s `runserver`',
    lacks: 'it contains no address of the client',
    line: /^\[\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d\] "[A-Z]+ \S+ HTTP\/[\d.]+" \d{3} \d+$/,
    documentation: 'https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver',
  },
  {
    title: 'lograge',
    lacks: 'it contains no address of the client; add `remote_ip` with `custom_options`, and use its JSON formatter',
    line: /method=[A-Z]+ path=\S+ format=\S+ controller=\S+ +action=\S+ status=\d{3} duration=/,
    documentation: 'https://github.com/roidrage/lograge',
  },
]

/** Returns the format of a line that cannot be replayed, if it is a known one. */
export function unusableFormatOf(line: string): UnusableFormat | undefined {
  // WHY: the beginning is enough, and a long line would take long.
  const plain = stripVTControlCharacters(line.slice(0, 2_000))
  return unusableFormats.find(({ line: looks }) => looks.test(plain))
}
