// Texts that a parser pays for: graphs in circles, brackets without end, prompts of fifteen megabytes. All in PNG, where any key may hold any text.

import {kSampler} from '../comfy.mjs';
import {iTXt, png, tEXt, withChunks, xmpChunk} from '../png.mjs';
import {scene} from '../scenes.mjs';
import {done, either} from './case.mjs';

const kLong = 15 << 20;  // just below the bound of a text
const picture = () => png(scene('tiles', 32, 24, 1));
const filled = (pattern, length = 3 << 20) => Buffer.alloc(length, pattern);
const said = (key, text) => () => withChunks(picture(), [tEXt(key, text())]);
const graph = (nodes) => said('prompt', () => JSON.stringify(nodes()));
const settings = '\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 32x24, Model: m';
const named = (count, make) => Object.fromEntries(Array.from({length: count}, (_, i) => [String(i + 1), make(i + 1)]));

const sampler = (inputs) => ({class_type: 'KSampler', inputs: {seed: 1, steps: 1, cfg: 1, sampler_name: 'euler', scheduler: 'normal', ...inputs}});
const encode = (text) => ({class_type: 'CLIPTextEncode', inputs: {text, clip: ['1', 0]}});
const combine = (a, b) => ({class_type: 'ConditioningCombine', inputs: {conditioning_1: a, conditioning_2: b}});

const graphs = [
  ['graph-of-itself', 'a sampler that feeds itself', () => ({1: sampler({model: ['1', 0], positive: ['1', 0], negative: ['1', 0], latent_image: ['1', 0]}), 2: {class_type: 'SaveImage', inputs: {images: ['1', 0]}}})],
  ['graph-in-a-circle', 'nodes in a circle of ten thousand', () => ({...named(10_000, (i) => combine([String((i % 10_000) + 1), 0], [String((i % 10_000) + 1), 0])), 10_001: sampler({positive: ['1', 0]})})],
  ['graph-of-all-ways', 'sixty steps of two ways each: 2⁶⁰ ways through', () => ({...named(60, (i) => combine([String(i + 1), 0], [String(i + 1), 0])), 61: encode('the end'), 62: sampler({positive: ['1', 0], negative: ['2', 0]})})],
  ['graph-hundred-thousand-long', 'a chain of a hundred thousand nodes', () => ({...named(100_000, (i) => ({class_type: 'Reroute', inputs: {'': [String(i + 1), 0]}})), 100_001: encode('deep'), 100_002: sampler({positive: ['1', 0]})})],
  ['graph-of-hundred-thousand-samplers', 'samplers without number', () => named(100_000, () => sampler({positive: ['1', 0]}))],
  ['graph-of-loras', 'LoRAs in a row of ten thousand', () => ({...named(10_000, (i) => ({class_type: 'LoraLoader', inputs: {lora_name: `l${i}`, strength_model: 1e308, model: [String(i + 1), 0]}})), 10_001: {class_type: 'CheckpointLoaderSimple', inputs: {ckpt_name: 'm'}}, 10_002: sampler({model: ['1', 0]})})],
  ['graph-of-nobody', 'links to nodes and slots that are not there', () => ({1: sampler({positive: ['99', -1], negative: ['1', 1e300], model: [null, null], latent_image: [['1', 0], 0]})})],
  ['graph-of-wrong-kinds', 'nodes that are no nodes', () => ({1: null, 2: [], 3: 'text', 4: 5, 5: {class_type: {}, inputs: []}, 6: {class_type: 'KSampler', inputs: null}, 7: sampler({seed: {}, steps: [], cfg: 'x'.repeat(1000)})})],
].map(([name, tries, nodes]) => done(`${name}.png`, tries, graph(nodes)));

