import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LayerHeaders } from "#runner/images/layer-headers.ts";
import { readTar } from "#runner/prepare/read-tar.ts";
import { craftTar, paxHeader } from "#test/support/craft-tar.ts";

function pathsIn(chunks: readonly Buffer[]): readonly string[] {
  const paths: string[] = [];
  const headers = new LayerHeaders((path) => paths.push(path));
  for (const chunk of chunks) headers.read(chunk);
  return paths;
}

function split(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

describe("the entries of a layer", () => {
  const name = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8}){0,3}$/);
  const plain = fc.record({ name, content: fc.string({ maxLength: 2_000 }) }).map((entry) => [entry]);
  const long = fc
    .tuple(fc.stringMatching(/^[a-z/]{101,300}$/), fc.string())
    .map(([path, content]) => [paxHeader({ path }), { name: "short", content }]);
  const entries = fc.array(fc.oneof(plain, long), { maxLength: 8 }).map((groups) => groups.flat());

  it("are those that a reader of the whole finds, in whatever pieces it comes", () => {
    fc.assert(
      fc.property(entries, fc.array(fc.nat(), { maxLength: 12 }), (written, cuts) => {
        const content = craftTar(written);
        const whole = [...readTar({ name: "layer", content })].map((member) => member.name);
        expect(pathsIn(split(content, cuts))).toEqual(whole);
      }),
    );
  });

  it("have no content that a link only claims to have", () => {
    const tar = craftTar([
      { name: "link", type: "2", linkName: "x", sizeField: "00000001000\0" },
      { name: "after", content: "x" },
    ]);
    expect(pathsIn([tar])).toEqual(["link", "after"]);
  });

  it("end at the first header that is none", () => {
    expect(() => pathsIn([Buffer.alloc(512, "x")])).toThrow("it is no tar");
  });
});
