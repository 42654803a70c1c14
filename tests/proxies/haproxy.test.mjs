import {conformance} from './conformance.mjs';

conformance('haproxy');
