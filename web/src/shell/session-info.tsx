import { useQueryClient } from "@tanstack/react-query";
import { endSession } from "../api/client.ts";
import { useSession } from "../api/queries.ts";
import { useTexts } from "../texts/language.tsx";
import styles from "./sidebar.module.css";

/** Who is signed in, where the console knows users. Signing out asks for the token again. */
export function SessionInfo() {
  const { t } = useTexts();
  const client = useQueryClient();
  const { data: session } = useSession();
  if (session === undefined || session.authentication === "none") return null;
  const signOut = async () => {
    await endSession();
    await client.resetQueries();
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
