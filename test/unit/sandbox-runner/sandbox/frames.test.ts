import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frame, FrameReader } from "#runner/sandbox/frames.ts";

const frames = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 300 })), {
  maxLength: 20,
});

describe("frames", () => {
  it("come out as they went in, wherever the stream is cut", () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1 }), (sent, cuts) => {
        const stream = Buffer.concat(sent.flatMap(([type, payload]) => frame(type, payload)));
        const received: (readonly [number, Uint8Array])[] = [];
        const reader = new FrameReader((type, payload) => received.push([type, new Uint8Array(payload)]));
        for (let at = 0, i = 0; at < stream.length; i++) {
          const length = cuts[i % cuts.length] ?? 1;
          reader.push(stream.subarray(at, at + length));
          at += length;
        }
        expect(received).toEqual(sent);
      }),
    );
  });

  it("join the parts of a payload", () => {
    const [header, ...parts] = frame(7, Buffer.from("ab"), Buffer.from("c"));
    expect(header).toEqual(Buffer.from([7, 0, 0, 0, 3]));
    expect(Buffer.concat(parts).toString()).toBe("abc");
  });

  it("are not taken when their length cannot be init's", () => {
    const reader = new FrameReader(() => expect.fail("no frame is complete"));
    expect(() => reader.push(Buffer.from([1, 0x7f, 0xff, 0xff, 0xff]))).toThrow("a frame of");
  });
});
