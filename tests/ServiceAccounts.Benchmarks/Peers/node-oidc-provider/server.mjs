// node-oidc-provider with what the benchmarks send: client_credentials with client_secret_post or private_key_jwt, ES256 access tokens
// for one resource. Everything is in memory and nothing is recorded, as it comes. Two workers, for a machine with two processors.
// It speaks with the run that started it as ParentPipe.cs says.
import cluster from 'node:cluster';
import { createInterface } from 'node:readline';

const WORKERS = 2;
const { PEER_PORT, PEER_ISSUER, PEER_SECRET_CLIENT, PEER_SECRET, PEER_KEY_CLIENT, PEER_KEYS } = process.env;

if (cluster.isPrimary) {
  const { generateKeyPairSync } = await import('node:crypto');
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  let listening = 0;
  cluster.on('listening', () => {
    listening += 1;
    if (listening === WORKERS) {
      console.error('bench ready');
    }
  });
  for (let worker = 0; worker < WORKERS; worker += 1) {
    cluster.fork({ PEER_SIGNING_KEY: JSON.stringify({ ...key, alg: 'ES256', use: 'sig', kid: 'peer' }) });
  }

  const run = createInterface({ input: process.stdin });
  run.on('line', () => console.error('bench -1')); // What it allocates, it does not know.
  run.on('close', () => {
    for (const worker of Object.values(cluster.workers)) {
      worker.process.kill();
    }
    process.exit(0);
  });
} else {
  const { default: Provider } = await import('oidc-provider');
  const resource = 'https://api.example.com';
  const scope = 'api:read api:write';
  const common = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [], id_token_signed_response_alg: 'ES256' };
  const provider = new Provider(PEER_ISSUER, {
    clients: [
      { ...common, client_id: PEER_SECRET_CLIENT, client_secret: PEER_SECRET, token_endpoint_auth_method: 'client_secret_post' },
      {
        ...common,
        client_id: PEER_KEY_CLIENT,
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks: JSON.parse(PEER_KEYS),
      },
    ],
    jwks: { keys: [JSON.parse(process.env.PEER_SIGNING_KEY)] },
    scopes: scope.split(' '),
    routes: { token: '/oauth2/token' },
    cookies: { keys: ['not used: nobody signs in'] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        getResourceServerInfo: () => ({
          scope,
          audience: resource,
          accessTokenTTL: 3600,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  });
  provider.listen(Number(PEER_PORT));
}
