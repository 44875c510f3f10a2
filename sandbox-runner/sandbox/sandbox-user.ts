/** Who a student's programs are, inside. Its files are those that a student may change. */
export const sandboxUser = { name: "sandbox", uid: 1000, gid: 1000, home: "/app" } as const;

/** All that a student's programs find in their environment. */
export const sandboxEnvironment = [
  "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/assay/bin",
  `HOME=${sandboxUser.home}`,
  `USER=${sandboxUser.name}`,
  "LANG=C.UTF-8",
  "TMPDIR=/tmp",
] as const;
