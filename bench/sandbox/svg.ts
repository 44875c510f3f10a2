/** Parts of a picture. The same numbers give the same bytes. */
export const colours: Readonly<Record<string, string>> = {
  Assay: "#1a7f37",
  stream: "#1a7f37",
  mounted: "#0969da",
  "bare processes": "#6e7781",
  "tar -x, no sandbox": "#6e7781",
  "runc + init": "#8250df",
  "runsc exec tar -x": "#8250df",
  "Docker + runsc": "#bf5700",
  "base64-exec": "#bf5700",
  "Docker + runsc, ready": "#d4a72c",
};
export const pale = "#57606a";

export function picture(
  size: { width: number; height: number },
  title: string,
  parts: readonly string[],
): string {
  const { width, height } = size;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

export function text(x: number, y: number, words: string, attributes = `fill="${pale}"`): string {
  return `<text x="${tenths(x)}" y="${tenths(y)}" ${attributes}>${escaped(words)}</text>`;
}

export function bar(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${tenths(x)}" y="${tenths(y)}" width="${tenths(width)}" height="${tenths(height)}" fill="${fill}"/>`;
}

export function line(
  from: readonly [number, number],
  to: readonly [number, number],
  attributes: string,
): string {
  const [x1, y1, x2, y2] = [...from, ...to].map(tenths);
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${attributes}/>`;
}

export function dot(x: number, y: number, fill: string): string {
  return `<circle cx="${tenths(x)}" cy="${tenths(y)}" r="3.5" fill="${fill}"/>`;
}

/** Of a pixel, so that no machine's last bit is seen. */
function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
