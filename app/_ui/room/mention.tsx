"use client";

import { useContext } from "react";
import { isMentioned } from "../../../lib/mentions";
import { useHere } from "./here";
import { LogContext } from "./log-context";

/** Somebody's name behind an @; one's own stands out. Particles and stops that follow it are as the rest of the text. */
export function Mention({ text, mention }: { text: string; mention: string }) {
  const { people } = useContext(LogContext);
  const { you } = useHere();
  const isYou = isMentioned([mention], you.username);
  const name = isYou ? you.username : [...people.values()].find((each) => isMentioned([mention], each));
  // Spelled otherwise, the name may be longer or shorter than what it is called by.
  const end = name && text.slice(1).toLowerCase().startsWith(name.toLowerCase()) ? name.length + 1 : text.length;
  return (
    <>
      <span
        data-mention={isYou ? "you" : "other"}
        className={isYou ? "rounded-md bg-accent px-1 font-semibold text-on-accent" : "font-semibold text-accent"}
      >
        {text.slice(0, end)}
      </span>
      {text.slice(end)}
    </>
  );
}
