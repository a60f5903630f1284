import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Client } from './support/client';
import { documentText } from './support/contract';
import { newFolder } from './support/folders';
import { Command, importInto, palette, Server } from './support/palette';
import { numbered, png } from './support/pictures';
import { sharedLibrary } from './support/shared-library';
import { writeFiles } from './support/shared-pictures';
import { eventually } from './support/wait';

const { api } = sharedLibrary();

test('/healthz and /readyz say in a word that all is well', async () => {
  expect((await api.ok('/healthz')).text).toBe('ok\n');
  expect((await api.ok('/readyz')).text).toBe('ready\n');
});

test('/openapi.yaml is the document in the repository, byte for byte', async () => {
  const answer = await api.ok('/openapi.yaml');
  expect(answer.text).toBe(documentText);
  expect(answer.headers['content-type']).toBe('application/yaml');
});

describe('/metrics', () => {
  interface Sample {
    name: string;
    labels: Record<string, string>;
    value: number;
  }

  /** https://prometheus.io/docs/instrumenting/exposition_formats/, and throws at a line that is not like it. */
  function parse(text: string) {
    const types: Record<string, string> = {};
    const samples: Sample[] = [];
    for (const line of text.split('\n').filter(Boolean)) {
      const type = /^# TYPE (\w+) (counter|gauge|histogram|summary|untyped)$/.exec(line);
      if (type) types[type[1] as string] = type[2] as string;
      if (line.startsWith('#')) continue;
      const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([+-]?(?:[\d.]+(?:e[+-]?\d+)?|Inf)|NaN)$/.exec(line);
      if (!sample) throw new Error(`No line of Prometheus: ${line}`);
      const labels = Object.fromEntries(
        [...(sample[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)",?/g)].map((label) => [label[1], label[2]]),
      );
      samples.push({
        name: sample[1] as string,
        labels,
        value: Number((sample[3] as string).replace('Inf', 'Infinity')),
      });
    }
    return { types, samples };
  }

  test('is Prometheus text about palette_* things, each with its type', async () => {
    await api.ok('/api/v1/images');
    const answer = await api.ok('/metrics');
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const { types, samples } = parse(answer.text);
    expect(samples.length).toBeGreaterThan(10);
    for (const { name } of samples) {
      expect(name).toMatch(/^palette_/);
      expect(types, name).toHaveProperty(name in types ? name : name.replace(/_(bucket|sum|count)$/, ''));
    }
  });

  test('counts requests by route, method and status, never by address', async () => {
    const of = async (route: string, status: string) =>
      parse((await api.ok('/metrics')).text).samples.find(
        (sample) =>
          sample.name === 'palette_http_request_seconds_count' &&
          sample.labels.route === route &&
          sample.labels.status === status,
      )?.value ?? 0;
    const before = await of('/api/v1/images/{id}', '404');
    await api.get('/api/v1/images/0000000000000');
    await api.get('/api/v1/images/0000000000001');
    expect(await of('/api/v1/images/{id}', '404')).toBe(before + 2);
    expect((await api.ok('/metrics')).text).not.toContain('0000000000000');
  });

  test('tells how many Images are held', async () => {
    const { samples } = parse((await api.ok('/metrics')).text);
    const { ready } = await api.library();
    for (const index of ['vectors', 'catalogue']) {
      expect(
        samples.find((sample) => sample.name === 'palette_library_images' && sample.labels.index === index)?.value,
      ).toBe(ready);
    }
  });
});

describe('palette serve', () => {
  test('prints its address once it answers there', async () => {
    const server = await Server.start(join(newFolder(), 'library'));
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect((await server.api.get('/readyz')).status).toBe(200);
    await server.stop();
  });

  test('listens on IPv6, or says that this machine has none', async () => {
    const data = join(newFolder(), 'library');
    const addresses = Object.values(networkInterfaces()).flatMap((network) => network ?? []);
    if (addresses.some(({ address }) => address === '::1')) {
      const server = await Server.start(data, { listen: '[::1]:0' });
      expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
      expect(await (await fetch(`${server.url}/healthz`)).text()).toBe('ok\n');
      await server.stop();
    } else {
      const outcome = await palette(['serve', '--data', data, '--listen', '[::1]:0']);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain('::1');
    }
  });

  test('says in one line where models run, and asks no GPU where it is told so', async () => {
    const lines = async (...flags: string[]) => {
      const server = await Server.start(join(newFolder(), 'library'), { flags });
      await server.stop();
      return server.output.stderr.split('\n').filter((line) => line.includes('Models run on'));
    };
    expect(await lines()).toEqual([expect.stringMatching(/Models run on the (GPU, by CUDA\.|processor: .*CUDA.*\.)$/)]);
    expect(await lines('--device', 'cpu')).toEqual([
      expect.stringMatching(/Models run on the processor, as asked for\.$/),
    ]);
  });

  test('says that its port is taken, and by which address', async () => {
    const taken = createServer();
    await new Promise<void>((ready) => taken.listen(0, '127.0.0.1', ready));
    const address = taken.address();
    const listen = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const outcome = await palette(['serve', '--data', join(newFolder(), 'library'), '--listen', listen]);
    taken.close();
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toBe('');
    expect(outcome.stderr).toMatch(/already in use/i);
    expect(outcome.stderr).toContain(listen.replace(':', ' port '));
  });

  test.each(['8080', 'localhost', '127.0.0.1:', '127.0.0.1:99999', '127.0.0.1:http', ':8080', 'nowhere.invalid:80'])(
    'refuses to listen on %s',
    async (listen) => {
      const outcome = await palette(['serve', '--data', join(newFolder(), 'library'), '--listen', listen]);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain(listen.replace(/^(.+[a-z]):\d+$/, '$1'));
    },
  );

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'ends on %s within 3 s with 0, with clients connected, and keeps its index',
    async (signal) => {
      const data = join(newFolder(), 'library');
      const command = new Command(['serve', '--data', data, '--listen', '127.0.0.1:0']);
      let url: string | undefined;
      while (!url) {
        await new Promise((wake) => setTimeout(wake, 20));
        url = /Palette is at (\S+)\//.exec(command.output.stdout)?.[1];
      }
      const client = new Client(url);
      await client.add({ bytes: png(numbered(1)) });
      expect(readdirSync(join(data, 'index'))).toEqual([]);
      const started = Date.now();
      command.signal(signal);
      const outcome = await command.ended;
      client.close();
      expect(Date.now() - started).toBeLessThan(3_000);
      expect(outcome).toMatchObject({ code: 0, signal: null });
      expect(readdirSync(join(data, 'index'))).toEqual([expect.stringMatching(/\.vectors$/)]);
      expect(existsSync(join(data, 'palette.db-wal'))).toBe(false);
      expect(readdirSync(join(data, 'incoming'))).toEqual([]);
    },
  );

  test('finishes the upload in hand before it ends', async () => {
    const data = join(newFolder(), 'library');
    const server = await Server.start(data);
    await server.api.ok('/healthz');
    const answers = Promise.all(
      Array.from({ length: 4 }, (_, i) => server.api.upload({ bytes: png(numbered(10 + i, 600, 400)) })),
    );
    await server.api.ok('/healthz');
    const [uploads, outcome] = await Promise.all([answers.catch((error: Error) => error), server.stop()]);
    expect(outcome.code).toBe(0);
    const again = await Server.start(data);
    if (!(uploads instanceof Error)) {
      for (const answer of uploads) expect((await again.api.get(`/api/v1/images/${answer.json.id}`)).status).toBe(200);
    }
    expect(await again.api.whenSettled(0)).toMatchObject({ pending: 0, failed: 0 });
    await again.stop();
  });

  test('runs twice over one library, and each sees what the other takes in', async () => {
    const data = join(newFolder(), 'library');
    const [one, two] = [await Server.start(data), await Server.start(data)];
    const first = await one.api.add({ bytes: png(numbered(30)), fields: { title: 'Through the first' } });
    const second = await two.api.add({ bytes: png(numbered(31)), fields: { title: 'Through the second' } });
    for (const server of [one, two]) {
      const wall = (await server.api.walk('/api/v1/images')).map((card) => card.id);
      expect([...wall].sort()).toEqual([first.id, second.id].sort());
      expect((await server.api.search({ like: first.id })).items.map((hit) => hit.id)).toEqual([second.id]);
    }
    await one.stop();
    const third = await two.api.add({ bytes: png(numbered(32)) });
    expect(third.state).toBe('ready');
    await two.stop();
  });
});

describe('the command line', () => {
  test('lists its commands', async () => {
    const outcome = await palette(['--help']);
    expect(outcome.code).toBe(0);
    for (const command of ['serve', 'import', 'search', 'check', '--data']) expect(outcome.stdout).toContain(command);
  });

  test('tells its version', async () => {
    const outcome = await palette(['--version']);
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toMatch(/^\d+\.\d+\.\d+/);
  });

  test.each([
    [[]],
    [['fly']],
    [['serve', '--wings']],
    [['check', '--log-level', 'loud']],
    [['check', '--threads', '-1']],
  ])('ends with 1 and advice for %j', async (args) => {
    const outcome = await palette(args, { cwd: newFolder() });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).not.toBe('');
  });

  test('takes ./palette-data where no library is named', async () => {
    const cwd = newFolder();
    expect((await palette(['check'], { cwd })).code).toBe(0);
    expect(existsSync(join(cwd, 'palette-data', 'palette.db'))).toBe(true);
  });

  test('takes relative paths from where it is called', async () => {
    const cwd = newFolder();
    writeFiles(cwd, { 'pictures/one.png': png(numbered(40)) });
    const outcome = await palette(['import', 'pictures', '--data', 'library', '--json'], { cwd });
    expect(JSON.parse(outcome.stdout)).toMatchObject({ added: 1 });
  });
});

