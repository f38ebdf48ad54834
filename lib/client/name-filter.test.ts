import { expect, it } from "vitest";
import { matchesName } from "./name-filter";

it.each([
  ["저녁 산책", "산책"],
  ["저녁 산책", "저녁 산"],
  ["저녁 산책", "녁산"],
  ["저녁 산책", "ㅈㄴㅅㅊ"],
  ["저녁 산책", "ㅅㅊ"],
  ["저녁 산책", "산ㅊ"],
  ["저녁 산책", "저녀"],
  ["저녁 산책", "저녁 사"],
  ["가구 이야기", "각"],
  ["값과 삯", "ㄱㄱ"],
  ["감사 인사", "ㄳ"],
  ["홍길동", "길동"],
  ["홍길동", "ㅎㄱㄷ"],
  ["홍길동", "ㄱㄷ"],
  ["까치", "ㄲㅊ"],
  ["독서회 2기", "ㄷㅅㅎ2"],
  ["산책".normalize("NFD"), "산책"],
  ["산책", "산책".normalize("NFD")],
  ["Evening Walks", "walk"],
  ["Evening Walks", "NINGW"],
  ["ＡＢＣ 모임", "abc"],
  ["Café", "CAFÉ"],
  ["👩‍👩‍👧 가족", "👩‍👩‍👧"],
  ["무엇이든", ""],
  ["무엇이든", "  "],
])("%j is found by %j", (name, typed) => expect(matchesName(name, typed)).toBe(true));

it.each([
  ["저녁 산책", "산택"],
  ["저녁 산책", "ㅊㅅ"],
  ["저녁 산책", "저녁 산책 모임"],
  ["저녁 산책", "녕"],
  ["저녁 산책", "저산"],
  ["저녁 산책", "사책"],
  ["홍길동", "ㅎㄷ"],
  ["Evening Walks", "ㅇ"],
  ["", "a"],
])("%j is not found by %j", (name, typed) => expect(matchesName(name, typed)).toBe(false));
