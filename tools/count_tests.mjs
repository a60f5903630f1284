// Reads one runner's machine-readable report and prints "PASSED FAILED", then one line for each
// failure. Skipped tests count as failed unless a filter chose among them (--filtered).
//
//   node tools/count_tests.mjs junit|vitest|playwright|tap REPORT [--filtered]

import { readFileSync } from 'node:fs';

const [kind, path, ...flags] = process.argv.slice(2);
const filtered = flags.includes('--filtered');
const text = readFileSync(path, 'utf8');
const failures = [];
let passed = 0;

const firstLine = (message) =>
  (message ?? '').replace(/\u001b\[[0-9;]*m/g, '').split('\n').find((line) => line.trim()) ?? '';
const fail = (name, why) => failures.push(why ? `${name}: ${firstLine(why).trim()}` : name);
const skip = (name) => filtered || fail(name, 'skipped');

const readers = {
  // ctest --output-junit
  junit() {
    const unescape = (s) =>
      s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&');
    for (const [, attributes, body = ''] of text.matchAll(/<testcase\s((?:[^>"]|"[^"]*")*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
      const attribute = (name) => unescape(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
      const name = attribute('name');
      const status = attribute('status');
      if (status === 'run') passed++;
      else if (status === 'fail') {
        const output = unescape(/<system-out>([\s\S]*?)<\/system-out>/.exec(body)?.[1] ?? '');
        const failure = /([^\n]*: Failure\n(?:.*\n?){1,5})/.exec(output)?.[1];
        fail(name, failure ? failure.replace(/\s*\n\s*/g, ' | ') : unescape(/message="([^"]*)"/.exec(body)?.[1] ?? 'failed'));
      } else skip(name);
    }
  },

  // vitest --reporter=json
  vitest() {
    for (const file of JSON.parse(text).testResults) {
      if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
        fail(file.name, file.message || 'the file could not be run');
      }
      for (const test of file.assertionResults) {
        if (test.status === 'passed') passed++;
        else if (test.status === 'failed') fail(test.fullName, test.failureMessages?.[0]);
        else skip(test.fullName);
      }
    }
  },

  // playwright --reporter=json
  playwright() {
    const report = JSON.parse(text);
    const walk = (suite, path) => {
      const names = suite.title ? [...path, suite.title] : path;
      for (const spec of suite.specs ?? []) {
        for (const test of spec.tests) {
          const name = [...names, spec.title].join(' > ');
          if (test.status === 'expected') passed++;
          else if (test.status === 'skipped') skip(name);
          else if (test.status === 'flaky') fail(name, 'passed only when tried again');
          else fail(name, test.results.map((result) => result.error?.message).find(Boolean) ?? 'failed');
        }
      }
      for (const inner of suite.suites ?? []) walk(inner, names);
    };
    for (const suite of report.suites ?? []) walk(suite, []);
    for (const error of report.errors ?? []) fail('playwright', error.message);
  },

  // "ok NAME" and "not ok NAME" lines
  tap() {
    for (const line of text.split('\n')) {
      if (line.startsWith('ok ')) passed++;
      else if (line.startsWith('not ok ')) fail(line.slice(7));
    }
  },
};

readers[kind]();
console.log(`${passed} ${failures.length}`);
for (const failure of failures) console.log(failure);
