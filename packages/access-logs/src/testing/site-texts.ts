/** User agents of recent browser versions. */
export const browserAgents: readonly string[] = [
  ...Array.from(
    { length: 12 },
    (_, n) =>
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${131 + n}.0.0.0 Safari/537.36`,
  ),
  ...Array.from(
    { length: 6 },
    (_, n) =>
      `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${137 + n}.0.0.0 Mobile Safari/537.36`,
  ),
  ...Array.from(
    { length: 6 },
    (_, n) =>
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_${n} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.${n} Mobile/15E148 Safari/604.1`,
  ),
  ...Array.from(
    { length: 5 },
    (_, n) =>
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.${n} Safari/605.1.15`,
  ),
  ...Array.from(
    { length: 6 },
    (_, n) => `Mozilla/5.0 (X11; Linux x86_64; rv:${139 + n}.0) Gecko/20100101 Firefox/${139 + n}.0`,
  ),
]

/** User agents of crawlers that most sites admit: search engines, link previews and Meta's crawler. */
export const crawlerAgents: readonly string[] = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)',
]

/** User agents of crawlers that many sites block. */
export const scraperAgents: readonly string[] = [
  'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
  'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)',
  'Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; spider-feedback@bytedance.com)',
  'Mozilla/5.0 (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)',
  'Scrapy/2.13.3 (+https://scrapy.org)',
]

/** Page paths, in descending order of popularity. */
export const pages: readonly string[] = [
  '/',
  '/products',
  '/pricing',
  '/blog',
  '/contact',
  '/about',
  '/docs',
  '/search',
  ...Array.from({ length: 120 }, (_, n) => `/products/item-${n}`),
  ...Array.from({ length: 80 }, (_, n) => `/blog/2026/article-${n}`),
  ...Array.from({ length: 60 }, (_, n) => `/docs/chapter-${n}/section`),
]

/** Paths that a vulnerability scanner requests. */
export const guessedPaths: readonly string[] = [
  '/.env',
  '/wp-login.php',
  '/admin/',
  '/admin/config.php',
  '/.git/config',
  '/phpmyadmin/index.php',
  '/cgi-bin/.%2e/.%2e/bin/sh',
  '/..%2f..%2fetc/passwd',
  '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php',
  '/backup.zip',
]
