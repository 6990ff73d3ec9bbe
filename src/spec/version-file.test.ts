import { expect, test } from 'vitest';
import { newestVersionFile } from './version-file.ts';

test('the newest version is the one with the highest number, not the last by its letters', () => {
  expect(newestVersionFile(['a.md', 'Master_Spec_v1.9.md', 'docs/Master_Spec_v1.10.0.md', 'Master_Spec_v1.2.md'])).toBe('docs/Master_Spec_v1.10.0.md'); // prettier-ignore
  expect(newestVersionFile(['README.md'])).toBe(null);
});
