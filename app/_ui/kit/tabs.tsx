"use client";

import { createContext, type KeyboardEvent, type ReactNode, useContext, useId } from "react";

interface Chosen {
  id: string;
  value: string;
  choose: (value: string) => void;
}

const ChosenTab = createContext<Chosen>({ id: "", value: "", choose: () => {} });

interface TabsProps {
  value: string;
  onChoose: (value: string) => void;
  className?: string;
  children: ReactNode;
}

/** Tabs after the ARIA practices; only the chosen panel is rendered. Not the library's, which are much larger, since every first load has them. */
export function Tabs({ value, onChoose, className, children }: TabsProps) {
  const id = useId();
  return (
    <ChosenTab value={{ id, value, choose: onChoose }}>
      <div className={className}>{children}</div>
    </ChosenTab>
  );
}

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The arrows move the focus; Enter or Space chooses. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")];
  const step = STEPS[event.key];
  const at = tabs.indexOf(document.activeElement as HTMLElement);
  if (!step || at === -1) return;
  event.preventDefault();
  tabs[step(at, tabs.length)]?.focus();
}

export function TabList({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  return (
    <div role="tablist" aria-label={label} onKeyDown={moveFocus} className={className}>
      {children}
    </div>
  );
}

interface TabProps {
  value: string;
  /** The name of a tab that shows only a picture. */
  label?: string;
  className?: string;
  children: ReactNode;
}

export function Tab({ value, label, className, children }: TabProps) {
  const { id, value: chosen, choose } = useContext(ChosenTab);
  const isChosen = value === chosen;
  return (
    <button
      type="button"
      role="tab"
      id={`${id}${value}`}
      aria-label={label}
      title={label}
      aria-selected={isChosen}
      aria-controls={isChosen ? `${id}${value}-panel` : undefined}
      tabIndex={isChosen ? 0 : -1}
      data-active={isChosen || undefined}
      onClick={() => choose(value)}
      className={className}
    >
      {children}
    </button>
  );
}

interface TabPanelProps {
  value: string;
  /** Whether the panel begins with a tab stop, and need not be one itself. */
  hasStops?: boolean;
  className?: string;
  children: ReactNode;
}

export function TabPanel({ value, hasStops, className, children }: TabPanelProps) {
  const { id, value: chosen } = useContext(ChosenTab);
  if (value !== chosen) return null;
  return (
    <div
      role="tabpanel"
      id={`${id}${value}-panel`}
      aria-labelledby={`${id}${value}`}
      // The ARIA practices make a panel a tab stop, so that its beginning can be reached.
      tabIndex={hasStops ? undefined : 0}
      className={className}
    >
      {children}
    </div>
  );
}
