import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fastestRun } from "@/tests/harness/cpu-time";
import { splitLinks } from "./links";

const linked = (text: string) => splitLinks(text).flatMap((piece) => (piece.href ? [piece.text] : []));

/** Texts with their links in ⟦ ⟧. */
const SENTENCES = `
see ⟦https://example.com/a?b=c#d⟧ now
⟦https://a.example⟧ and ⟦HTTP://b.example⟧
(⟦https://example.com/a⟧).
⟦https://en.wikipedia.org/wiki/Room_(film)⟧!
(see ⟦https://en.wikipedia.org/wiki/Room_(film)⟧)
[link](⟦https://example.com/a⟧), or <⟦https://example.com/b⟧>
⟦https://example.com/a⟧... and ⟦https://example.com/b⟧?!
'⟦https://example.com/it⟧' and "⟦https://example.com/a⟧"
⟦https://example.com/Rock_'n'_Roll⟧ it is
⟦https://example.com⟧'s page
⟦http://localhost:3000/rooms⟧
⟦http://127.0.0.1:8080/a⟧ and ⟦http://[::1]:3000/a⟧
⟦https://example.com/@mina⟧
⟦https://example.com/~mina/⟧
⟦https://example.com/⟧~ 여기요 ⟦https://example.com/a/⟧~~ ㅋㅋ ⟦https://example.com/⟧~!
⟦https://example.com/abc⟧~여기 보세요 ⟦https://example.com/?x=1⟧~이거 ⟦https://example.com/a~b~c⟧ ⟦https://example.com/~김철수/⟧
~~⟦https://example.com/a⟧~~그리고 ~~⟦https://example.com/a/⟧~~나머지 ~~⟦https://example.com/문서⟧~~다음 ⟦https://example.com/서울~부산.pdf⟧ ⟦https://namu.wiki/w/A~하⟧
~~⟦https://example.com/⟧~~는 닫혔어요 ~~보기 ⟦https://example.com/a/⟧~~ 끝
⟦https://example.com/?next=https://example.net/a⟧
⟦https://web.archive.org/web/2020/https://example.com/⟧
⟦https://example.com/a⟧,⟦https://example.com/b⟧;⟦https://example.com/c⟧
⟦https://www.google.com/maps/@37.5,127.0,14z⟧
⟦https://example.com/%ED%95%9C%EA%B5%AD?q=%20#%2F⟧ 참고
⟦https://example.com/a_b-c.d/e+f;g=1&h[]=2⟧
⟦https://x.com/foo/status/1?s=20⟧이거 봐 ⟦https://x.com/foo/status/1?s=46⟧여기 ⟦https://x.com/foo/status/1?s=20⟧を見て ⟦https://x.com/foo/status/1?s=20⟧看看 ⟦https://x.com/foo/status/1?s=20⟧(트위터)
⟦https://example.com/?s=사랑방⟧ ⟦https://example.com/?s=C언어⟧ ⟦https://example.com/?q=2024년⟧ 글
⟦https://en.wikipedia.org/wiki/Seoul⟧은 커 ⟦https://en.wikipedia.org/wiki/Seoul⟧이 좋아 ⟦https://en.wikipedia.org/wiki/Seoul⟧로 가 ⟦https://en.wikipedia.org/wiki/Seoul⟧を参照 ⟦https://en.wikipedia.org/wiki/Seoul⟧です。 ⟦https://en.wikipedia.org/wiki/Seoul⟧的
⟦https://ko.wikipedia.org/wiki/TV조선⟧ ⟦https://ja.wikipedia.org/wiki/Tシャツ⟧ ⟦https://namu.wiki/w/C언어⟧ ⟦https://namu.wiki/w/A형⟧
⟦https://velog.io/@foo/리액트-18버전⟧ ⟦https://example.com/공지/2024년/3월⟧ ⟦https://example.com/자바스크립트-ES6문법⟧ ⟦https://example.com/?파일=보고서1차⟧ ⟦https://example.com/공지/2⟧는 ⟦https://example.com/공지?id=12⟧이거
⟦https://www.instagram.com/p/CxYz123/⟧이거 귀엽다 ⟦https://www.instagram.com/p/CxYz123/⟧보세요 ⟦https://www.instagram.com/p/CxYz123/⟧여기서 봤어 ⟦https://example.jp/⟧はこちら ⟦https://www.bilibili.com/video/BV1xx411c7mD/⟧这个视频
⟦https://ko.wikipedia.org/wiki/%EC%84%9C%EC%9A%B8⟧은 수도 ⟦https://ko.wikipedia.org/wiki/%EC%84%9C%EC%9A%B8⟧이 좋아 ⟦https://namu.wiki/w/%ED%95%9C%EA%B5%AD⟧참고하세요 ⟦https://namu.wiki/w/%ED%95%9C%EA%B5%AD⟧(나무위키) ⟦https://namu.wiki/w/%ED%95%9C%EA%B5%AD⟧[나무위키]
⟦https://search.naver.com/search.naver?query=%EB%82%A0%EC%94%A8⟧검색해봐 ⟦https://ja.wikipedia.org/wiki/%E6%97%A5%E6%9C%AC⟧参照 ⟦https://zh.wikipedia.org/wiki/%E4%B8%AD%E5%9B%BD⟧看看 ⟦https://map.kakao.com/?q=%EA%B0%95⟧여기서 ⟦https://namu.wiki/w/%EA%B0%80(%EB%82%98)⟧은
⟦https://namu.wiki/w/코쵸우%20카나에⟧ ⟦https://namu.wiki/w/T1%20프로게임단⟧ ⟦https://namu.wiki/w/%EC%84%9C_%EC%9A%B8⟧
⟦https://ko.wikipedia.org/wiki/소믈리에⟧ ⟦https://namu.wiki/w/까르띠에⟧ ⟦https://example.com/카페/아틀리에⟧ ⟦https://ko.wikipedia.org/wiki/서울⟧에 나와
⟦https://ko.wikipedia.org/wiki/이고은⟧ ⟦https://namu.wiki/w/이랑⟧ ⟦https://namu.wiki/w/이랑(가수)⟧ ⟦https://namu.wiki/w/ㅋㅋㅋ⟧ ⟦https://namu.wiki/w/인데버⟧ ⟦https://example.com/users/이고은⟧ ⟦https://example.com/?name=이고은⟧ ⟦https://example.com/?query=인데놀+부작용⟧ ⟦https://ko.wikipedia.org/wiki/라고스⟧ ⟦https://ko.wikipedia.org/wiki/이고은⟧입니다
⟦https://example.com/users/⟧이고요 ⟦https://example.com/tags/⟧에서 ⟦https://example.com/search/⟧이에요 ⟦https://example.com/a/⟧라고 해
⟦https://minsu.tistory.com/entry/도커-설치부터-배포까지⟧ ⟦https://velog.io/@minsu/나는-왜-타입스크립트를⟧ ⟦https://www.google.com/search?q=서울에서+부산까지⟧ ⟦https://namu.wiki/w/지구에서%20우주까지⟧ ⟦https://example.com/2024-공지⟧를 봐
⟦https://map.naver.com/p/entry/place/1234567⟧여기 ⟦https://m.place.naver.com/place/123456⟧여기 예약했어 ⟦https://minsu.tistory.com/entry/123⟧글 ⟦https://minsu.tistory.com/entry/2024년-회고⟧ ⟦https://minsu.tistory.com/123⟧이 글
⟦https://en.wikipedia.org/wiki/IPhone_15⟧가 나왔어 ⟦https://en.wikipedia.org/wiki/Room_(film)⟧이 좋아 ⟦https://en.wikipedia.org/wiki/Python_(programming_language)⟧은 ⟦https://namu.wiki/w/T1(프로게임단)⟧이 ⟦https://ko.wikipedia.org/wiki/이북5도⟧ ⟦https://ko.wikipedia.org/wiki/2024년⟧
⟦https://github.com/org/repo/pull/12⟧'s CI failed, ⟦https://github.com/org/repo⟧’s README, ⟦https://en.wikipedia.org/wiki/McDonald's⟧ ⟦https://en.wikipedia.org/wiki/McDonald’s⟧ ⟦https://example.com/it's-fine⟧
⟦https://www.instagram.com/reel/CxYz/⟧😂 ⟦https://naver.com/⟧🔥 ⟦https://example.com/tags/🔥⟧ ⟦https://example.com/?q=🔥⟧ ⟦https://example.com/⟧🇰🇷👍🏽
⟦https://en.wikipedia.org/wiki/Seoul⟧보세요 ⟦https://en.wikipedia.org/wiki/Room_(film)⟧보셨어요? ⟦https://www.google.com/search?q=typescript⟧검색해봐 ⟦https://github.com/topics/chat⟧여기 ⟦https://velog.io/@minsu/제주도-여행-후기⟧입니다 ⟦https://example.com/%EA%B3%B5%EC%A7%80/⟧확인
⟦https://www.netflix.com/title/81234567⟧재밌어 ⟦https://www.netflix.com/title/81234567⟧(추천) ⟦https://example.com/tags/2024년⟧ ⟦https://example.com/tags/20241127⟧글
⟦https://example.com⟧.Please check ⟦https://example.com⟧.It works, ⟦https://www.example.com⟧.Next ⟦https://www.Example.Com⟧ ⟦https://www.example.Com⟧ ⟦https://example.co.Kr⟧ ⟦https://example.com⟧-great ⟦https://build.my-host⟧
①⟦https://example.com/a⟧②⟦https://example.com/b⟧ ❶⟦https://example.com/a⟧❷ 다음
⟦https://example.com/a⟧₩100 ⟦https://example.com/a⟧￥100 ⟦https://naver.com/a⟧**중요**입니다 ⟦https://example.com/a*b⟧
⟦https://naver.com⟧2024년 ⟦https://a.com⟧2️⃣⟦https://b.com⟧ 1️⃣⟦https://a.com/x⟧2️⃣⟦https://b.com/y⟧ ⟦https://db.vm1/a⟧ ⟦http://10.0.0.12⟧입니다
⟦https://naver.me/abc⟧(3시까지) ⟦https://naver.me/abc⟧(PC용) ⟦https://naver.me/abc⟧[2부] ⟦https://naver.me/abc⟧(feat. 민수) ⟦https://naver.me/a⟧(1번), ⟦https://naver.me/d⟧(2번) ⟦https://example.com/?q=:(a⟧
⟦https://www.naver.com/⟧(네이버) ⟦https://www.naver.com/⟧[네이버] 홈 ⟦https://namu.wiki/w/(여자)아이들⟧
⟦https://a.com/x⟧->이동 ⟦https://a.com/x⟧=>이동 ⟦https://a.com/x⟧-->⟦https://b.com/y⟧ ⟦https://a.com/?x=YQ==⟧
링크1:⟦https://a.com/x⟧ 다음 ⟦https://a.com/x링크2⟧:⟦https://b.kr/y⟧
⟦https://a.com/x⟧ㅠ_ㅠ ⟦https://a.com/x⟧ㅋㅋ_ㅋㅋ ⟦https://naver.me/abc⟧로1시까지
⟦https://ko.wikipedia.org/wiki/조선_세종⟧입니다 ⟦https://ko.wikipedia.org/wiki/대한민국의_국회⟧예요 ⟦https://ko.wikipedia.org/wiki/한국_전쟁⟧ㅠㅠ ⟦https://ko.wikipedia.org/wiki/한국_도서관에⟧
⟦https://toss.im/a/⟧에선 ⟦https://toss.im/a/⟧이던데 ⟦https://toss.im/a/⟧이었어 ⟦https://toss.im/a/⟧이거든요 ⟦https://toss.im/a/⟧입니당 ⟦https://toss.im/a/⟧라는데
⟦https://example.com⟧。다음
（⟦https://example.com⟧）
⟦https://example.com⟧(네이버)
⟦https://example.com⟧에서,다음은
⟦https://example.com/⟧에서 봐요
「⟦https://example.com⟧」
『⟦https://example.com/a⟧』、【⟦https://example.com/b⟧】
⟦https://example.com⟧에서 만나요
⟦https://example.com⟧입니다.
⟦https://example.com⟧입니다.⟦https://example.net⟧도요
⟦https://example.com⟧.다음은 저기
⟦https://example.com⟧은?
⟦https://example.com:8443⟧으로 오세요
⟦https://example.co.kr⟧를 보세요
⟦http://localhost:3000⟧에서 돼요
⟦http://localhost⟧에서도 돼요
주소는⟦https://example.com⟧이에요
⟦https://example.com/a?b=1⟧입니다.
⟦https://example.com/docs/a.html⟧을 봐 주세요
⟦https://example.com/docs/a.html⟧보세요
⟦https://example.com/abc⟧에서도 되고 ⟦https://example.com/def⟧까지 가요
⟦https://example.com/⟧를,⟦https://example.com/x⟧는.
⟦https://example.com/docs/⟧은 어때
⟦https://example.com/⟧에서봐요
⟦https://example.com/⟧입니다!
⟦https://example.com/?v=dQw4⟧이고요
⟦https://example.com/a⟧ㅋㅋㅋ
⟦https://example.com/⟧ㅎㅎ
⟦https://example.com/a⟧~ 여기요
⟦https://example.com/a⟧!다음은 ⟦https://example.com/b⟧.다음은
⟦https://example.com/a⟧(네이버) ⟦https://example.com/a⟧[네이버]
⟦https://example.com/a⟧😀 하하
⟦https://example.com/#tag⟧로
⟦https://ko.wikipedia.org/wiki/한국⟧
⟦https://ko.wikipedia.org/wiki/사랑방⟧에서 봐요
⟦https://ko.wikipedia.org/wiki/한국_사람⟧
⟦https://example.com/글⟧에서 봐요 ⟦https://example.com/가/나/다⟧에서는 ⟦https://ko.wikipedia.org/wiki/물⟧입니다 ⟦https://example.com/책⟧이에요
⟦https://ko.wikipedia.org/wiki/앞으로⟧ ⟦https://ko.wikipedia.org/wiki/끝까지⟧
⟦https://ko.wikipedia.org/wiki/서울특별시#역사⟧
⟦https://ko.wikipedia.org/wiki/특수:최근바뀜⟧
⟦https://ko.wikipedia.org/wiki/LG전자⟧
⟦https://example.com/가.html⟧에서 ⟦https://example.com/사진.jpg⟧를
⟦https://example.com/페이지⟧를 보고 ⟦https://example.com/마을⟧ 구경
⟦https://example.com/a⟧·⟦https://example.com/b⟧
⟦https://namu.wiki/w/한국(동음이의어)⟧
⟦https://example.com/도움말/시작하기⟧ 참고
⟦https://example.com/search?q=한국&lang=ko⟧
⟦https://example.com/?code=YWJj==⟧눌러 주세요 ⟦https://example.com/p/a/?igsh=YWJjZA==⟧봐 ⟦https://example.com/?t=YWI=⟧이거요
⟦https://example.com/?igsh=YWJjZA==⟧(인스타) ⟦https://example.com/?igsh=YWJjZA==⟧👍 ⟦https://example.com/?sig=ab/cYWI=⟧[이거] ⟦https://example.com/?igsh=YWJjZA==⟧⟦https://example.net⟧
⟦https://example.com/?filter=city=서울⟧ ⟦https://example.com/?filter=city=서울&x=1⟧ ⟦https://example.com/d/name=한국⟧
⟦https://example.com/?a=b==&q=한국⟧ ⟦https://example.com/?code=YWJj==⟧看看
⟦https://example.com/search?q=제주도⟧
⟦https://한국.kr/⟧에서
⟦https://한국.kr⟧에서 ⟦https://한글.한국⟧에서
⟦https://카페abc.com/a⟧
⟦https://例え.jp⟧を見て
⟦https://example.jp⟧をご覧ください。
⟦https://example.jp/a⟧を見てください
⟦https://example.jp/⟧を見て
⟦https://ja.wikipedia.org/wiki/レオナルド・ダ・ヴィンチ⟧
⟦https://ja.wikipedia.org/wiki/東京タワー⟧。
请访问⟦https://example.com⟧，谢谢
请访问⟦https://example.com/a⟧查看
网址：⟦https://example.com/a⟧；⟦https://example.com/b⟧！
⟦https://zh.wikipedia.org/wiki/中国⟧
⟦https://中国.cn⟧的页面
“⟦https://example.com⟧”和‘⟦https://example.com/a⟧’
⟦https://example.com⟧⟦https://example.net/a⟧⟦http://example.org⟧
⟦https://example.com⟧…그리고 ⟦https://example.com/a⟧……
👉⟦https://example.com/a⟧👈
⟦https://example.com/a⟧→이동 ⟦https://example.com/b⟧⇒⟦https://example.com/c⟧
⟦https://example.com/a⟧★이벤트 ⟦https://example.com/b⟧※주의 ⟦https://example.com/c⟧•다음
⟦https://example.com/a⟧▶보기 ⟦https://example.com/b⟧│⟦https://example.com/c⟧★⟦https://example.com/d⟧
⟦https://ja.wikipedia.org/wiki/らき☆すた⟧ ⟦https://ja.wikipedia.org/wiki/SPY×FAMILY⟧
⟦https://en.wikipedia.org/wiki/C♯⟧ ⟦https://example.com/a⟧♯
⟦https://ja.wikipedia.org/wiki/日本⟧を参照 ⟦https://ja.wikipedia.org/wiki/日本⟧です。
⟦https://ja.wikipedia.org/wiki/東京タワー⟧から ⟦https://zh.wikipedia.org/wiki/北京⟧的
⟦https://ja.wikipedia.org/wiki/風を切る⟧ ⟦https://ja.wikipedia.org/wiki/君の名は⟧
⟦https://example.com/보고서(최종).pdf⟧를 ⟦https://example.com/사진[1].jpg⟧ ⟦https://example.com/글⟧(네이버)
⟦https://ru.wikipedia.org/wiki/Москва⟧, ⟦https://президент.рф⟧
ไปที่ ⟦https://example.com⟧ครับ ⟦https://example.com/a⟧ครับ ⟦https://example.com/?id=1⟧นะคะ ⟦https://th.wikipedia.org/wiki/กรุงเทพ⟧ สวย
⟦https://example.com/a⟧ເດີ້ ⟦https://example.com/a⟧ကို
⟦https://example.com/a⟧와⟦https://example.com/b⟧를 ⟦https://example.com/a⟧と⟦https://example.com/b⟧です
链接:⟦https://pan.baidu.com/s/1abc⟧提取码:1234 ⟦https://example.com/?s=abc密码⟧
⟦http://[::ffff:192.0.2.1]/a⟧에서 ⟦http://[2001:DB8:0:0::1]:80/⟧ ⟦http://[::1]⟧(로컬)
⟦http://localhost⟧。다음은 ⟦http://wiki⟧를 （⟦http://wiki⟧） ⟦http://localhost⟧👈
⟦https://fr.wikipedia.org/wiki/Café⟧ ⟦https://bücher.example/ä⟧
⟦https://example.com⟧\\@evil.example
⟦https://google.com⟧ノlogin.evil.example
⟦https://example.com/⟧\u202ea/moc
`
  .trim()
  .split("\n");

