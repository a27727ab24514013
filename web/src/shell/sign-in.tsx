import { type ReactNode, useId, useState } from "react";
import { beginSession, providerSignIn } from "../api/client.ts";
import { useSignIn } from "../api/queries.ts";
import { useTexts } from "../texts/language.tsx";
import { Failure } from "./failure.tsx";
import styles from "./sign-in.module.css";

/** How people sign in where the console needs it: at a provider, with a token, or both. */
export function SignIn({ onDone }: { onDone: () => void }) {
  const { t } = useTexts();
  const ways = useSignIn();
  const methods = ways.isPending ? [] : (ways.data?.methods ?? ["token"]);
  return (
    <main className={styles.page}>
      <div className={styles.box}>
        <h1>{t("product")}</h1>
        <SignInFault />
        {methods.includes("oidc") && (
          <a className={styles.main} href={providerSignIn(pathToReturnTo())}>
            {t("sign_in_at", { provider: hostOf(ways.data?.provider ?? "") })}
          </a>
        )}
        {methods.includes("token") && (
          <TokenForm onDone={onDone} isMain={!methods.includes("oidc")}>
            {methods.includes("oidc") ? t("sign_in_or_token") : t("sign_in_hint")}
          </TokenForm>
        )}
      </div>
    </main>
  );
}

interface TokenFormProps {
  onDone: () => void;
  isMain: boolean;
  children: ReactNode;
}

/** Asks for a token. The page does not keep it. */
function TokenForm({ onDone, isMain, children }: TokenFormProps) {
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
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void signIn(String(new FormData(event.currentTarget).get("token") ?? ""));
      }}
    >
      <p>{children}</p>
      <label htmlFor={id}>{t("token")}</label>
      <input id={id} name="token" type="password" autoComplete="current-password" required />
      <button type="submit" className={isMain ? styles.main : styles.other}>
        {t("sign_in")}
      </button>
      {failure && <Failure error={failure} />}
    </form>
  );
}

const FAULTS = ["unreachable", "misbehaves", "refused", "stale", "too_many"] as const;

/** Why the provider sent somebody back who is not signed in; the server says so in the address. */
function SignInFault() {
  const { t } = useTexts();
  const fault = FAULTS.find((one) => one === new URLSearchParams(window.location.search).get("sign_in"));
  return fault ? <p role="alert">{t(`sign_in_${fault}`)}</p> : null;
}

// The server takes no longer one.
const LONGEST_PATH = 1000;

function pathToReturnTo(): string {
  const { pathname, search } = window.location;
  const isPlain = new URLSearchParams(search).has("sign_in") || (pathname + search).length > LONGEST_PATH;
  return isPlain ? pathname : pathname + search;
}

function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer;
}
