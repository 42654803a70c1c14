// A certificate for nas.example that nobody else trusts, as a TLS proxy needs one.

import fs from 'node:fs';
import path from 'node:path';
import {execFileSync} from 'node:child_process';

const kRequest = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=nas.example', '-addext', 'subjectAltName=DNS:nas.example'];

/** Writes three files into the folder: the certificate, its key, and both in one (as HAProxy reads them). */
export function certificate(folder) {
  const [cert, key, both] = ['nas.example.pem', 'nas.example.key', 'nas.example.both.pem'].map((name) => path.join(folder, name));
  execFileSync('openssl', [...kRequest, '-keyout', key, '-out', cert], {stdio: 'pipe'});
  fs.writeFileSync(both, Buffer.concat([fs.readFileSync(cert), fs.readFileSync(key)]), {mode: 0o600});
  return {cert, key, both};
}