describe("splitLinks", () => {
  it.each(SENTENCES)("%s", (marked) => {
    const text = marked.replaceAll(/[⟦⟧]/g, "");
    const shown = splitLinks(text).map((piece) => (piece.href ? `⟦${piece.text}⟧` : piece.text));
    expect(shown.join("")).toBe(marked);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "ftp://example.com/a",
    "mailto:mina@example.com",
    "www.example.com",
    "//example.com",
    "https://",
    "https:// example.com",
    "https://.",
    "https://https://",
    "https://에서",
    "https://한국에서 봐요",
    "https://i❤.ws",
    "https://my💩.la/",
    "https://l·l.cat",
    "https://a..b.com",
    "https://example。com/a",
    "https://example．com/a",
    "https://example.com:99999/",
    "그냥 글",
    "",
  ])("links nothing in %j", (text) => {
    expect(linked(text)).toEqual([]);
  });

  it.each([
    "https://bank.example@evil.example/",
    "https://user:secret@evil.example/",
    "https://bank.example:443@evil.example/",
    "https://%65vil.example/",
    "http://2130706433/",
    "http://0x7f.1/",
    "https://ｅxample.com/",
    "https://exa\u00admple.com/",
    "https://exa\u200bmple.com@evil.example",
    "https://ex\ufe0fample.com/",
    "https://аррӏе.com/",
    "https://gооgle.com/",
    "https://googleノcom.evil.example/",
    "https://naver.com\u0338.evil.example",
    "https://naver.com\u0338evil.example/",
    "https://naver.com\u20d2.evil.example/",
    "https://naver.com\u02d0evil.example",
    "https://naver.com\u01c3evil.example",
    "https://naver.com\ua78fevil.example",
    "https://naver.com\u02bcevil.example",
    "https://\u0251pple.example",
    "https://한국\u3164.kr/",
  ])("links no address whose host differs from the one that a reader sees: %j", (text) => {
    for (const { text: seen, href } of splitLinks(text))
      if (href) expect(new URL(href).hostname).toBe(seen.replace(/^https?:\/\//, "").replace(/[/:].*$/, ""));
    expect(linked(text).filter((seen) => !/^https:\/\/exa$/.test(seen))).toEqual([]);
  });

  it("keeps every character and links to the shown host, for any text", () => {
    const piece = fc.constantFrom(
      ...["http://", "https://", "example.com", "한국.kr", "에서", "/", "?", "#", "=", "@", ":", "80", "(", ")", "。"],
      ...[
        "（",
        "）",
        ",",
        ".",
        " ",
        "a",
        "wiki/",
        "を",
        "的",
        "ノ",
        "😀",
        "\u202e",
        "\u00ad",
        "'",
        "ㅋ",
        "\\",
        "_",
        "%41",
        "[",
        "]",
      ],
    );
    const sentence = fc.array(fc.oneof({ weight: 4, arbitrary: piece }, fc.string({ unit: "grapheme", maxLength: 3 })));
    fc.assert(
      fc.property(sentence, (words) => {
        const text = words.join("");
        const pieces = splitLinks(text);
        expect(pieces.map((each) => each.text).join("")).toBe(text);
        for (const { text: seen, href } of pieces) {
          if (href === undefined) continue;
          expect(seen).toMatch(/^https?:\/\//i);
          const shown = seen.replace(/^https?:\/\//i, "").split(/[/?#]/)[0] ?? "";
          expect(new URL(href).host).toBe(new URL(`http://${shown}`).host);
          expect(shown).not.toMatch(/[@\\%]/);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("D7: takes linear time for a text that looks like addresses but has none", () => {
    const best = (text: string) => fastestRun(0, () => splitLinks(text));
    for (const unit of [
      "/http://xn--a/",
      "=http://xn--zz--z.kr/",
      "/http://1.2.3.4.5/",
      "/http://[::z]/",
      "/http://a@b/",
    ]) {
      const [once, fourfold] = [best(unit.repeat(200)), best(unit.repeat(800))];
      // For four times the text, a quadratic function would take sixteen times as long.
      expect(fourfold, unit).toBeLessThan(Math.max(10 * once, 1));
    }
  });

  it("takes milliseconds for the longest message, whatever it repeats", () => {
    const parts = [
      "http://a",
      "http://a/",
      "https://example.com/",
      "https://example.com/wiki/",
      "https://a.b?",
      "'http://a/'",
    ];
    const repeated = [
      ..."()[]{}.,!?~'\"가ㅋaを的😀·・’%@:=#&/_-。",
      "가a",
      "a가",
      "(가",
      "http://a",
      "https://",
      "a.",
      "가.",
      "에서",
      "/가",
      "=가",
      "((",
      "()",
    ];
    splitLinks("https://example.com/에서");
    for (const part of parts)
      for (const unit of repeated) {
        const text = part + unit.repeat((4_000 - part.length) / unit.length);
        expect(
          fastestRun(50, () => splitLinks(text)),
          part + unit,
        ).toBeLessThan(50);
      }
  });
});