const nested = (open, middle, close, depth) => open.repeat(depth) + middle + close.repeat(depth);
const jsons = [
  ['brackets-hundred-thousand-deep', () => nested('[', '', ']', 100_000)],
  ['brackets-that-stay-open', () => filled('[', kLong)],
  ['braces-hundred-thousand-deep', () => nested('{"a":', '1', '}', 100_000)],
  ['inputs-deep', () => `{"1":{"class_type":"KSampler","inputs":{"positive":${nested('[', '1', ']', 50_000)}}}}`],
  ['text-in-text', () => Array.from({length: 12}).reduce((inner) => JSON.stringify(inner), '{}')],
  ['number-of-a-million-digits', () => `{"1":{"class_type":"KSampler","inputs":{"seed":${'9'.repeat(1_000_000)}}}}`],
  ['number-beyond-doubles', () => '{"1":{"class_type":"KSampler","inputs":{"seed":1e999999,"cfg":-1e999999,"steps":1e-999999}}}'],
  ['nan-hundred-thousand', () => `[${'NaN,'.repeat(100_000)}-Infinity]`],
  ['nan-in-words', () => `{"1":{"class_type":"NaN NaN","inputs":{"text":"${'NaN Infinity '.repeat(50_000)}","x":NaN}}}`],
  ['key-again-and-again', () => `{${'"a":1,'.repeat(500_000)}"a":2}`],
  ['escapes', () => `{"1":{"class_type":"CLIPTextEncode","inputs":{"text":"${'\\ud800'.repeat(500_000)}"}}}`],
  ['unterminated-text', () => `{"1":{"class_type":"${'x'.repeat(1_000_000)}`],
  ['half-a-megabyte-of-zeros', () => Buffer.concat([Buffer.from('{"a":"'), Buffer.alloc(500_000), Buffer.from('"}')])],
].flatMap(([name, text]) => ['prompt', 'workflow'].map((key) => done(`${key}-${name}.png`, 'JSON that a parser pays for', said(key, text))));

const workflows = [
  ['links-of-nonsense', () => JSON.stringify({nodes: [{id: 1, type: 'KSampler', inputs: [{link: 5}], widgets_values: [[[]]]}], links: [[1], null, [5, 1, 0, 1, 0, 'X'], 'x', [1e300, -1, {}, []]]})],
  ['subgraph-of-itself', () => JSON.stringify({nodes: [{id: 1, type: 'a'}], links: [], definitions: {subgraphs: [{id: 'a', nodes: [{id: 1, type: 'a'}], links: []}]}})],
  ['hundred-thousand-links', () => JSON.stringify({nodes: [{id: 1, type: 'Reroute', inputs: [{link: 1}]}], links: Array.from({length: 100_000}, (_, i) => [i, 1, 0, 1, 0, '*'])})],
].map(([name, text]) => done(`workflow-${name}.png`, 'a drawn graph that makes no sense', said('workflow', text)));

const prompts = [
  ['open-brackets', () => filled('(', kLong)],
  ['closing-brackets', () => filled(')')],
  ['nested-weights', () => nested('(', 'x', ':1.1)', 2_000_000)],
  ['mixed-brackets', () => filled('([{<', kLong)],
  ['weights-without-number', () => filled('(a:1.1), ', kLong)],
  ['weights-beyond-numbers', () => Buffer.concat([Buffer.from(`(a:1e308)${settings}`), filled('(b:9999999999999999999999999999999999999999)', 100_000)])],
  ['words-without-number', () => Array.from({length: 1_000_000}, (_, i) => `w${i}`).join(',')],
  ['one-word', () => filled('w')],
  ['commas', () => filled(',')],
  ['line-breaks', () => filled('\n')],
  ['loras-without-number', () => filled('<lora:a:1>')],
  ['loras-that-stay-open', () => filled('<lora:')],
  ['lora-of-colons', () => Buffer.from(`<lora:${':'.repeat(1_000_000)}>`)],
  ['negative-again-and-again', () => filled('\nNegative prompt: ')],
  ['steps-again-and-again', () => filled('Steps: 20, ')],
  ['settings-again-and-again', () => filled(settings)],
  ['settings-of-open-quotes', () => Buffer.concat([Buffer.from('a\nSteps: 20, Sampler: Euler, CFG scale: 7, Model: "'), filled('\\"', 4 << 20)])],
  ['settings-of-open-braces', () => Buffer.concat([Buffer.from('a\nSteps: 20, Sampler: Euler, CFG scale: 7, Hashes: '), filled('{', 4 << 20)])],
  ['breaks', () => filled(' BREAK AND ')],
  ['alternatives', () => filled('[a|b:c:0.5]')],
  ['backslashes', () => filled('\\(', 8 << 20)],
  ['letters-outside-the-plane', () => filled('𝕏，、')],
  ['combining-marks', () => filled('a\u0301\u0301\u0301')],
  ['damaged-utf8', () => filled(Buffer.from([0xf0, 0x9f, 0x8c, 0xc3, 0x28, 0xff]))],
  ['no-letters', () => Buffer.alloc(1_000_000)],
  ['civitai-without-end', () => Buffer.concat([Buffer.from(`a${settings}, Civitai resources: `), filled('[{"a":', 2 << 20)])],
  ['json-that-is-none', () => Buffer.concat([Buffer.from('{"sui_image_params": {"prompt": "'), filled('a', 1 << 20)])],
].map(([name, text]) => done(`parameters-${name}.png`, 'a prompt that a parser pays for', said('parameters', text)));