describe('palette check', () => {
  test('says in words that all agree', async () => {
    const data = join(newFolder(), 'library');
    const outcome = await palette(['check', '--data', data]);
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toMatch(/all agree/);
  });

  test('finds what is lost, foreign or altered, and mends what can be made again', async () => {
    const data = join(newFolder(), 'library');
    const folder = newFolder('check');
    for (let i = 0; i < 4; ++i) writeFiles(folder, { [`${i}.png`]: png(numbered(50 + i)) });
    expect((await importInto(data, [folder])).code).toBe(0);
    const files = (root: string) =>
      readdirSync(join(data, root), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    const check = async (...args: string[]) => {
      const outcome = await palette(['check', '--data', data, '--json', ...args]);
      return { code: outcome.code, ...(JSON.parse(outcome.stdout) as { problems: string[]; repaired: number }) };
    };

    const rendition = files('renditions')[0] as string;
    rmSync(rendition);
    const foreign = join(data, 'originals', 'ff', 'ff', 'f'.repeat(64));
    mkdirSync(join(foreign, '..'), { recursive: true });
    writeFileSync(foreign, 'nobody knows me');
    const found = await check();
    expect(found.code).toBe(2);
    expect(found.problems).toHaveLength(2);
    expect(found.problems.join(' ')).toContain(join(rendition, '..'));
    expect(found.problems.join(' ')).toContain(foreign);

    expect((await check('--repair')).repaired).toBe(2);
    const server = await Server.start(data);
    await eventually('the rendition is made again', () => existsSync(rendition) || undefined);
    await server.stop();
    expect(await check('--deep')).toMatchObject({ code: 0, problems: [] });
    expect(existsSync(foreign)).toBe(false);

    const [altered, lost] = files('originals') as [string, string];
    const bytes = readFileSync(altered);
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
    writeFileSync(altered, bytes);
    rmSync(lost);
    const broken = await check('--deep');
    expect(broken.code).toBe(2);
    expect(broken.problems.join(' ')).toContain(altered);
    expect(broken.problems.join(' ')).toContain(lost);
  });
});
