import { describe, expect, it } from 'vitest';
import { actionsInCommand } from './forbidden-commands.ts';
import { ownMs } from '../../../test/rig/own-ms.ts';

const actionsOf = (command: string): readonly string[] => actionsInCommand(command).map(({ action }) => action);

describe('a forbidden command is recognised', () => {
  it.each([
    ['git push', 'push'],
    ['git push origin main', 'push'],
    ['git -C /x -c a.b=c --no-pager push --force', 'push'],
    ['/usr/bin/git push', 'push'],
    ['GIT_SSH=x git push', 'push'],
    ['cd x && git push', 'push'],
    ['true; git push', 'push'],
    ['a | git push', 'push'],
    ['(git push)', 'push'],
    ['{ git push; }', 'push'],
    ['if true; then git push; fi', 'push'],
    ['! git push', 'push'],
    ['first\ngit push', 'push'],
    ['sudo -u root git push', 'push'],
    ['env A=b git push', 'push'],
    ['timeout 30 git push', 'push'],
    ['xargs git push', 'push'],
    ['echo $(git push)', 'push'],
    ['echo "$(git push)"', 'push'],
    ['echo `git push`', 'push'],
    ["bash -lc 'git push'", 'push'],
    ['/bin/bash -lc "cd x && git push"', 'push'],
    [`bash -c "sh -c 'git push'"`, 'push'],
    ["eval 'git push'", 'push'],
    ['bash <<EOF\ngit push\nEOF', 'push'],
    ["g'i't pu\\sh", 'push'],
    ['git subtree push --prefix x', 'push'],
    ['gh pr merge 5', 'merge'],
    ['npm publish --access public', 'publish'],
    ['npm --registry https://x publish', 'publish'],
    ['npx vsce publish', 'publish'],
    ['python3 -m twine upload dist/*', 'publish'],
    ['docker push x', 'publish'],
    ['gh release create v1', 'publish'],
    ['kubectl -n x apply -f y', 'deploy'],
    ['vercel deploy', 'deploy'],
    ['terraform apply', 'infrastructure'],
    ['aws --profile x s3api create-bucket', 'infrastructure'],
    ['ansible-playbook site.yml', 'infrastructure'],
    ['ssh-keygen -t ed25519', 'credentials'],
    ['git config --global credential.helper store', 'credentials'],
    ['npm login', 'credentials'],
  ])('%j', (command, action) => {
    expect(actionsOf(command)).toEqual([action]);
  });

  it('with every action a line holds, and who says so', () => {
    expect(actionsOf('git push && npm publish')).toEqual(['push', 'publish']);
    expect(actionsInCommand('git push')).toEqual([{ action: 'push', provenance: 'declared', detail: 'git push' }]);
  });
});

it.each([
  '',
  'git log --grep push',
  'git log --grep=push',
  'git stash push',
  'git commit -m "push the button; git push later"',
  "git commit -m 'git push'",
  'git diff -- src/push.ts',
  'git checkout push',
  'git branch -a | grep push',
  'echo pushed',
  'echo git push',
  'echo "git push"',
  'grep -rn "git push" docs',
  'rg "npm publish"',
  'npm run publish-docs',
  'npm run deploy',
  'npm test -- push',
  'npm install publish',
  'node scripts/push.mjs',
  'cat deploy.sh',
  'ls publish push merge',
  'git merge-base a b',
  'cat > README.md <<EOF\nRun git push.\ngit push\nnpm publish\nEOF',
  'docker build -t push .',
  'terraform plan',
  'kubectl get pods',
  'man ssh-keygen',
  'git config user.name x',
  'sed -i s/push/pull/ a',
  'bash push.sh',
  'while',
  '"unclosed',
])('a benign command is not: %j', (command) => {
  expect(actionsOf(command)).toEqual([]);
});

it('ends on a line that is made to take for ever', () => {
  const spent = ownMs(() => {
    for (const piece of ['sudo ', '(', '"$(', "bash -c '", 'a<<b\n']) actionsOf(piece.repeat(20_000));
  });
  expect(spent).toBeLessThan(5000);
});
