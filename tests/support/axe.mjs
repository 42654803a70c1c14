// axe-core on a tab of any engine: what it finds wrong with the document as it is now.

import fs from 'node:fs';

const source = fs.readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const kRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Lines "rule: what is wrong: where", none when nothing is. */
export async function accessibilityProblems(tab) {
  // As part of the script that the driver runs: the page's policy forbids to add one.
  const action = {toString: () => `async (rules) => {
    ${source};
    // What fades in is judged when it is there; what never ends is judged as it is.
    const fading = () => document.getAnimations().filter((each) => each.playState === 'running' && each.effect.getComputedTiming().endTime !== Infinity);
    for (const each of fading()) each.finish();
    const {violations} = await globalThis.axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']});
    return violations.flatMap(({id, help, nodes}) => nodes.map(({target, failureSummary}) => id + ': ' + help + ': ' + target.join(' ') + ': ' + failureSummary));
  }`};
  return tab.run(action, kRules);
}
