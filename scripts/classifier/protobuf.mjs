// The little of Protocol Buffers' wire format that writing an ONNX file takes. Every function answers the bytes of one
// field, or of one message made of fields. (https://protobuf.dev/programming-guides/encoding/)

const VARINT = 0;
const LENGTH_DELIMITED = 2;

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const tag = (field, wireType) => varint((field << 3) | wireType);

export const integer = (field, value) => Buffer.concat([tag(field, VARINT), varint(value)]);

export function bytes(field, content) {
  const body = Buffer.from(content);
  return Buffer.concat([tag(field, LENGTH_DELIMITED), varint(body.length), body]);
}

export const text = (field, content) => bytes(field, Buffer.from(content, 'utf8'));

export const message = (...fields) => Buffer.concat(fields.flat());
