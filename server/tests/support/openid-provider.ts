// A small OpenID provider that does what it is told, right or wrong.

import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Algorithm = 'RS256' | 'ES256';

export interface Subject {
  sub: string;
  preferred_username?: string;
  email?: string;
  email_verified?: boolean;
}

interface Key {
  id: string;
  algorithm: Algorithm;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function newKey(algorithm: Algorithm): Key {
  const pair =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { id: randomUUID(), algorithm, ...pair };
}

export function signed(head: object, claims: object, key: KeyObject, algorithm: Algorithm): string {
  const text = `${base64url(head)}.${base64url(claims)}`;
  const signature = sign('sha256', Buffer.from(text), algorithm === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key);
  return `${text}.${signature.toString('base64url')}`;
}

export class OpenIdProvider {
  readonly secret = 'client secret';
  /** Who signs in next. */
  subject: Subject = { sub: 'nobody' };
  /** What the next tokens say wrongly. */
  lies: Record<string, unknown> = {};
  /** Makes the next token from what it should be. */
  forge: ((token: string, claims: object) => string) | undefined;
  keysAskedFor = 0;
  private key: Key;
  private readonly codes = new Map<string, { subject: Subject; nonce: string; challenge: string; redirect: string }>();

  private constructor(
    private readonly server: HttpServer,
    readonly issuer: string,
    algorithm: Algorithm,
  ) {
    this.key = newKey(algorithm);
  }

  static async start(algorithm: Algorithm = 'RS256'): Promise<OpenIdProvider> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const provider = new OpenIdProvider(
      server,
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      algorithm,
    );
    server.on('request', async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const [status, answer] = provider.answer(new URL(request.url ?? '/', provider.issuer), body, request.headers);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
    return provider;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  rotateKey(algorithm: Algorithm = this.key.algorithm) {
    this.key = newKey(algorithm);
  }

  get publicKeyPem(): string {
    return this.key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  /** What the provider's login page does: takes the browser's address and sends it back with a code. */
  approve(location: string): string {
    const query = new URL(location).searchParams;
    if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256') {
      throw new Error(`Not the code flow with PKCE: ${location}`);
    }
    const code = randomUUID();
    const redirect = query.get('redirect_uri') ?? '';
    this.codes.set(code, {
      subject: this.subject,
      nonce: query.get('nonce') ?? '',
      challenge: query.get('code_challenge') ?? '',
      redirect,
    });
    return `${new URL(redirect).pathname}?code=${code}&state=${query.get('state')}`;
  }

  private answer(url: URL, body: string, headers: Record<string, unknown>): [number, object] {
    if (url.pathname === '/.well-known/openid-configuration') {
      return [
        200,
        {
          issuer: this.issuer,
          authorization_endpoint: `${this.issuer}/authorize`,
          token_endpoint: `${this.issuer}/token`,
          jwks_uri: `${this.issuer}/keys`,
        },
      ];
    }
    if (url.pathname === '/keys') {
      this.keysAskedFor += 1;
      const { id: kid, algorithm: alg, publicKey } = this.key;
      return [200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' }] }];
    }
    if (url.pathname === '/token') return this.redeem(new URLSearchParams(body), String(headers.authorization));
    return [404, {}];
  }

  private redeem(form: URLSearchParams, authorization: string): [number, object] {
    const code = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const basic = `Basic ${Buffer.from(`palette:${encodeURIComponent(this.secret)}`).toString('base64')}`;
    if (authorization !== basic) return [401, { error: 'invalid_client' }];
    if (!code || code.challenge !== challenge || code.redirect !== form.get('redirect_uri')) {
      return [400, { error: 'invalid_grant' }];
    }
    const seconds = Math.floor(Date.now() / 1000);
    const claims = {
      iss: this.issuer,
      aud: 'palette',
      iat: seconds,
      exp: seconds + 300,
      nonce: code.nonce,
      ...code.subject,
      ...this.lies,
    };
    const token = signed(
      { alg: this.key.algorithm, kid: this.key.id },
      claims,
      this.key.privateKey,
      this.key.algorithm,
    );
    return [200, { id_token: this.forge ? this.forge(token, claims) : token, access_token: 'x', token_type: 'Bearer' }];
  }
}
