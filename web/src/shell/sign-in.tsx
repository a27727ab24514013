import { useId, useState } from "react";
import { beginSession } from "../api/client.ts";
import { useTexts } from "../texts/language.tsx";
import { Failure } from "./failure.tsx";
import styles from "./sign-in.module.css";

/** Asks for a token where the console needs one. The page does not keep it. */
export function SignIn({ onDone }: { onDone: () => void }) {
  const { t } = useTexts();
  const id = useId();
  const [failure, setFailure] = useState<Error | null>(null);
  const signIn = async (token: string) => {
    setFailure(null);
    try {
      await beginSession(token);
      onDone();
    } catch (error) {
      setFailure(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return (
    <main className={styles.page}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void signIn(String(new FormData(event.currentTarget).get("token") ?? ""));
        }}
      >
        <h1>{t("product")}</h1>
        <p>{t("sign_in_hint")}</p>
        <label htmlFor={id}>{t("token")}</label>
        <input id={id} name="token" type="password" autoComplete="current-password" required />
        <button type="submit">{t("sign_in")}</button>
        {failure && <Failure error={failure} />}
      </form>
    </main>
  );
}
