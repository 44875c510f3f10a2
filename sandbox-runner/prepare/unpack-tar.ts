import { ArchiveBudget, type SubmissionLimits } from "#core/submission/archive-budget.ts";
import { admitEntry, type EntryKind } from "#core/submission/archive-policy.ts";
import type { SubmissionFile } from "#core/submission/file.ts";
import { printable } from "#core/submission/printable.ts";
import type { Archive } from "./archive-format.ts";
import { corruptArchive } from "./corrupt-archive.ts";
import { readTar, type TarMember } from "./read-tar.ts";

/**
 * The files of a tar, as views of its bytes. `uploadBytes` is its size as it was uploaded, compressed
 * or not. Of the mode only the owner's right to execute is kept: setuid, setgid and sticky bits go.
 */
export function unpackTar(archive: Archive, uploadBytes: number, limits: SubmissionLimits): SubmissionFile[] {
  const budget = new ArchiveBudget(uploadBytes, limits);
  const files: SubmissionFile[] = [];
  for (const member of readTar(archive)) {
    budget.spendEntries(1);
    const path = admitEntry({ name: member.name, kind: kindOf(member) }, limits);
    if (path === null) continue;
    budget.spendBytes(path, member.content.length);
    files.push({ path, content: member.content, executable: (member.mode & 0o100) !== 0 });
  }
  return files;
}

function kindOf({ name, type, content }: TarMember): EntryKind {
  switch (type) {
    case "0":
    case "7": {
      // Before ustar a folder was a file whose name ends in a slash.
      return name.endsWith("/") ? folder(name, content) : { is: "file" };
    }
    case "1":
      return { is: "link", what: "hard link" };
    case "2":
      return { is: "link", what: "symbolic link" };
    case "3":
      return { is: "special", what: "character device" };
    case "4":
      return { is: "special", what: "block device" };
    case "5":
      return folder(name, content);
    case "6":
      return { is: "special", what: "FIFO" };
    case "S":
      return { is: "special", what: "sparse file" };
    default:
      return { is: "special", what: `tar entry of type ${printable(type)}` };
  }
}

function folder(name: string, content: Buffer): EntryKind {
  if (content.length > 0) {
    throw corruptArchive(name, "it is a folder with content");
  }
  return { is: "folder" };
}
