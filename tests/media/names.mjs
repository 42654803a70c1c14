// File names that a file system allows and a careless program does not. As bytes, for not all are text.

const text = (name) => Buffer.from(name, 'utf8');

export const oddNames = [
  text('two words.png'),
  text(' leading and trailing .png'),
  text(`it's "quoted".png`),
  text('<img src=x onerror=alert(1)>.png'),
  text('&lt;b&gt; 100% #1 ?a=b;c.png'),
  text('%2e%2e%2fetc.png'),
  text('back\\slash.png'),
  text('-rf.png'),
  text('--help.png'),
  text('new\nline.png'),
  text('tab\tand\x07bell.png'),
  text('naïve façade – 日本語 🌄.png'),
  text('e\u0301 decomposed.png'),
  text('\u202egnp.exe.png'),
  text(`${'long'.repeat(63).slice(0, 251)}.png`),
  text('UPPER.PNG'),
  text('dots...png'),
  text('a|b*c[d]{e}.png'),
  Buffer.concat([text('latin-'), Buffer.from([0xe9, 0xff]), text('.png')]),
  Buffer.concat([Buffer.from([0xc3, 0x28, 0x80]), text('.png')]),
];

/** Joins a folder and a name of bytes. */
export const joined = (folder, name) => Buffer.concat([Buffer.from(`${folder}/`), name]);
