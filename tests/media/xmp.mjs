// XMP packets and IPTC records: the two older ways to say what a picture shows.

const escaped = (text) => String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** A packet with rating, subjects, title, description and free attributes such as {'exif:UserComment': '…'}. */
export function xmp({rating, subjects = [], description, title, attributes = {}} = {}) {
  const written = {...(rating === undefined ? {} : {'xmp:Rating': rating}), ...attributes};
  const list = Object.entries(written).map(([key, value]) => ` ${key}="${escaped(value)}"`).join('');
  const bag = subjects.map((s) => `<rdf:li>${escaped(s)}</rdf:li>`).join('');
  const alternative = (tag, text) => (text === undefined ? '' : `<dc:${tag}><rdf:Alt><rdf:li xml:lang="x-default">${escaped(text)}</rdf:li></rdf:Alt></dc:${tag}>`);
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""\
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"${list}>\
${bag ? `<dc:subject><rdf:Bag>${bag}</rdf:Bag></dc:subject>` : ''}${alternative('title', title)}${alternative('description', description)}\
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
}

/** IPTC-IIM application records (IIM 4.2), UTF-8: [[dataset, text], …], e.g. [25, 'keyword'], [120, 'caption']. */
export function iptc(records) {
  const record = (number, dataset, bytes) => {
    const head = Buffer.from([0x1c, number, dataset, 0, 0]);
    head.writeUInt16BE(bytes.length, 3);
    return Buffer.concat([head, bytes]);
  };
  return Buffer.concat([
    record(1, 90, Buffer.from('\x1b%G', 'latin1')), ...records.map(([dataset, text]) => record(2, dataset, Buffer.from(text, 'utf8'))),
  ]);
}

/** A Photoshop image resource block that carries IPTC: the body of JPEG's APP13. */
export function photoshopResource(data) {
  const head = Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\0', 'latin1');
  head.writeUInt32BE(data.length, head.length - 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}
