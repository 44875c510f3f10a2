/** Who a student's programs are, inside. Its files are those that a student may change. */
export const sandboxUser = { name: "sandbox", uid: 1000, gid: 1000, home: "/app" } as const;

/** What an image may have otherwise. */
const usual = [
  "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/assay/bin",
  "LANG=C.UTF-8",
];

/** What is so in every sandbox. */
const always = [`HOME=${sandboxUser.home}`, `USER=${sandboxUser.name}`, "TMPDIR=/tmp"];

/** All that a student's programs find in their environment, `NAME=value`; `image` is what their image says of it. */
export function sandboxEnvironment(image: readonly string[] = []): readonly string[] {
  const values = new Map([...usual, ...image, ...always].map((entry) => [entry.split("=", 1)[0], entry]));
  return [...values.values()];
}
