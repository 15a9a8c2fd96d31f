/**
 * Words that the User-Agents of many bots contain although they are not the name of one: parts of addresses, of browsers' names, of
 * languages, and what bots say about themselves. All words in the User-Agents of at least three bots in crawler-user-agents 1.60.0,
 * except names of crawlers and libraries, and some more of the same kind.
 */
const words: ReadonlySet<string> = new Set(
  // Addresses
  (
    'http https www ftp mailto com org net info edu gov biz html htm php asp aspx jsp cgi xml txt pdf index.html bot.html ' +
    'favicon domain domains url urls uri web website websites site sites page pages mail gmail email e-mail wiki blog ' +
    'wordpress github google yahoo yandex baidu bing microsoft facebook amazon apple cloudflare naver docs doc help faq kb ' +
    'about support contact abuse legal policy security developers developer webmaster webmasters sharing company ' +
    'enterprise technologies services service online software open dev app apps tech cloud ' +
    // What bots say about themselves
    'bot bots robot robots crawler crawlers crawl crawling spider spiders webcrawler scraper agent agents useragent ' +
    'user-agent user client search searchbot searchengine engine fetch fetcher feed feeds rss news image images media link ' +
    'links linkchecker archive archiver archiving monitor monitoring uptime check checker validator scan scanner parser ' +
    'preview snapshot index indexer indexing collector harvester download downloader reader proxy tool tools test testing ' +
    'example beta free project research data content analytics feedback audit platform library generator server api seo ' +
    'webhooks internet semantic browser subscribers version overview product subscriber ' +
    // Browsers
    'mozilla compatible gecko applewebkit webkit khtml like safari chrome chromium firefox msie trident opera edge mobile ' +
    'windows linux android macintosh iphone ipad intel cpu os mac ubuntu x11 x64 x86 x86_64 amd64 i686 win32 win64 wow64 ' +
    'version build nexus pixel electron clr mmb29p headless ' +
    // Small words
    'the and for with from your our you are not only please this that via bot-user none unknown undefined null default ' +
    'all any everyone everybody everything'
  ).split(' '),
)

/** Whether bots of all kinds send the word; so do one letter, two letters, and anything without a letter. Lower case. */
export function isBotWord(word: string): boolean {
  return words.has(word) || /^[a-z]{1,2}$/.test(word) || !/[a-z]/.test(word)
}
