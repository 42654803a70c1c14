// Converts the layers model of nsfwjs to ONNX:  node convert_model.mjs MODEL_FOLDER OUTPUT_FILE
//
// Channels come first (NCHW), batch normalisation is folded into the convolutions before it, drop-out falls away. What
// the model has no use for is refused, never guessed: an unknown layer or option is an error. The output is the same,
// byte for byte, each time.

import fs from 'node:fs';
import {Graph} from './onnx.mjs';
import {readLayersModel} from './layers_model.mjs';

const SIDE = 224;
const CLASSES = 5;

function demand(condition, what) {
  if (!condition) throw new Error(`not the model this converter knows: ${what}`);
}

class Converter {
  #graph = new Graph();
  #weights;
  #layers;
  #outputs = new Map(); // layer name → {name of its ONNX value, side in pixels}
  #paddings = new Map(); // name of a ZeroPadding2D layer → its padding, taken over by the convolution after it

  constructor({layers, weights}) {
    this.#layers = layers;
    this.#weights = weights;
  }

  convert() {
    for (const layer of this.#layers) this.#layer(layer);
    return this.#graph.encode(
      'nsfwjs-mobilenet_v2',
      {name: 'input', shape: [1, 3, SIDE, SIDE]},
      {name: 'probabilities', shape: [1, CLASSES]},
    );
  }

  #layer(layer) {
    const {class_name: kind, config} = layer;
    const {name} = config;
    const inputs = (layer.inbound_nodes[0] ?? []).map(([producer]) => producer);
    const sources = inputs.map((input) => this.#outputs.get(input));
    demand(sources.every(Boolean), `${name} comes before its input`);
    const [source] = sources;
    switch (kind) {
      case 'InputLayer':
        demand(config.batch_input_shape.join() === `,${SIDE},${SIDE},3`, `input of ${config.batch_input_shape}`);
        return this.#outputs.set(name, {value: 'input', side: SIDE});
      case 'ZeroPadding2D':
        this.#paddings.set(name, config.padding);
        return this.#outputs.set(name, source);
      case 'Conv2D':
      case 'DepthwiseConv2D':
        return this.#convolution(config, source, this.#paddings.get(inputs[0]), kind === 'DepthwiseConv2D');
      case 'BatchNormalization': // folded into the convolution before it
      case 'Dropout':
        return this.#outputs.set(name, source);
      case 'ReLU':
        return this.#clip(config, source);
      case 'Add':
        return this.#emit('Add', sources.map(({value}) => value), name, source.side);
      case 'AveragePooling2D':
        demand(config.pool_size.join() === `${source.side},${source.side}`, `${name} averages parts`);
        return this.#emit('GlobalAveragePool', [source.value], name, 1);
      case 'Flatten':
        demand(source.side === 1, `${name} flattens a picture`);
        return this.#emit('Flatten', [source.value], name, 1, {axis: 1});
      case 'Dense':
        return this.#dense(config, source);
      default:
        demand(false, `layer of kind ${kind}`);
    }
  }

