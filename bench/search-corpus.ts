/** Made-up messages in Korean and English, the same for the same seed: frequent and rare words, particles, names, numbers, links, code. */

/** Mulberry32: numbers from 0 to 1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const KOREAN =
  "회의 오늘 내일 저녁 점심 시간 사람 친구 회사 학교 문제 배포 서버 오류 코드 검색 메시지 방 사진 파일 일정 약속 주말 아침 커피 영화 음악 운동 여행 날씨 버스 지하철 도착 출발 확인 수정 삭제 추가 질문 답변 공지 자료 보고서 계획 개발 디자인 테스트 결과 이번 다음 지난 월요일 금요일 생일 축하 감사 안녕 진짜 정말 조금 많이 빨리 천천히 같이 혼자 먼저 나중 여기 저기 우리 모두 누구 언제 어디 무엇 어떻게 그래서 그런데 하지만 그리고".split(
    " ",
  );
const PARTICLES = [
  "",
  "",
  "",
  "에서",
  "은",
  "는",
  "이",
  "가",
  "을",
  "를",
  "에",
  "도",
  "로",
  "부터",
  "까지",
  "이랑",
  "만",
  "의",
];
const ENDINGS = [
  "해요",
  "할게요",
  "했어요",
  "합니다",
  "하자",
  "해 주세요",
  "했는데요",
  "하나요?",
  "ㅋㅋㅋ",
  "ㅎㅎ",
  "ㅠㅠ",
  "네",
  "요",
  "!",
];
const ENGLISH =
  "the a to of and in is it you that for on with this meeting deploy server error code search message room photo file plan project design test result today tomorrow morning lunch dinner coffee weekend please thanks sorry maybe really quick slow check fix delete add question answer notice report review merge branch release build cache index query table database network browser mobile desktop".split(
    " ",
  );
const CODE = [
  "getUserById(user_id)",
  "npm run build",
  "=> null;",
  "src/app/page.tsx",
  "SELECT * FROM rooms",
  "v2.14.3",
  "TypeError:",
  "git rebase main",
];
const SYLLABLE_FIRST = 0xac00;
const SYLLABLE_COUNT = 11_172;

/** Picks a word: the one of rank r is about 1/r as frequent as the first. */
const byRank = <T>(all: readonly T[], random: () => number) => all[Math.floor(all.length ** random()) - 1] as T;

/** Names and terms: with the common words, about as many different words as people use. */
function rareWords(random: () => number) {
  // 400 syllables make nearly all Korean text.
  const syllables = Array.from({ length: 400 }, () =>
    String.fromCodePoint(SYLLABLE_FIRST + Math.floor(random() * SYLLABLE_COUNT)),
  );
  const letters = "etaoinshrdlucmfwypvbgkjqxz";
  const word = (alphabet: ArrayLike<string>, length: number) =>
    Array.from({ length }, () => byRank(Array.from(alphabet), random)).join("");
  return {
    korean: Array.from({ length: 20_000 }, () => word(syllables, 2 + Math.floor(random() * 3))),
    english: Array.from({ length: 20_000 }, () => word(letters, 4 + Math.floor(random() * 6))),
  };
}

/** Returns a function that makes the next message. */
export function corpus(random: () => number): () => string {
  const rare = rareWords(random);
  const oneOf = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)] as T;
  const korean = () => (random() < 0.2 ? byRank(rare.korean, random) : byRank(KOREAN, random)) + oneOf(PARTICLES);
  const english = () => (random() < 0.2 ? byRank(rare.english, random) : byRank(ENGLISH, random));
  const several = (word: () => string) =>
    Array.from({ length: 1 + Math.floor(random() * random() * 18) }, word).join(" ");
  return () => {
    const text = random() < 0.7 ? `${several(korean)} ${oneOf(ENDINGS)}` : several(english);
    const more = random();
    if (more < 0.04) return `${text} https://example.com/${Math.floor(random() * 1e6)}`;
    if (more < 0.08) return `${text} ${oneOf(CODE)}`;
    if (more < 0.16) return `${text} ${Math.floor(random() * 10_000)}`;
    return text;
  };
}
