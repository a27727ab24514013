import { useQueryClient } from "@tanstack/react-query";
import { endSession } from "../api/client.ts";
import { useSession } from "../api/queries.ts";
import { useTexts } from "../texts/language.tsx";
import { leaveFor } from "./leave-for.ts";
import styles from "./sidebar.module.css";

/** Who is signed in, where the console knows users. Signing out ends the session at the provider, too. */
export function SessionInfo() {
  const { t } = useTexts();
  const client = useQueryClient();
  const { data: session } = useSession();
  if (session === undefined || session.authentication === "none") return null;
  const signOut = async () => {
    const next = await endSession();
    if (next === null) await client.resetQueries();
    else leaveFor(next);
  };
  return (
    <div className={styles.session}>
      {session.user !== null && <p>{t("signed_in", { user: session.user })}</p>}
      <button type="button" onClick={() => void signOut()}>
        {t("sign_out")}
      </button>
    </div>
  );
}