  #emit(operator, inputs, name, side, attributes) {
    this.#outputs.set(name, {value: this.#graph.node(operator, inputs, name, attributes), side});
  }

  #weight(name) {
    const found = this.#weights.get(name);
    demand(found, `weights ${name} are missing`);
    return found;
  }

  #convolution(config, source, explicitPadding, isDepthwise) {
    const {name, strides, kernel_size: kernelSize} = config;
    demand(!config.use_bias && config.activation === 'linear' && config.dilation_rate[0] === 1, name);
    const {factors, biases} = this.#normalisationAfter(name);
    const {shape, values} = this.#weight(`${name}/${isDepthwise ? 'depthwise_kernel' : 'kernel'}`);
    const kernel = foldedKernel(shape, values, factors, isDepthwise);
    const {pads, side} = placement(source.side, kernelSize[0], strides[0], config.padding, explicitPadding);
    const inputs = [
      source.value,
      this.#graph.weights(`${name}/kernel`, kernel.shape, kernel.values),
      this.#graph.weights(`${name}/bias`, [biases.length], biases),
    ];
    const group = isDepthwise ? shape[2] : 1;
    this.#emit('Conv', inputs, name, side, {group, kernel_shape: kernelSize, pads, strides});
  }

  // (x - mean) / sqrt(variance + epsilon) * gamma + beta, as x * factor + bias.
  #normalisationAfter(convolution) {
    const readers = this.#layers.filter((layer) => layer.inbound_nodes[0]?.some(([input]) => input === convolution));
    demand(readers.length === 1 && readers[0].class_name === 'BatchNormalization', `what follows ${convolution}`);
    const {name, epsilon} = readers[0].config;
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
      (part) => this.#weight(`${name}/${part}`).values,
    );
    const factors = Array.from(gamma, (value, channel) => value / Math.sqrt(variance[channel] + epsilon));
    const biases = factors.map((factor, channel) => beta[channel] - mean[channel] * factor);
    return {factors, biases};
  }

  #clip(config, source) {
    demand(config.threshold === 0 && config.negative_slope === 0, config.name);
    const limits = [0, config.max_value].map((limit) => this.#graph.weights(`clip/${limit}`, [], [limit]));
    this.#emit('Clip', [source.value, ...limits], config.name, source.side);
  }

  #dense(config, source) {
    const {name, activation} = config;
    const operator = {relu: 'Relu', softmax: 'Softmax'}[activation];
    demand(operator && config.use_bias, name);
    const {shape, values} = this.#weight(`${name}/kernel`);
    const bias = this.#weight(`${name}/bias`);
    const inputs = [
      source.value,
      this.#graph.weights(`${name}/kernel`, shape, values),
      this.#graph.weights(`${name}/bias`, bias.shape, bias.values),
    ];
    const sums = this.#graph.node('Gemm', inputs, `${name}/sums`);
    const isLast = activation === 'softmax';
    this.#outputs.set(name, {
      value: this.#graph.node(operator, [sums], isLast ? 'probabilities' : name, isLast ? {axis: 1} : {}),
      side: 1,
    });
  }
}

// From height, width, input, output (or height, width, channel, 1) to output, input, height, width; each output's
// weights times its factor.
function foldedKernel([height, width, inputs, outputs], stored, factors, isDepthwise) {
  demand(!isDepthwise || outputs === 1, 'a depth multiplier');
  const shape = isDepthwise ? [inputs, 1, height, width] : [outputs, inputs, height, width];
  const values = new Float32Array(stored.length);
  let target = 0;
  for (let output = 0; output < shape[0]; output++) {
    for (let input = 0; input < shape[1]; input++) {
      for (let place = 0; place < height * width; place++) {
        const source = isDepthwise ? place * inputs + output : (place * inputs + input) * outputs + output;
        values[target++] = stored[source] * factors[output];
      }
    }
  }
  return {shape, values};
}

// Where a square kernel lies on a square picture: [top, left, bottom, right] padding and the side of the result.
// "same" pads so that no pixel is lost, the odd one after the picture; an explicit padding stands before a "valid" one.
function placement(side, kernel, stride, padding, explicit = [[0, 0], [0, 0]]) {
  let [[top, bottom], [left, right]] = explicit;
  if (padding === 'same') {
    const missing = Math.max(0, (Math.ceil(side / stride) - 1) * stride + kernel - side);
    top = left = Math.floor(missing / 2);
    bottom = right = missing - top;
  }
  return {pads: [top, left, bottom, right], side: Math.floor((side + top + bottom - kernel) / stride) + 1};
}

const [modelFolder, outputFile] = process.argv.slice(2);
const model = new Converter(readLayersModel(modelFolder)).convert();
fs.writeFileSync(`${outputFile}.part`, model);
fs.renameSync(`${outputFile}.part`, outputFile);
