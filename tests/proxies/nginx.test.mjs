import {conformance} from './conformance.mjs';

conformance('nginx');
