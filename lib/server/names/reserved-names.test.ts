import { describe, expect, it } from "vitest";
import { fastestRun } from "@/tests/harness/cpu-time";
import { isReservedName, isReservedRoomName } from "./reserved-names";

describe("reserved usernames", () => {
  it.each([
    "admin",
    "Admin",
    "AdmIn",
    "аdmin",
    "ＡＤＭＩＮ",
    "ad_min",
    "r00t",
    "관리자",
    "관리자".normalize("NFD"),
    "운영-자",
    "admín",
    "Ådmïn",
    "mødérator",
    "ad̲min",
    "관리자님",
    "운영자1",
    "운영팀_공식",
    "공식.사랑방",
    "사랑방지기님",
    "official_sarangbang",
    "SarangbangTeam",
    "sarangbang-admin",
    "the.real.admin",
    "admin_2024",
    "007admin",
    "adm1n",
    "4dmin",
    "system.admin",
    "support-bot",
    "admins",
    "the_moderators",
    "super.admin",
    "system_msg",
    "어드민",
    "모더레이터_봇",
    "ᴀᴅᴍɪɴ",
    "ꜱᴛᴀꜰꜰ",
    "aɗmin",
    "suƥƥort",
    "최고관리자",
    "사이트관리자",
    "관리자A",
    "매니저",
    "manager_kr",
    "관리자\u3164",
    "🅐🅓🅜🅘🅝",
    "🅰🅳🅼🅸🅽",
    "🇦🇩🇲🇮🇳",
    "ꓮꓓꓟꓲꓠ",
  ])("%s is reserved", (name) => expect(isReservedName(name)).toBe(true));
  it.each([
    "mina",
    "관리",
    "administra",
    "rooty",
    "방장",
    "민수",
    "mina_official",
    "the_mina",
    "팀장님",
    "2024",
    "root_beer",
    "사랑방손님",
    "supernova",
    "messenger",
    "info_mina",
  ])("%s is not", (name) => expect(isReservedName(name)).toBe(false));

  it("D7: checking a name is fast, whatever its letters", () => {
    for (const name of ["x".repeat(32), "adminx".repeat(5), "\ufdfa".repeat(32), "부".repeat(32), "0".repeat(32)]) {
      expect(
        fastestRun(50, () => isReservedName(name)),
        name,
      ).toBeLessThan(50);
    }
  });
});

describe("reserved names of rooms", () => {
  it.each([
    "admin",
    "Ádmin",
    "관리자",
    "관리자 공지",
    "[공식] 안내",
    "📢 사랑방 운영팀",
    "사랑방 공지",
    "Official Sarangbang",
    "Sarangbang",
    "S a r a n g b a n g",
    "sarangbang support team 2",
    "운영자 문의 방",
    "4dmin notices",
    "a\u20ddd\u20ddm\u20ddin",
  ])("%s is reserved", (name) => expect(isReservedRoomName(name)).toBe(true));
  it.each([
    "사랑방",
    "사랑방 2",
    "우리 동네 사랑방",
    "우리 사랑방",
    "공지",
    "전체 공지",
    "알림",
    "help",
    "Help me",
    "systems programming",
    "관리자에게",
    "새벽 산책",
    "2024",
    "📢",
    "…",
  ])("%s is not", (name) => expect(isReservedRoomName(name)).toBe(false));

  it("D7: checking a name is fast, whatever its letters", () => {
    for (const name of ["x".repeat(80), "admin".repeat(16), "\ufdfa".repeat(80), "부".repeat(80), "1a".repeat(40)]) {
      expect(
        fastestRun(50, () => isReservedRoomName(name)),
        name,
      ).toBeLessThan(50);
    }
  });
});
