import { useSession } from "../api/queries.ts";
import type { Session } from "../api/types.ts";

/** Whether the session may do what needs a scope. What it may not do is not offered. */
export function useMay(scope: Session["scopes"][number]): boolean {
  const { data: session } = useSession();
  return session?.scopes.includes(scope) ?? false;
}
