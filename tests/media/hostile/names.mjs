// Names that a careless program stumbles over, on sound pictures and on rubbish by turns.

import {oddNames} from '../names.mjs';
import {png} from '../png.mjs';
import {scene} from '../scenes.mjs';
import {done, failed} from './case.mjs';

export const nameCases = oddNames.map((name, i) => (i % 2
  ? failed(name, 'rubbish under an odd name', () => Buffer.from('<script>alert(1)</script>'), ['unsupported'])
  : done(name, 'a picture under an odd name', () => png(scene('tiles', 32, 24, 1)))));
