// What is special about each proxy: its program, what Debian's own settings put around the documented block, and which
// addresses and files of that block a test replaces. Each runs in the foreground, as an ordinary process.
//
// configure({upstream, port, tlsPort, cert, key, both, folder}) → {files: {name: text}, command: [program, …]}

import process from 'node:process';
import {documented, fill} from './documented.mjs';

const kUpstream = '127.0.0.1:7862';
const asRoot = process.getuid() === 0;

// Of Debian's /etc/nginx/nginx.conf: everything that touches a response.
const nginxAround = (folder, block) => `
daemon off;
${asRoot ? 'user root;' : ''}
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  default_type application/octet-stream;
  gzip on;
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
${block}
}
`;

// Of Debian's /etc/haproxy/haproxy.cfg: its defaults.
const haproxyAround = (block) => `
defaults
    mode http
    option httplog
    option dontlognull
    timeout connect 5000
    timeout client 50000
    timeout server 50000

${block}`;

// Added to the documented global options.
const caddyOptions = (port, tlsPort) => `
	admin off
	default_bind 127.0.0.1
	http_port ${port}
	https_port ${tlsPort}
	auto_https disable_redirects
	log {
		level ERROR
	}`;

export const kinds = {
  nginx: {
    speaksTls: true,
    configure({upstream, port, tlsPort, cert, key, folder}) {
      const block = fill(documented('nginx'), {
        'listen 80;': `listen 127.0.0.1:${port};`, 'listen 443 ssl http2;': `listen 127.0.0.1:${tlsPort} ssl http2;`,
        '/etc/ssl/nas.example.pem': cert, '/etc/ssl/private/nas.example.key': key, [kUpstream]: upstream,
      });
      return {files: {'nginx.conf': nginxAround(folder, block)}, command: ['/usr/sbin/nginx', '-p', folder, '-e', 'stderr', '-c', `${folder}/nginx.conf`]};
    },
  },
  caddy: {
    speaksTls: true,
    believesNobody: true,  // it replaces the X-Forwarded-For of a visitor, where the others append to it
    configure({upstream, port, tlsPort, cert, key, folder}) {
      const block = fill(documented('caddy'), {
        'grace_period 5s': `grace_period 5s${caddyOptions(port, tlsPort)}`, '/etc/ssl/nas.example.pem': cert, '/etc/ssl/private/nas.example.key': key, [kUpstream]: upstream,
      });
      return {files: {Caddyfile: block}, command: ['/usr/bin/caddy', 'run', '--config', `${folder}/Caddyfile`, '--adapter', 'caddyfile']};
    },
  },
  haproxy: {
    speaksTls: true,
    configure({upstream, port, tlsPort, both, folder}) {
      const block = fill(documented('haproxy'), {
        'bind :80\n': `bind 127.0.0.1:${port}\n`, 'bind :443 ': `bind 127.0.0.1:${tlsPort} `, '/etc/haproxy/nas.example.pem': both, [kUpstream]: upstream,
      });
      return {files: {'haproxy.cfg': haproxyAround(block)}, command: ['/usr/sbin/haproxy', '-db', '-f', `${folder}/haproxy.cfg`]};
    },
  },
  varnish: {
    speaksTls: false,
    configure({upstream, port, folder}) {
      const [host, upstreamPort] = upstream.split(':');
      const block = fill(documented('vcl'), {'"127.0.0.1"': `"${host}"`, '"7862"': `"${upstreamPort}"`});
      return {
        files: {'sluice.vcl': block},
        command: ['/usr/sbin/varnishd', '-F', '-j', 'none', '-n', `${folder}/varnish`, '-a', `127.0.0.1:${port}`, '-f', `${folder}/sluice.vcl`, '-s', 'malloc,16m', '-p', 'thread_pool_min=10'],
      };
    },
  },
};
