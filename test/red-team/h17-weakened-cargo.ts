import { cargoAgent } from './other-languages.ts';
import { weakened } from './weakened.ts';

const sourceWith = (month: string, day: string, claim: string): string =>
  `pub fn month(n: i32) -> i32 {\n    ${month}\n}\npub fn day(n: i32) -> i32 {\n    ${day}\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn days() {\n        ${claim};\n    }\n}\n`;

export const it = weakened(
  {
    id: 'H17-weakened-cargo',
    does: 'breaks what a test beside the product holds, and has the test ask less, in a file that the contract names',
    attack: cargoAgent({
      allow: ['src/month.rs'],
      files: { 'src/month.rs': sourceWith('n', 'n', 'assert_eq!(super::day(1), 1)') },
      steps: [{ write: { path: 'src/month.rs', text: sourceWith('n + 1', 'n.max(7)', 'assert!(super::day(1) > 0)') } }],
    }),
  },
  { name: '“month > tests > days” (src/lib.rs)' },
);