const others = [
  ['Comment', 'novelai', () => `{"prompt": "${'{'.repeat(5_000_000)}", "uc": "${'['.repeat(5_000_000)}"}`],
  ['parameters', 'swarm', () => JSON.stringify({sui_image_params: {prompt: 'a', loras: new Array(200_000).fill('l'), loraweights: new Array(200_000).fill('NaN'), seed: '1'.repeat(100_000)}})],
  ['invokeai_metadata', 'invoke', () => JSON.stringify({positive_prompt: '(('.repeat(1_000_000), loras: new Array(100_000).fill({model: {name: {}}})})],
  ['sd-metadata', 'invoke-old', () => JSON.stringify({image: {prompt: [{prompt: '['.repeat(1_000_000)}]}})],
  ['Dream', 'dream', () => `"${'" -s '.repeat(500_000)}`],
  ['Description', 'midjourney', () => ` --ar ${'--'.repeat(1_000_000)} Job ID: x`],
  ['fooocus_scheme', 'fooocus', () => 'fooocus'.repeat(100_000)],
  ['Score', 'score', () => '9'.repeat(1_000_000)],
].map(([key, name, text]) => done(`${name}.png`, 'a text of another program that a parser pays for', said(key, text)));

const laughs = `<!DOCTYPE x [${Array.from({length: 10}, (_, i) => `<!ENTITY l${i} "${i ? `&l${i - 1};`.repeat(10) : 'ha'}">`).join('')}]>`;
const rdf = (inner) => `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${inner}</rdf:RDF></x:xmpmeta>`;
const xmps = [
  ['billion-laughs', () => laughs + rdf('<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&l9;</dc:title></rdf:Description>')],
  ['outside-entity', () => `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${rdf('<rdf:Description>&e;</rdf:Description>')}`],
  ['hundred-thousand-deep', () => rdf(nested('<rdf:Description>', '', '</rdf:Description>', 100_000))],
  ['open-tags', () => '<a '.repeat(1_000_000)],
  ['open-brackets', () => '<'.repeat(4 << 20)],
  ['attributes-without-number', () => rdf(`<rdf:Description ${Array.from({length: 200_000}, (_, i) => `a${i}="x"`).join(' ')}/>`)],
  ['attribute-again-and-again', () => rdf(`<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" ${'xmp:Rating="5" '.repeat(200_000)}/>`)],
  ['names-without-number', () => rdf(`<rdf:Description ${Array.from({length: 100_000}, (_, i) => `xmlns:n${i}="u${i}"`).join(' ')}/>`)],
  ['subjects-without-number', () => rdf(`<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag>${'<rdf:li>word</rdf:li>'.repeat(200_000)}</rdf:Bag></dc:subject></rdf:Description>`)],
  ['comment-that-stays-open', () => `<!--${'-'.repeat(4 << 20)}`],
  ['character-data-that-stays-open', () => `<![CDATA[${']'.repeat(4 << 20)}`],
  ['references-that-are-none', () => rdf(`<rdf:Description>${'&#x110000;&#0;&amp &#99999999999;'.repeat(50_000)}</rdf:Description>`)],
  ['damaged-utf8', () => Buffer.alloc(1 << 20, Buffer.from([0x3c, 0xff, 0xfe, 0x3e]))],
  ['utf16', () => Buffer.from(`\ufeff${rdf('<rdf:Description/>')}`, 'utf16le')],
  ['rating-of-nonsense', () => rdf('<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="1e400"/>')],
].map(([name, text]) => done(`xmp-${name}.png`, 'XMP that a parser pays for', () => withChunks(picture(), [xmpChunk(text())])));

const together = kSampler({prompt: 'a', model: 'm'});

export const textCases = [
  ...graphs, ...jsons, ...workflows, ...prompts, ...others, ...xmps,
  done('texts-that-contradict.png', 'six dialects in one file', () => withChunks(picture(), [
    tEXt('parameters', `a${settings}`), tEXt('prompt', together.prompt), tEXt('workflow', together.workflow), tEXt('Comment', '{"prompt":"b"}'), tEXt('Software', 'NovelAI'),
    tEXt('invokeai_metadata', '{"positive_prompt":"c"}'), tEXt('sd-metadata', '{}'), iTXt('parameters', '{"sui_image_params":{}}', {compressed: true}),
  ])),
  either('text-of-15-mib-that-doubles.png', 'a text that is allowed, whose record is twice as long as others', said('parameters', () => filled('\\(', kLong))),
  either('fifteen-texts-of-15-mib.png', 'texts that are allowed one by one', () => withChunks(picture(), new Array(15).fill(tEXt('parameters', filled('(a:1.1), ', kLong))))),
];
