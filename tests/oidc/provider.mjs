// A real OpenID provider with made people: node provider.mjs FOLDER PORT CONSOLE
// FOLDER has oidc-provider installed. It listens on 127.0.0.1:PORT and knows the console at the address CONSOLE as three clients.
// The name with which somebody signs in says who they are; every password is right.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, port, console_] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(createRequire(`${folder}/`).resolve("oidc-provider")).href);
const { generateKeyPair, exportJWK } = await import(pathToFileURL(createRequire(`${folder}/`).resolve("jose")).href);

const PEOPLE = {
  ann: { email: "ann@example.com", groups: ["staff", "owners"], apps: ["everything"] },
  bob: { email: "bob@example.com", groups: ["staff"], apps: ["shop-team"] },
  eve: { email: "eve@example.com", groups: ["guests"], apps: ["shop-team"] },
};

async function key(algorithm) {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return { ...(await exportJWK(privateKey)), use: "sig", alg: algorithm, kid: `key-${algorithm}` };
}

const client = {
  redirect_uris: [`${console_}/api/v1/sign-in/oidc/callback`],
  post_logout_redirect_uris: [`${console_}/`],
};
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    { ...client, client_id: "console", client_secret: "s3:cret/with+signs" },
    { ...client, client_id: "public", token_endpoint_auth_method: "none" },
    { ...client, client_id: "curve", client_secret: "another", id_token_signed_response_alg: "ES256" },
  ],
  claims: { openid: ["sub"], email: ["email"], groups: ["groups"], apps: ["apps"] },
  cookies: { keys: ["for tests only"] },
  enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256"] },
  jwks: { keys: [await key("RS256"), await key("ES256")] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
});
const server = provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
process.on("SIGTERM", () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
