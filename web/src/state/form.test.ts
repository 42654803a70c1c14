import { describe, expect, it } from 'vitest';
import { checkForm, fieldOf, readsPixels, toForm, toParameters } from './form';
import { initialState, type Form } from './model';
import { patternHas, patternParts, patternToggle } from './pattern';
import { reduce } from './reduce';

const form: Form = { ...initialState.configure.form, pattern: '*.png' };

describe('patterns', () => {
  it('switch a type on and off, whatever its case', () => {
    expect(patternHas('*.png|*.JPG', 'jpg')).toBe(true);
    expect(patternHas('*.png', 'pn')).toBe(false);
    expect(patternToggle('*.png | *.JPG', 'jpg')).toBe('*.png');
    expect(patternToggle('*.png', 'webp')).toBe('*.png|*.webp');
    expect(patternToggle('', 'webp')).toBe('*.webp');
  });

  it('are told in short', () => expect(patternParts('*.PNG| scans/**/*.tif |')).toEqual(['png', 'scans/**/*.tif']));
});

describe('the form', () => {
  it('is sent as the server wants it', () => {
    expect(toParameters({ ...form, max_files: ' 20 ', nsfw_threshold: '0.7' }, ['/a'], true)).toMatchObject({
      directories: ['/a'], pattern: '*.png', max_files: 20, nsfw_threshold: 0.7, enable_nsfw_detection: true, pixels: true,
    });
    expect(toParameters(form, ['/a'], false)).toMatchObject({ enable_nsfw_detection: false, pixels: true, max_files: null });
    expect(toParameters({ ...form, enable_nsfw_detection: false }, ['/a'], true)).toMatchObject({ pixels: false });
  });

  it('is checked before it is sent', () => {
    expect(checkForm(form, ['/a'], true)).toEqual({});
    expect(Object.keys(checkForm({ ...form, pattern: ' ', max_files: '0', nsfw_threshold: '1.2' }, [], true)).sort())
      .toEqual(['directory', 'max_files', 'nsfw_threshold', 'pattern']);
    expect(checkForm({ ...form, nsfw_threshold: '' }, ['/a'], false)).toEqual({});
    expect(checkForm({ ...form, max_files: '1e3' }, ['/a'], true)).toHaveProperty('max_files');
  });

  it('shows the server’s objections at the field they name', () => {
    expect(fieldOf('max_files: must be at least 1')).toEqual({ field: 'max_files', message: 'Must be at least 1.' });
    expect(fieldOf('directories: at most 1000 folders')).toEqual({ field: 'directory', message: 'At most 1000 folders.' });
    expect(fieldOf('no space left')).toBeNull();
    expect(fieldOf('colour: unknown parameter')).toBeNull();
  });

  it('leaves the pixels as the server would, until the user says otherwise', () => {
    expect(readsPixels(form, true)).toBe(true);
    expect(readsPixels({ ...form, enable_nsfw_detection: false }, true)).toBe(false);
    expect(readsPixels({ ...form, enable_nsfw_detection: false }, false)).toBe(true);
    expect(readsPixels({ ...form, pixels: false }, true)).toBe(false);
  });

  it('comes back from the parameters of a session', () => {
    for (const wanted of [form, { ...form, pixels: false, max_files: '7', nsfw_threshold: '0.25', pixel_hash: true, recursive: false }]) {
      expect(toForm(toParameters(wanted, ['/a'], true), true)).toEqual(wanted);
    }
    expect(toForm({}, true)).toEqual(initialState.configure.form);
  });

  it('takes up what the server did without a classifier as no wish of the user', () => {
    const parameters = toParameters(form, ['/a'], false);
    expect(toForm(parameters, false)).toMatchObject({ pixels: null });
  });

  it('says what is wrong with a field that has been left, and forgets it when the field is changed', () => {
    let state = reduce(initialState, { type: 'form/field-checked', field: 'max_files', error: 'No.' });
    expect(state.configure.errors).toEqual({ max_files: 'No.' });
    expect(reduce(state, { type: 'form', patch: { max_files: '5' } }).configure.errors).toEqual({});
    state = reduce(state, { type: 'form/field-checked', field: 'max_files', error: undefined });
    expect(state.configure.errors).toEqual({});
  });
});
