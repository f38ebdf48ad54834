import { CircleAlert } from "lucide-react";

export function FormError({ children }: { children?: string }) {
  return (
    <div role="alert">
      {children && (
        <p className="mb-3 flex gap-2 rounded-xl bg-danger-soft px-3.5 py-3 text-sm text-danger">
          <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
          {children}
        </p>
      )}
    </div>
  );
}
