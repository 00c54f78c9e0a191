// A real OpenID provider for the tests (the certified package oidc-provider): node openid_provider.mjs SETTINGS, where the
// settings are JSON with issuer, port, clients and accounts by key. Whoever signs in names an account and the ways of
// signing in that the token is to tell: it is a test's provider, and believes anybody.

import Provider from "oidc-provider";

const given = JSON.parse(process.argv[2]);

const provider = new Provider(given.issuer, {
  clients: given.clients.map((one) => ({
    grant_types: ["authorization_code"],
    response_types: ["code"],
    ...one,
  })),
  claims: { openid: ["sub", "acr", "amr", "auth_time"], email: ["email", "email_verified"], profile: ["name"] },
  // As Entra ID does: the address stands in the ID token itself.
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  cookies: { keys: ["for tests only"] },
  ttl: { AccessToken: 3600, IdToken: 3600, Interaction: 3600, Session: 3600, Grant: 3600 },
  async findAccount(_, id) {
    const held = given.accounts[id];
    return held && { accountId: id, claims: async () => ({ sub: id, ...held }) };
  },
  // Nobody is asked whether they agree that their own employer tells who they are.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) {
    return next();
  }
  await provider.interactionDetails(ctx.req, ctx.res);
  const asked = new URLSearchParams(ctx.querystring);
  if (!asked.get("account")) {
    ctx.body = `<form><input name="account"><input name="ways"><button>Sign in</button></form>`;
    return undefined;
  }
  const login = { accountId: asked.get("account"), amr: (asked.get("ways") || "pwd").split(" ") };
  const result = asked.get("account") === "nobody" ? { error: "access_denied" } : { login };
  ctx.respond = false;
  return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
});

provider.listen(given.port, "127.0.0.1", () => console.log("ready"));
