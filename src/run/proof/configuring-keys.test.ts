import { describe, expect, test } from 'vitest';
import { configuringIn } from '#contract';
import { configuringKeys } from './configuring-keys.ts';

const keysIn = (path: string, before: string | null, after: string | null): readonly string[] | null => {
  const configuring = configuringIn(path);
  return configuring && configuringKeys(configuring, before, after);
};
const json = (value: unknown): string => JSON.stringify(value);

describe('what of a file of settings configures tests', () => {
  test.each<[says: string, path: string, before: string | null, after: string | null, keys: readonly string[]]>([
    ['nothing was changed', 'package.json', json({ jest: { a: 1 } }), json({ jest: { a: 1 } }), []],
    ['it was spelt otherwise', 'package.json', json({ jest: { a: 1 } }), '{\n  "jest": { "a": 1 }\n}', []],
    ['a dependency came', 'package.json', json({ dependencies: {} }), json({ dependencies: { a: '1' } }), []],
    ['scripts', 'package.json', json({ scripts: { test: 'a', start: 'b', same: 'e' } }), json({ scripts: { test: 'c', start: 'd', same: 'e' } }), ['scripts.start', 'scripts.test']],
    ['what nobody knows', 'package.json', json({}), json({ wireit: {} }), ['wireit']],
    ['a script that runs before another', 'package.json', json({}), json({ scripts: { prestart: 'rm' } }), ['scripts.prestart']],
    ['a section came, and one went', 'package.json', json({ jest: {} }), json({ type: 'module' }), ['jest', 'type']],
    ['the file is new', 'package.json', null, json({ name: 'a', type: 'module' }), ['type']],
    ['the file is gone', 'package.json', json({ name: 'a', vitest: {} }), null, ['vitest']],
    ['it can be read no more', 'package.json', json({}), '{', ['(unreadable)']],
    ['it is no object', 'package.json', json({}), '[]', ['(unreadable)']],
    ['a version', 'pyproject.toml', '[project]\nversion = "1"\n', '[project]\nversion = "2"\n', []],
    ['options of pytest', 'pyproject.toml', '[project]\n', '[project]\n[tool.pytest.ini_options]\naddopts = "-p evil"\n', ['tool.pytest.ini_options.addopts']],
    ['a dotted key', 'pyproject.toml', '[tool]\n', '[tool]\npytest.ini_options.addopts = "-p evil"\n', ['tool', 'tool.pytest.ini_options.addopts']],
    ['a table within a line', 'pyproject.toml', '', 'tool = { pytest = { a = 1 } }\n', ['tool.pytest.a']],
    ['an escaped key', 'pyproject.toml', '', '[tool."\\u0070ytest".ini_options]\na = 1\n', ['tool.pytest.ini_options.a']],
    ['numbers that JSON does not know', 'pyproject.toml', '[tool.pytest]\na = inf\n', '[tool.pytest]\na = nan\n', ['tool.pytest.a']],
    ['a key with a dot in it, which is another', 'pyproject.toml', '', '"tool.pytest" = 1\n', []],
    ['it can be read no more', 'pyproject.toml', '[project]\n', '[project\n', ['(unreadable)']],
    ['comments and empty lines', 'pyproject.toml', '[tool.pytest]\na = 1\n', '# why\n[tool.pytest]\n\na = 1\n', []],
    ['a section spelt with quotes', 'pyproject.toml', '', '["tool"."pytest".x]\na = 1\n', ['tool.pytest.x.a']],
    ['a section of pytest', 'setup.cfg', '[metadata]\nname = a\n', '[metadata]\nname = b\n[tool:pytest]\naddopts = -x\n', ['tool:pytest']],
    ['a program that builds', 'Cargo.toml', '[package]\nname = "a"\n', '[package]\nname = "b"\nbuild = "x.rs"\n', ['package.build']],
    ['a dependency', 'Cargo.toml', '[dependencies]\n', '[dependencies]\na = "1"\n', []],
    ['how code is made', 'Cargo.toml', '', '[profile.test]\nopt-level = 3\n', ['profile.test.opt-level']],
    ['a quoted key', 'Cargo.toml', '[package]\nname = "a"\n', '[package]\nname = "a"\n"build" = "x.rs"\n', ['package.build']],
    ['a list of tests', 'Cargo.toml', '', '[[test]]\nname = "a"\n', ['test']],
    ['a module in place of another', 'go.mod', 'module a\n', 'module a\nreplace b => ./c\n', ['replace']],
    ['a module in place of another, in a block', 'go.mod', 'replace (\n\ta => ./a\n)\n', 'replace (\n\ta => ./b // why\n)\n', ['replace']],
    ['what follows a block', 'go.mod', 'replace (\n\ta => ./a\n)\nrequire b v1.0.0\n', 'replace (\n\ta => ./a\n)\nrequire b v1.0.1\n', []],
    ['a section after another end of a line', 'setup.cfg', '[metadata]\n', '[metadata]\nname = a\u2028[tool:pytest]\u2028addopts = -x\n', ['tool:pytest']],
    ['a module of its own, which leaves a folder out of another', 'go.mod', '', 'module x\n', ['module']],
    ['a module more', 'go.mod', 'module a\n', 'module a\nrequire b v1.0.0\n', []],
  ])('%s (%s): %#', (_, path, before, ...[after, keys]) => expect(keysIn(path, before, after)).toEqual(keys)); // prettier-ignore
});
