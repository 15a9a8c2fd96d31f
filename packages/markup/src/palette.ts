const light = [
  '--page:#f6f7f8;--card:#fff;--ink:#17212b;--soft:#55636f;--faint:#5f6c78;--line:#e1e6ea;--track:#eef1f4;--code:#f1f4f6',
  '--pass:#2b8a8f;--pass-soft:#a9d3d3;--block:#c4392d;--limit:#d98e1f;--shadow:#6b62b8;--other:#8794a0',
  '--pass-ink:#1c7277;--block-ink:#b3322a;--limit-ink:#8f5a00;--shadow-ink:#5f56ad',
].join(';')

const dark = [
  '--page:#11171c;--card:#192128;--ink:#e8edf1;--soft:#a5b2bd;--faint:#8f9ca8;--line:#2a343d;--track:#232d35;--code:#212b33',
  '--pass:#4fb8b6;--pass-soft:#2f6d70;--block:#ef6a5c;--limit:#eeb04e;--shadow:#a39bee;--other:#75838f',
  '--pass-ink:#4fb8b6;--block-ink:#f3897e;--limit-ink:#eeb04e;--shadow-ink:#a39bee',
].join(';')

/**
 * Colours as custom properties of CSS, light or dark like the reader's system. `ink`, `soft`, `faint` and all that end in `-ink` are for text: they have a
 * contrast of at least 4.5 to 1 on `page`, `card`, `code` and `track` (WCAG 2.2, 1.4.3). `pass`, `block`, `limit`, `shadow` and `other` are for areas.
 */
export const palette: string = `:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}`
