import { describe, expect, it } from 'vitest';
import { initialState, type Form, type Preset } from './model';
import { isApplied, kBuiltIn, kMaxPresets, nameProblem, presetForm, renamed, withoutPreset, withPreset } from './presets';
import { formText, presetsText, readForm, readPresets, readTheme } from './remembered';

const kPattern = '*.png|*.jpg';
const form: Form = { ...initialState.configure.form, pattern: kPattern };
const preset = (name: string, patch: Partial<Form> = {}, directories: string[] | null = null): Preset => ({ name, form: { ...form, ...patch }, directories });

describe('presets', () => {
  it('are replaced under their name, whatever its case, and keep their place', () => {
    const saved = withPreset(withPreset([], preset('Weekly')), preset('Other'));
    expect(withPreset(saved, preset(' weekly ', { max_files: '3' })).map((each) => [each.name, each.form.max_files])).toEqual([['weekly', '3'], ['Other', '']]);
    expect(withoutPreset(saved, 'WEEKLY').map((each) => each.name)).toEqual(['Other']);
    expect(renamed(saved, 'Weekly', ' Monthly ').map((each) => each.name)).toEqual(['Monthly', 'Other']);
  });

  it('need a name of their own', () => {
    const saved = [preset('Weekly'), preset('Other')];
    expect(nameProblem(saved, ' ')).not.toBeNull();
    expect(nameProblem(saved, 'x'.repeat(61))).not.toBeNull();
    expect(nameProblem(saved, kBuiltIn[0]!.name.toUpperCase())).not.toBeNull();
    expect(nameProblem(saved, 'Weekly')).toBeNull();
    expect(nameProblem(saved, 'Other', 'Weekly')).not.toBeNull();
    expect(nameProblem(saved, 'weekly', 'Weekly')).toBeNull();
    expect(nameProblem(Array.from({ length: kMaxPresets }, (_, n) => preset(`p${n}`)), 'one more')).not.toBeNull();
  });

  it('know whether the page stands as they have it', () => {
    expect(isApplied(kBuiltIn[0]!, form, ['/a'], kPattern)).toBe(true);
    expect(isApplied(kBuiltIn[0]!, { ...form, recursive: false }, ['/a'], kPattern)).toBe(false);
    expect(isApplied(preset('p', {}, ['/a', '/b']), form, ['/b', '/a'], kPattern)).toBe(true);
    expect(isApplied(preset('p', {}, ['/a']), form, ['/b'], kPattern)).toBe(false);
    expect(kBuiltIn.filter((each) => isApplied(each, form, [], kPattern))).toHaveLength(1);
  });

  it('follow the types that the server knows, unless a pattern was saved', () => {
    expect(presetForm(kBuiltIn[0]!, kPattern).pattern).toBe(kPattern);
    expect(presetForm(preset('p', { pattern: '*.gif' }), kPattern).pattern).toBe('*.gif');
  });
});

describe('what a browser remembers', () => {
  it('comes back as it was', () => {
    const mine = { ...form, pattern: '*.gif', pixels: false, max_files: '9' };
    expect(readForm(formText(mine, ['/a'], 'new', kPattern))).toEqual({ form: mine, directories: ['/a'], sort: 'new' });
    const presets = [preset('Weekly', { pixel_hash: true }, ['/a'])];
    expect(readPresets(presetsText(presets))).toEqual(presets);
  });

  it('keeps no pattern that is the server’s own, so that new types are read', () => {
    expect(readForm(formText(form, [], 'name', kPattern))!.form.pattern).toBe('');
  });

  it('may be missing, damaged or from another page', () => {
    for (const stored of [null, '', '{', '7', 'null', '[]']) expect(readForm(stored)).toBeNull();
    expect(readForm('{"form":{"recursive":"yes","max_files":7,"pixels":1,"import_scores":false,"more":1},"directories":["/a",3,""],"sort":"size"}')).toEqual({
      form: { ...initialState.configure.form, import_scores: false }, directories: ['/a'], sort: 'name',
    });
    expect(readPresets('{"name":"x"}')).toEqual([]);
    expect(readPresets('[null,{"name":""},{"name":"x","form":null}]')).toEqual([{ name: 'x', form: initialState.configure.form, directories: null }]);
    expect(['dark', 'blue', null].map(readTheme)).toEqual(['dark', 'system', 'system']);
  });
});
