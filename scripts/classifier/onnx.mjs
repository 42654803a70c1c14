// Builds an ONNX model: nodes, weights, then the bytes of the file. Field numbers are those of onnx.proto3; what is
// written depends on nothing but the calls, so the same calls give the same file.

import {bytes, integer, message, text} from './protobuf.mjs';

const IR_VERSION = 7;
const OPERATOR_SET = 13;
const FLOAT = 1; // TensorProto.DataType
const ATTRIBUTE_INT = 2; // AttributeProto.AttributeType
const ATTRIBUTE_INTS = 7;

function attribute(name, value) {
  return Array.isArray(value)
    ? message(text(1, name), value.map((item) => integer(8, item)), integer(20, ATTRIBUTE_INTS))
    : message(text(1, name), integer(3, value), integer(20, ATTRIBUTE_INT));
}

function tensor(name, shape, values) {
  const littleEndian = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => littleEndian.writeFloatLE(value, index * 4));
  return message(shape.map((size) => integer(1, size)), integer(2, FLOAT), text(8, name), bytes(9, littleEndian));
}

// A dimension is a number, or a name where any number will do.
function valueInfo(name, shape) {
  const dimensions = shape.map((size) => bytes(1, typeof size === 'string' ? text(2, size) : integer(1, size)));
  const type = bytes(1, message(integer(1, FLOAT), bytes(2, message(dimensions))));
  return message(text(1, name), bytes(2, type));
}

export class Graph {
  #nodes = [];
  #weights = new Map();

  // Adds weights (a Float32Array or numbers) once for each name, and answers the name.
  weights(name, shape, values) {
    if (!this.#weights.has(name)) this.#weights.set(name, tensor(name, shape, Float32Array.from(values)));
    return name;
  }

  // Adds a node with one output, which is also the node's name, and answers it.
  node(operator, inputs, output, attributes = {}) {
    this.#nodes.push(
      message(
        inputs.map((input) => text(1, input)),
        text(2, output),
        text(3, output),
        text(4, operator),
        Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
      ),
    );
    return output;
  }

  // `input` and `output` are {name, shape}.
  encode(graphName, input, output) {
    const graph = message(
      this.#nodes.map((node) => bytes(1, node)),
      text(2, graphName),
      [...this.#weights.values()].map((weights) => bytes(5, weights)),
      bytes(11, valueInfo(input.name, input.shape)),
      bytes(12, valueInfo(output.name, output.shape)),
    );
    const operatorSet = message(text(1, ''), integer(2, OPERATOR_SET));
    return message(integer(1, IR_VERSION), text(2, 'sluice'), bytes(7, graph), bytes(8, operatorSet));
  }
}
