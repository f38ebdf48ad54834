/** Texts of attackers, broken keyboards and other scripts. Each `canary` would be noticed if it were executed. */

const RLO = "\u202e";
/** As many stacked marks as a text may have (D7). */
const TOWER = `a${"\u0301\u0489\u033f".repeat(10)}`;

/** Texts that a room accepts unchanged. */
export const MESSAGES: Record<string, string> = {
  script: "<script>window.canary = 1</script>",
  "script that ends another": "</script><script>window.canary = 2</script>",
  "end of a comment": "--><svg/onload=window.canary=3>",
  handler: '<img src=x onerror="window.canary=4">',
  "handler without quotes": "<details open ontoggle=window.canary=5>",
  "broken attribute": '"><input autofocus onfocus=window.canary=6>',
  frame: '<iframe srcdoc="<script>parent.canary=7</script>"></iframe>',
  style: "<style>*{display:none}</style>",
  base: '<base href="https://evil.example/">',
  "javascript link": "javascript:window.canary=8",
  "javascript link, hidden": "java\tscript:window.canary=9 JaVaScRiPt:window.canary=10",
  "markdown link": "[안녕](javascript:window.canary=11)",
  "data link": "data:text/html,<script>parent.canary=12</script>",
  "address with a script behind it": 'https://example.com/"onmouseover="window.canary=13',
  "address with a name in it": "https://bank.example@evil.example/",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a user.
  template: "${window.canary=14} {{window.canary=15}} <%= window.canary=16 %>",
  entities: "&lt;b&gt; &#60;script&#62;window.canary=17&#60;/script&#62;",
  "line separators": "하나\u2028둘\u2029셋",
  "right to left": "שלום עולם, مرحبا بالعالم",
  "override that never ends": `${RLO}gnp.exe`,
  "override before an address": `${RLO}https://example.com/abc`,
  "override inside an address": `https://example.com/${RLO}gpj.exe`,
  "isolates that never end": "\u2067\u2066\u2067abc",
  "closes what it never opened": "\u2069\u2069\u202c\u202c abc",
  "zero width": "a\u200b\u200c\u200d\u2060\ufeffb",
  "tower of marks": TOWER,
  "long word": "가".repeat(4000),
  "long word in Latin": "W".repeat(4000),
  "long address": `https://example.com/${"a".repeat(3900)}`,
  "many lines": "\n줄".repeat(400),
  "joined pictures": "👩‍👩‍👧‍👦".repeat(500),
  "tags of a flag": "🏴󠁧󠁢󠁥󠁮󠁧󠁿".repeat(20),
  "private letters and non-characters": "\ue000\ufffe\uffff\u{10ffff}",
};

/** Texts that every room refuses: they would break the archive, or cost too much to normalize. */
export const REFUSED: Record<string, string> = {
  "first half of a pair": "a\ud83d",
  "second half of a pair": "\ude00b",
  "no character at all": "a\u0000b",
  "tower of too many marks": `${TOWER}\u0301`,
};

/** Hostile names that a room may have. */
export const ROOM_NAMES: Record<string, string> = {
  script: "<script>window.canary=20</script>",
  handler: "<img src=x onerror=window.canary=21>",
  quotes: "\"'><b>",
  "right to left": "غرفة الشاي",
  "zero width": "차\u200b방\u200d",
  "widest letters": "W".repeat(80),
  "no place to break": "가".repeat(80),
  "tower of marks": `b${"\u0301".repeat(30)}`,
  // The browser's `document.title` has one space for several.
  "spaces in a row": "차  방   셋",
};

/** Names that neither a room nor a user may have: they change the direction of the text around them. */
export const REFUSED_NAMES: Record<string, string> = {
  override: `방${RLO}txt.exe`,
  isolate: "방\u2067abc",
  "line break": "방\n방",
};

/** Hostile names that a user may not have. */
export const REFUSED_USERNAMES: Record<string, string> = {
  ...REFUSED_NAMES,
  script: "<script>",
  handler: "a=onload",
  "zero width": "mi\u200bna",
  "tower of marks": `e${"\u0301".repeat(20)}`,
  "too long": "W".repeat(33),
};
