// The one table.
import { describeMachine } from './machine.mjs';

const MET = new Map([
  [true, 'yes'],
  [false, '**no**'],
]);

const cell = (text) =>
  String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');

export function markdown({ title, machine, rows, seconds }) {
  const notes = [...new Set(rows.map((row) => row.note).filter(Boolean))];
  const line = (row) => {
    const mark = row.note ? ` [${notes.indexOf(row.note) + 1}]` : '';
    const cells = [row.what + mark, row.palette, row.peer, row.ratio, row.budget, MET.get(row.met) ?? ''];
    return `| ${cells.map(cell).join(' | ')} |`;
  };
  return [
    `# ${title}`,
    '',
    ...describeMachine(machine),
    `- measured in ${Math.round(seconds)} s by \`./dev bench\`; ratios are of figures from this run, absolute times are only a picture`,
    '',
    '| What | Palette | Beside it | Ratio | Budget | Met |',
    '|---|---|---|---|---|---|',
    ...rows.map(line),
    '',
    ...notes.map((note, i) => `${i + 1}. ${note}`),
    '',
  ].join('\n');
}
