import {conformance} from './conformance.mjs';

conformance('varnish');
