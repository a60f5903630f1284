// Line charts as SVG that reads on light and on dark pages alike: colours follow the reader's scheme, the ground is none.

const WIDTH = 760;
const HEIGHT = 420;
const PLOT = { left: 92, right: 590, top: 46, bottom: 366 };
// Okabe and Ito's colours, which also people who see few colours tell apart, and marks for those who see none.
const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f7f7f'];
const MARKS = ['circle', 'square', 'triangle', 'diamond'];

const escaped = (text) =>
  String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const rounded = (value) => Math.round(value * 10) / 10;

function mark(kind, x, y) {
  const points = {
    square: [-4, -4, 4, -4, 4, 4, -4, 4],
    triangle: [0, -5, 5, 4, -5, 4],
    diamond: [0, -5, 5, 0, 0, 5, -5, 0],
  }[kind];
  if (!points) return `<circle cx="${rounded(x)}" cy="${rounded(y)}" r="4"/>`;
  const placed = points.map((value, i) => rounded(value + (i % 2 ? y : x)));
  return `<polygon points="${placed.join(' ')}"/>`;
}

// Powers of ten within the range of `values`, and the whole ones around them.
function decades(values) {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
}

// From values to pixels. `ticks` are the values that are written on the axis, first and last its ends.
function axis({ ticks, log }, from, to) {
  const at = log ? Math.log10 : (value) => value;
  const [low, high] = [at(ticks[0]), at(ticks.at(-1))];
  return (value) => from + ((at(value) - low) / (high - low)) * (to - from);
}

// `series`: [{ name, points: [[x, y], ...] }]. `x` and `y`: { label, format, ticks } with linear ticks, or without `ticks` for
// powers of ten.
export function chart({ title, series, x, y }) {
  // A series keeps its colour where others have no points.
  const drawn = series
    .map((one, i) => ({ ...one, colour: COLOURS[i % COLOURS.length], kind: MARKS[i % MARKS.length] }))
    .filter(({ points }) => points.length > 0);
  const values = (which) => drawn.flatMap(({ points }) => points.map((point) => point[which]));
  const x_axis = { ...x, log: !x.ticks, ticks: x.ticks ?? decades(values(0)) };
  const y_axis = { ...y, log: !y.ticks, ticks: y.ticks ?? decades(values(1)) };
  const at_x = axis(x_axis, PLOT.left, PLOT.right);
  const at_y = axis(y_axis, PLOT.bottom, PLOT.top);
  const middle = (PLOT.top + PLOT.bottom) / 2;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">`,
    `<style>
  text { font: 13px system-ui, sans-serif; fill: #333 }
  .title { font-weight: 600; font-size: 15px }
  .grid { stroke: #8884; stroke-width: 1 }
  .line { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) { text { fill: #ddd } }
</style>`,
    `<text class="title" x="${PLOT.left}" y="22">${escaped(title)}</text>`,
  ];
  for (const tick of x_axis.ticks) {
    const px = rounded(at_x(tick));
    lines.push(`<path class="grid" d="M${px} ${PLOT.top}V${PLOT.bottom}"/>`);
    lines.push(`<text x="${px}" y="${PLOT.bottom + 18}" text-anchor="middle">${escaped(x.format(tick))}</text>`);
  }
  for (const tick of y_axis.ticks) {
    const py = rounded(at_y(tick));
    lines.push(`<path class="grid" d="M${PLOT.left} ${py}H${PLOT.right}"/>`);
    lines.push(`<text x="${PLOT.left - 8}" y="${py + 4}" text-anchor="end">${escaped(y.format(tick))}</text>`);
  }
  lines.push(
    `<text x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 14}" text-anchor="middle">${escaped(x.label)}</text>`,
    `<text transform="translate(16 ${middle}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
  );
  drawn.forEach(({ name, points, colour, kind }, i) => {
    const placed = points.map(([px, py]) => [at_x(px), at_y(py)]);
    const path = placed.map(([px, py]) => `${rounded(px)} ${rounded(py)}`).join('L');
    const legend_y = PLOT.top + 10 + 24 * i;
    lines.push(
      `<g fill="${colour}" stroke="${colour}"><title>${escaped(name)}</title>`,
      `<path class="line" d="M${path}"/>`,
      ...placed.map(([px, py]) => mark(kind, px, py)),
      mark(kind, PLOT.right + 22, legend_y),
      '</g>',
      `<text x="${PLOT.right + 34}" y="${legend_y + 4}">${escaped(name)}</text>`,
    );
  });
  return `${[...lines, '</svg>'].join('\n')}\n`;
}
