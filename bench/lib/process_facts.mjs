// What Linux tells about a process and about the machine.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const ticks_per_s = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

// Seconds of CPU the process has used so far, in user and kernel mode.
export function cpuSeconds(pid) {
  // The second field is the program's name in parentheses and may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks_per_s;
}

// Bytes: all that is resident, and the part of it that is not a mapped file.
export function residentBytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name) =>
    Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1] ?? Number.NaN) * 1024;
  return { total: of('VmRSS'), anonymous: of('RssAnon') };
}

// Bytes that programs can still have without anything being swapped out.
export function availableBytes() {
  return Number(readFileSync('/proc/meminfo', 'utf8').match(/^MemAvailable:\s+(\d+) kB/m)[1]) * 1024;
}

// How busy all cores are together, 0 to 1, over the time given.
export async function busyShare(time_ms) {
  const read = () => {
    const [user, nice, system, idle, waiting, ...rest] = readFileSync('/proc/stat', 'utf8')
      .split('\n')[0]
      .split(/\s+/)
      .slice(1, 9)
      .map(Number);
    const busy = user + nice + system + rest.reduce((sum, ticks) => sum + ticks, 0);
    return { busy, all: busy + idle + waiting };
  };
  const before = read();
  await sleep(time_ms);
  const after = read();
  return (after.busy - before.busy) / Math.max(1, after.all - before.all);
}
