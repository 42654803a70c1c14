// Runs nsfwjs itself, on the slow and exact JavaScript backend of TensorFlow.js, over the pictures of the parity test and
// prints what it answers:  node make_reference.mjs FOLDER_WITH_NODE_MODULES >reference.json

import path from 'node:path';
import {createRequire} from 'node:module';
import {checksum, paint, pictures} from './pictures.mjs';

const require = createRequire(path.resolve(process.argv[2], 'package.json'));
console.warn = console.log = console.info = () => {}; // advice on other backends and on hosting the model
const tf = require('@tensorflow/tfjs');
const nsfwjs = require('nsfwjs/core');
const {MobileNetV2Model} = require('nsfwjs/models/mobilenet_v2');

await tf.setBackend('cpu');
const network = await nsfwjs.load('MobileNetV2', {modelDefinitions: [MobileNetV2Model]});

// Over white where there is alpha; not rounded, as little as our own arithmetic is.
function toTensor({width, height, alpha}, samples) {
  if (!alpha) return tf.tensor3d(samples, [height, width, 3]);
  const onWhite = new Float32Array(width * height * 3);
  for (let target = 0; target < onWhite.length; target++) {
    const pixel = Math.trunc(target / 3) * 4;
    onWhite[target] = 255 + ((samples[pixel + (target % 3)] - 255) * samples[pixel + 3]) / 255;
  }
  return tf.tensor3d(onWhite, [height, width, 3]);
}

const lines = [];
for (const picture of pictures) {
  const samples = paint(picture);
  const tensor = toTensor(picture, samples);
  const answers = await network.classify(tensor);
  tensor.dispose();
  const classes = Object.fromEntries(
    answers.map(({className, probability}) => [className, probability]).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  lines.push(JSON.stringify({...picture, checksum: checksum(samples), classes}));
}
process.stdout.write(`[\n${lines.join(',\n')}\n]\n`);
