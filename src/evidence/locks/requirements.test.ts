import { expect, test } from 'vitest';
import { pinnedRequirements } from './requirements.ts';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;

test('a list as pip-compile writes it is its names, versions and digests, and nothing of where they come from', () => {
  const text = `#\n# of pip-compile\n--index-url https://h/simple\n--extra-index-url=https://h\n-i https://h\n--trusted-host h\n--only-binary :all:\n
Some_Name[extra]==1.0.post1 ; python_version < "3.13" and sys_platform == "linux" \\\n    --hash=${B} \\\n    --hash=${A}\n    # via x\nb==2!1.0+cpu --hash ${A}  # why\r\n`;
  expect(pinnedRequirements(text)).toEqual({
    list: `Some_Name==1.0.post1 ; python_version < "3.13" and sys_platform == "linux" --hash=${A} --hash=${B}\nb==2!1.0+cpu --hash=${A}\n`,
    names: new Set(['some-name', 'b']),
  });
});

test.each([
  'a',
  'a>=1',
  'a==1',
  'a==1.*',
  `a===1 --hash=${A}`,
  `a==1.* --hash=${A}`,
  `a==1,>0 --hash=${A}`,
  `a==1 --hash=md5:aa`,
  `a==1 --hash=sha256:aa`,
  `a==1 --hash=sha512:${'a'.repeat(64)}`,
  `a @ https://h/a.whl --hash=${A}`,
  `https://h/a.whl --hash=${A}`,
  `./a.whl --hash=${A}`,
  `a==1 --hash=${A} --global-option=x`,
  `a==1 --config-settings=x=y --hash=${A}`,
  `a==1 ; x --index-url=h --hash=${A}`,
  '-r b.txt',
  '-c b.txt',
  '-e .',
  '--requirement=b.txt',
  '--editable .',
  '--index-urls x',
])('%s pins nothing by digest', (line) =>
  expect(pinnedRequirements(`b==1 --hash=${B}\n${line}\n`)).toBe(line.slice(0, 100)),
);
