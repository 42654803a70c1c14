// Reads a TensorFlow.js layers model out of the nsfwjs package, where it lies as JavaScript modules: the topology as an
// object, the weights as base64 text, 8 bits a weight.

import {createRequire} from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const load = (file) => {
  const module = require(file);
  return module.default ?? module;
};

// {layers, weights}: Keras layer descriptions in order, and by name {shape, values: Float32Array}.
export function readLayersModel(folder) {
  const {modelTopology, weightsManifest} = load(path.resolve(folder, 'model.min.js'));
  const weights = new Map();
  for (const group of weightsManifest) {
    const shards = group.paths.map((shard) => Buffer.from(load(path.resolve(folder, `${shard}.min.js`)), 'base64'));
    readGroup(group.weights, Buffer.concat(shards), weights);
  }
  return {layers: modelTopology.model_config.config.layers, weights};
}

function readGroup(descriptions, stored, weights) {
  let offset = 0;
  for (const {name, shape, dtype, quantization} of descriptions) {
    if (dtype !== 'float32' || quantization?.dtype !== 'uint8') throw new Error(`${name}: not float32 stored as uint8`);
    const count = shape.reduce((product, size) => product * size, 1);
    if (offset + count > stored.length) throw new Error(`${name}: the weights end early`);
    const values = Float32Array.from(
      stored.subarray(offset, offset + count),
      (level) => level * quantization.scale + quantization.min, // as tfjs-core restores them
    );
    weights.set(name, {shape, values});
    offset += count;
  }
  if (offset !== stored.length) throw new Error('weights are left over');
}
