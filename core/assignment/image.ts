import * as z from "zod";

/** Host and port, of a registry that is not the default one. */
const registry = String.raw`(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]{1,5})?\/)?`;
const component = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
const name = `${registry}${component}(?:\\/${component})*`;

/**
 * The grammar of a name is that of the distribution project, https://github.com/distribution/reference:
 * a digest and never a tag, because a tag can point elsewhere tomorrow.
 */
const imageReference = new RegExp(`^(${name})@sha256:([0-9a-f]{64})$`);
const untagged = new RegExp(`^${name}$`);
const tagged = new RegExp(`^(${name}):([a-zA-Z0-9_][a-zA-Z0-9._-]{0,127})(@sha256:[0-9a-f]{64})?$`);

/** `<name>@sha256:<64 hex>`: one image for ever, in any registry. */
export const ImageReference = z.string().max(512).regex(imageReference);

/** The part of a valid reference that names the content: 64 hexadecimal digits. */
export function digestOf(image: string): string {
  const digest = imageReference.exec(image)?.[2];
  if (digest === undefined) throw new TypeError(`not an image reference: ${image.slice(0, 100)}`);
  return digest;
}

/** Why a text names no image for ever, and what to write; null when it does. */
export function imageProblem(text: string): string | null {
  if (text.length <= 512 && imageReference.test(text)) return null;
  const [, bare, tag, digest] = tagged.exec(text) ?? [];
  if (bare !== undefined && digest !== undefined) {
    return `a tag beside a digest says nothing: drop ':${tag}' and write ${bare}${digest}`;
  }
  if (bare !== undefined || untagged.test(text)) return `${withoutDigest}: ${howToFind(text)}`;
  if (/@sha256:[0-9a-fA-F]{64}$/.test(text) && text !== text.toLowerCase()) {
    return "names and digests of images are in lower case";
  }
  if (text.includes("@")) return "a digest is 'sha256:' and 64 hexadecimal digits in lower case";
  return "no name of an image: write <name>@sha256:<64 hexadecimal digits>";
}

const withoutDigest =
  "an image without a digest can be another one tomorrow, and then so is every grade; write <name>@sha256:<digest>";

function howToFind(text: string): string {
  return `\`skopeo inspect --format '{{.Digest}}' docker://${text.slice(0, 200)}\` prints the digest`;
}
