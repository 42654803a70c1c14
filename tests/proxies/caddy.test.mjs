import {conformance} from './conformance.mjs';

conformance('caddy');
